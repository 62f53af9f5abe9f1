import Type, { type Static } from 'typebox'

/** When a warning begins, where the guard does not say. */
export const WARN_AT = 0.8

/** The longest period in which full purges can be limited. */
export const PERIOD_DAYS_MAX = 31

const FullPurges = Type.Object(
  {
    max: Type.Integer({ minimum: 1, maximum: 1_000, description: 'So many at most.' }),
    periodSeconds: Type.Integer({
      minimum: 1,
      maximum: PERIOD_DAYS_MAX * 86_400,
      description: 'In any period of this length.'
    }),
    whenExceeded: Type.Optional(
      Type.Unsafe<'refuse' | 'merge'>(
        Type.Enum(['refuse', 'merge'], {
          type: 'string',
          description:
            'refuse answers 429 with Retry-After. merge accepts it, and all that come after it, to be ' +
            'submitted as one when the period allows. Default: refuse.'
        })
      )
    )
  },
  { additionalProperties: false, description: 'How often everything, which is `/*`, may be removed.' }
)
export type FullPurges = Static<typeof FullPurges>

const MonthlyBudget = Type.Object(
  {
    usd: Type.Number({ minimum: 0, description: "Beyond it requests are 409 until the month's end (UTC)." }),
    warnAt: Type.Optional(
      Type.Number({
        minimum: 0,
        maximum: 1,
        description: `From this share on answers carry a warning. Default: ${WARN_AT}.`
      })
    )
  },
  {
    additionalProperties: false,
    description:
      "What this distribution's share of the month may cost. Paths are counted where they were submitted through " +
      "Frontage or wait to be, and the account's first 1,000, which are free, are shared by all distributions in " +
      'proportion to their paths.'
  }
)
export type MonthlyBudget = Static<typeof MonthlyBudget>

export const InvalidationGuard = Type.Object(
  {
    debounceSeconds: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 3_600,
        description:
          'The first invalidation waits so long for others, which are submitted together with it. Those of high priority ' +
          'do not wait.'
      })
    ),
    fullPurges: Type.Optional(FullPurges),
    monthlyBudget: Type.Optional(MonthlyBudget)
  },
  {
    additionalProperties: false,
    'x-component': 'InvalidationGuard',
    description: 'Limits against storms of invalidations; what is left out is not limited.',
    examples: [
      {
        debounceSeconds: 5,
        fullPurges: { max: 4, periodSeconds: 3_600, whenExceeded: 'merge' },
        monthlyBudget: { usd: 50, warnAt: 0.8 }
      }
    ]
  }
)
export type InvalidationGuard = Static<typeof InvalidationGuard>
