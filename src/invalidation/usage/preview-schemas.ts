import Type, { type Static } from 'typebox'
import { LISTED_MAX } from '../planning/plan.ts'
import { FREE_PATHS_A_MONTH } from '../planning/price.ts'
import { PATHS_SHOWN_MAX, Warning } from '../schemas.ts'

const count = (description: string) => Type.Integer({ minimum: 0, description })
const firstOf = `at most the first ${LISTED_MAX}`

export const InvalidationPreview = Type.Object(
  {
    paths: Type.Array(Type.String(), {
      description: `As they would be sent to CloudFront; at most ${PATHS_SHOWN_MAX}.`
    }),
    cacheTags: Type.Array(Type.String(), { description: `At most ${PATHS_SHOWN_MAX}.` }),
    pathCount: count('Paths and cache tags together, as they would be sent to CloudFront.'),
    dropped: Type.Object(
      {
        duplicates: count('Given more than once, or in two spellings of the same path.'),
        covered: count('Covered by a wildcard that was also given.'),
        collapsed: count('Replaced with wildcards for folders.')
      },
      { description: 'Why there are fewer than given.' }
    ),
    covered: Type.Array(
      Type.Object({
        path: Type.String({ description: 'The path that is not sent.' }),
        by: Type.String({ description: 'The wildcard that covers it.' })
      }),
      {
        description: `Which path is covered by which wildcard; ${firstOf}.`
      }
    ),
    encodings: Type.Array(
      Type.Object({
        given: Type.String({ description: 'As in the request.' }),
        sent: Type.String({ description: 'As sent to CloudFront.' })
      }),
      {
        description: `Paths that are sent in a different form than given; ${firstOf}.`
      }
    ),
    warnings: Type.Array(Warning, { description: `What may not have the expected effect; ${firstOf}.` }),
    batches: Type.Object(
      {
        count: count('How many CloudFront invalidations it takes, if nothing else uses the quota.'),
        pathsMax: count('The most in one of them, wildcards and cache tags included.'),
        wildcardsMax: count('The most wildcards in one of them, cache tags included.')
      },
      { description: "CloudFront's quota for invalidations in progress, minus the headroom for others." }
    ),
    price: Type.Object(
      {
        paths: count('A wildcard counts as one, and so does a cache tag.'),
        free: count(
          `How many of them are covered by the account's ${FREE_PATHS_A_MONTH} free paths of the month; 0 for tokens ` +
            'limited to some distributions.'
        ),
        billed: count('The others.'),
        usd: Type.Number({ description: 'What CloudFront bills for them.' })
      },
      {
        description: "At CloudFront's list price, without paths invalidated outside Frontage this month."
      }
    ),
    wait: Type.Object(
      {
        submittedSeconds: Type.Number({ description: 'Until all of it has been submitted to CloudFront.' }),
        completedSeconds: Type.Number({ description: 'Until CloudFront has completed all of it.' }),
        waitsFor: Type.Optional(
          Type.Unsafe<'quota' | 'wildcardQuota'>(
            Type.Enum(['quota', 'wildcardQuota'], { type: 'string', description: 'The quota it is waiting for.' })
          )
        ),
        typicalSeconds: Type.Number({ description: 'How long CloudFront typically takes for an invalidation.' }),
        samples: count('The number of completed invalidations measured; 0 means that a default is assumed.')
      },
      {
        description:
          'An estimate, assuming fair scheduling with the current queue and no use of the quota outside Frontage.'
      }
    )
  },
  { 'x-component': 'InvalidationPreview' }
)
export type InvalidationPreview = Static<typeof InvalidationPreview>
