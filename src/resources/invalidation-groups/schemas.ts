import Type, { type Static } from 'typebox'
import { PageQuery, pageSchema } from '../../plugins/pagination.ts'
import { DistributionParams } from '../../configuration/distributions/schemas.ts'
import {
  estimatedSeconds,
  InvalidationCreate,
  OwnInvalidation,
  PATHS_SHOWN_MAX,
  progress,
  status
} from '../../invalidation/schemas.ts'

/** The default quota of an account (CloudFront Developer Guide, "Quotas"). */
export const DISTRIBUTIONS_MAX = 500

const text = (description: string, example: string) =>
  Type.Optional(Type.String({ minLength: 1, maxLength: 2_048, description, examples: [example] }))

export const Selector = Type.Object(
  {
    distributionIds: Type.Optional(
      Type.Array(DistributionParams.properties.distributionId, {
        minItems: 1,
        maxItems: DISTRIBUTIONS_MAX,
        uniqueItems: true,
        description: 'Only these; cannot be combined with other criteria.',
        examples: [['E2QWRUHAPOMQZL']]
      })
    ),
    alias: text('Those with this alias, or with a wildcard alias that covers it.', 'www.example.com'),
    originDomain: text('Those with an origin of this domain name.', 'site.s3.amazonaws.com'),
    tag: Type.Optional(
      Type.Object(
        {
          key: Type.String({ minLength: 1, maxLength: 128, description: 'The key of the tag.', examples: ['team'] }),
          value: Type.Optional(
            Type.String({ maxLength: 256, description: 'Its value; omit it to match any value.', examples: ['web'] })
          )
        },
        { additionalProperties: false, 'x-component': 'TagSelector', description: 'Those with this tag.' }
      )
    )
  },
  {
    additionalProperties: false,
    minProperties: 1,
    description:
      'Which distributions: those that match all criteria given. They are looked up once, when the group is created.'
  }
)
export type Selector = Static<typeof Selector>

const URLS_MAX = 3_000
/** How many URLs are kept with a group; its invalidations have all paths. */
export const URLS_SHOWN_MAX = 100

const Url = Type.String({ minLength: 1, maxLength: 8_192 })

export const InvalidationGroupCreate = Type.Object(
  {
    selector: Type.Optional(Selector),
    urls: Type.Optional(
      Type.Array(Url, {
        minItems: 1,
        maxItems: URLS_MAX,
        description:
          'URLs as viewers request them, instead of a selector with paths: each is removed from the distribution that ' +
          'serves its host, by its alias or its own domain name. A * at the end stands for anything.',
        examples: [['https://www.example.com/a.jpg', 'https://www.example.com/img/*']]
      })
    ),
    ...InvalidationCreate.properties
  },
  {
    additionalProperties: false,
    'x-component': 'InvalidationGroupCreate',
    // Harmless until edited. There is no example with a tag, which might match the reader's own distributions.
    'x-examples': {
      byId: {
        summary: 'By id: insert the ids of your distributions',
        description: 'GET /distributions lists them. Sent unchanged, this example removes nothing: the answer is 404.',
        value: { selector: { distributionIds: ['EDFDVBD632BHDS5'] }, paths: ['/index.html', '/img/*'] }
      },
      byUrl: {
        summary: 'By URL: insert the URLs of your files',
        description:
          'The host is an alias or the domain name of a distribution. Sent unchanged, this example removes nothing.',
        value: { urls: ['https://www.example.com/index.html', 'https://www.example.com/img/*'] }
      }
    }
  }
)
export type InvalidationGroupCreate = Static<typeof InvalidationGroupCreate>

const count = (description: string) => Type.Integer({ minimum: 0, description })
const DateTime = (description: string) => Type.String({ format: 'date-time', description })

const summaryMembers = {
  id: Type.String({ description: "The group's id." }),
  status: status(
    'queued: nothing has been submitted to CloudFront. inProgress: some of it has, and not all invalidations have ' +
      'ended. In the end: failed if any failed, otherwise cancelled if any was cancelled, otherwise succeeded.'
  ),
  selector: Type.Object(
    {
      ...Selector.properties,
      urls: Type.Optional(Type.Array(Type.String(), { description: `At most the first ${URLS_SHOWN_MAX}.` }))
    },
    {
      'x-component': 'GroupSelector',
      description: 'The request: the selector of the distributions, or the URLs.'
    }
  ),
  tagsReadAt: Type.Optional(
    DateTime(
      'If a tag selected the distributions: when the oldest of their tags was read. Later changes made outside ' +
        'Frontage were not considered; `Cache-Control: no-cache` includes them.'
    )
  ),
  counts: Type.Object(
    {
      queued: count('How many are queued.'),
      inProgress: count('How many are in progress.'),
      succeeded: count('How many have succeeded.'),
      failed: count('How many have failed.'),
      cancelled: count('How many were cancelled.')
    },
    { 'x-component': 'InvalidationCounts', description: 'How many of its invalidations have each status.' }
  ),
  progress: progress('Numbers of paths and cache tags of all its invalidations.'),
  warnings: Type.Array(
    Type.Object(
      {
        distributionId: Type.String({ description: 'The distribution whose invalidation it is about.' }),
        code: Type.String({
          description: 'COMPLETION_NOT_OBSERVED: CloudFront accepted it, but its completion could not be observed.'
        }),
        detail: Type.String({ description: 'The warning, in a sentence.' })
      },
      { 'x-component': 'InvalidationGroupWarning' }
    ),
    { description: 'Warnings about how its invalidations ended; each invalidation has those about its paths.' }
  ),
  createdAt: DateTime('When it was accepted.'),
  endedAt: Type.Optional(DateTime('When the last of its invalidations ended.'))
}

export const InvalidationGroupSummary = Type.Object(summaryMembers, {
  'x-component': 'InvalidationGroupSummary',
  'x-component-description': 'A group without its invalidations.'
})
export type InvalidationGroupSummary = Static<typeof InvalidationGroupSummary>

const Child = Type.Object(
  {
    distributionId: Type.String({ description: 'The distribution whose objects it removes from the caches.' }),
    ...OwnInvalidation.properties
  },
  {
    'x-component': 'InvalidationGroupChild',
    'x-component-description': 'An invalidation of a group, without its paths.'
  }
)

export const InvalidationGroup = Type.Object(
  {
    ...summaryMembers,
    estimatedSeconds: Type.Optional(estimatedSeconds),
    paths: Type.Array(Type.String(), {
      description:
        `The paths sent to CloudFront for each distribution, at most the first ${PATHS_SHOWN_MAX}; itemsUrl of each ` +
        'child lists all. Empty for a group of URLs, whose invalidations each have their own.'
    }),
    cacheTags: Type.Array(Type.String(), { description: 'The cache tags sent to CloudFront for each distribution.' }),
    children: Type.Array(Child, { description: 'An ordinary invalidation for each distribution.' })
  },
  { 'x-component': 'InvalidationGroup' }
)
export type InvalidationGroup = Static<typeof InvalidationGroup>

export const InvalidationGroupPage = pageSchema(InvalidationGroupSummary, 'InvalidationGroupPage')

export const InvalidationGroupQuery = PageQuery

export const InvalidationGroupParams = Type.Object({
  groupId: Type.String({
    pattern: '^grp_[A-Za-z0-9_-]{1,64}$',
    'x-expected': 'grp_ and up to 64 letters, digits, _ and -',
    description: "The group's id.",
    examples: ['grp_aa52c1d6-ec09-4d1e-a698-a7d1724e93ba']
  })
})
