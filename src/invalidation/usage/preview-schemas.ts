import Type, { type Static } from 'typebox'
import { LISTED_MAX } from '../planning/plan.ts'
import { FREE_PATHS_A_MONTH } from '../planning/price.ts'
import { PATHS_SHOWN_MAX, Warning } from '../schemas.ts'

const count = (description: string) => Type.Integer({ minimum: 0, description })
const firstOf = `at most the first ${LISTED_MAX}`

export const InvalidationPreview = Type.Object(
  {
    paths: Type.Array(Type.String(), { description: `As CloudFront would get them; at most ${PATHS_SHOWN_MAX}.` }),
    cacheTags: Type.Array(Type.String(), { description: `At most ${PATHS_SHOWN_MAX}.` }),
    pathCount: count('Paths and cache tags together, as CloudFront would get them.'),
    dropped: Type.Object(
      {
        duplicates: count('Given more than once, or in two forms of the same path.'),
        covered: count('Removed by a wildcard that was given, too.'),
        collapsed: count('How many fewer there are because wildcards of folders take their place.')
      },
      { description: 'Why there are fewer than were given.' }
    ),
    covered: Type.Array(Type.Object({ path: Type.String(), by: Type.String() }), {
      description: `Which path is covered by which wildcard; ${firstOf}.`
    }),
    encodings: Type.Array(Type.Object({ given: Type.String(), sent: Type.String() }), {
      description: `Paths that are sent in another form than given; ${firstOf}.`
    }),
    warnings: Type.Array(Warning, { description: `What may not do what it seems to; ${firstOf}.` }),
    batches: Type.Object(
      {
        count: count('How many invalidations at CloudFront it takes, if it has the quota for itself.'),
        pathsMax: count('In one of them, wildcards and cache tags included.'),
        wildcardsMax: count('In one of them, cache tags included.')
      },
      { description: "CloudFront's quota of what may be in progress, without the head-room for others." }
    ),
    price: Type.Object(
      {
        paths: count('A wildcard counts as one, and so does a cache tag.'),
        free: count(`Of the account's ${FREE_PATHS_A_MONTH} free ones a month.`),
        billed: count('The others.'),
        usd: Type.Number({ description: 'What CloudFront bills for them.' })
      },
      {
        description: "By CloudFront's public price list, and without what was invalidated outside Frontage this month."
      }
    ),
    wait: Type.Object(
      {
        submittedSeconds: Type.Number({ description: 'Until CloudFront has all of it.' }),
        completedSeconds: Type.Number({ description: 'Until CloudFront has done all of it.' }),
        waitsFor: Type.Optional(
          Type.Unsafe<'quota' | 'wildcardQuota'>(
            Type.Enum(['quota', 'wildcardQuota'], { type: 'string', description: 'What makes it wait.' })
          )
        ),
        typicalSeconds: Type.Number({ description: 'How long CloudFront takes for one of its invalidations.' }),
        samples: count('How many completed ones that comes from; 0 for an assumption.')
      },
      {
        description:
          'An estimate for this moment: beside what waits now, in fair turns with it, and if nobody else uses the quota.'
      }
    )
  },
  { 'x-component': 'InvalidationPreview' }
)
export type InvalidationPreview = Static<typeof InvalidationPreview>
