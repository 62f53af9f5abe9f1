import Type, { type Static } from 'typebox'

/** The default share of a budget from which answers carry a warning. */
export const WARN_AT = 0.8

/** The longest period in which full purges can be limited. */
export const PERIOD_DAYS_MAX = 31

const FullPurges = Type.Object(
  {
    max: Type.Integer({ minimum: 1, maximum: 1_000, description: 'The most allowed in a period.' }),
    periodSeconds: Type.Integer({
      minimum: 1,
      maximum: PERIOD_DAYS_MAX * 86_400,
      description: 'The length of the period, which may begin at any time.'
    }),
    whenExceeded: Type.Optional(
      Type.Unsafe<'refuse' | 'merge'>(
        Type.Enum(['refuse', 'merge'], {
          type: 'string',
          description:
            'refuse: 429 with Retry-After. merge: it is accepted, and submitted together with later ones as soon as the ' +
            'period allows. Default: refuse.'
        })
      )
    )
  },
  { additionalProperties: false, description: 'How often everything (`/*`) may be invalidated.' }
)
export type FullPurges = Static<typeof FullPurges>

const MonthlyBudget = Type.Object(
  {
    usd: Type.Number({ minimum: 0, description: 'Beyond it, requests get 409 until the end of the month (UTC).' }),
    warnAt: Type.Optional(
      Type.Number({
        minimum: 0,
        maximum: 1,
        description: `The share of the budget from which answers include a warning. Default: ${WARN_AT}.`
      })
    )
  },
  {
    additionalProperties: false,
    description:
      "The most that this distribution's invalidations may cost in a calendar month. It counts paths submitted through " +
      "Frontage and paths that are queued; the account's 1,000 free paths are shared among its distributions in " +
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
          'How long the first invalidation waits for others that are submitted together with it. High-priority ' +
          'invalidations do not wait.'
      })
    ),
    fullPurges: Type.Optional(FullPurges),
    monthlyBudget: Type.Optional(MonthlyBudget)
  },
  {
    additionalProperties: false,
    'x-component': 'InvalidationGuard',
    description: 'Limits on the invalidations of a distribution; those that are omitted do not apply.',
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
