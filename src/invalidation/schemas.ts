import Type, { type Static } from 'typebox'
import { PageQuery } from '../plugins/pagination.ts'
import { Problem } from '../plugins/problem-schema.ts'
import { Webhook, WebhookRequest } from './webhooks/settings.ts'

/** Of one request; it is submitted in as many batches as CloudFront's quota wants. */
export const PATHS_MAX = 100_000
/** An invalidation shows so many of its paths. */
export const PATHS_SHOWN_MAX = 1_000
/** Thirty days; operators allow less. */
export const DEADLINE_SECONDS_MAX = 30 * 86_400

export const STATUSES = ['queued', 'inProgress', 'succeeded', 'failed', 'cancelled'] as const
export type InvalidationStatus = (typeof STATUSES)[number]

const Status = Type.Unsafe<InvalidationStatus>(
  Type.Enum([...STATUSES], {
    type: 'string',
    description:
      'queued: CloudFront has nothing of it yet. inProgress: CloudFront has some of it or all. succeeded: all of it is Completed at CloudFront. cancelled: what was not sent yet is not sent; what was is counted in progress.'
  })
)
const DateTime = (description: string) => Type.String({ format: 'date-time', description })

export const InvalidationCreate = Type.Object(
  {
    paths: Type.Optional(
      Type.Array(Type.String(), {
        maxItems: PATHS_MAX,
        description:
          'Paths as viewers request them, each with a leading slash; a * at the end stands for anything. Characters that need it are percent-encoded for you.',
        examples: [['/example.jpg', '/img/*']]
      })
    ),
    cacheTags: Type.Optional(
      Type.Array(Type.String(), {
        maxItems: PATHS_MAX,
        description: 'Cache tags whose objects are removed; the distribution must have cacheTagConfig.',
        examples: [['product:1']]
      })
    ),
    priority: Type.Optional(
      Type.Unsafe<'normal' | 'high'>(
        Type.Enum(['normal', 'high'], {
          type: 'string',
          description:
            'high gets four places of five where something of normal priority waits, e.g. for a deployment. Default: normal.'
        })
      )
    ),
    strategy: Type.Optional(
      Type.Unsafe<'exact' | 'collapse'>(
        Type.Enum(['exact', 'collapse'], {
          type: 'string',
          description:
            'collapse replaces many siblings by one wildcard, which removes more than was asked for. Default: exact.'
        })
      )
    ),
    collapse: Type.Optional(
      Type.Object(
        {
          threshold: Type.Optional(
            Type.Integer({
              minimum: 1,
              maximum: 100_000,
              description: 'More siblings than this become one wildcard. Default: 10.'
            })
          ),
          within: Type.Optional(
            Type.Array(Type.String(), {
              maxItems: 100,
              description: 'Path prefixes under which whole folders may be removed. Default: their own folder.',
              examples: [['/assets/']]
            })
          )
        },
        { additionalProperties: false, description: 'With the strategy collapse: what is replaced by wildcards.' }
      )
    ),
    deadlineSeconds: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: DEADLINE_SECONDS_MAX,
        description:
          'What CloudFront does not have after so many seconds is not sent any more, and the invalidation fails. At most as ' +
          'many as the operator allows (INVALIDATION_DEADLINE_SECONDS). Where left out, throttling, outages and quotas are ' +
          'waited for without end, and only what CloudFront refuses until an operator acts fails after that time.',
        examples: [3_600]
      })
    ),
    webhook: Type.Optional(WebhookRequest)
  },
  {
    additionalProperties: false,
    'x-component': 'InvalidationCreate',
    examples: [{ paths: ['/example.jpg', '/img/*'] }]
  }
)
export type InvalidationCreate = Static<typeof InvalidationCreate>

export const WaitingFor = Type.Object(
  {
    reason: Type.Unsafe<'quota' | 'wildcardQuota' | 'throttled' | 'debounce' | 'cloudFront' | 'turn'>(
      Type.Enum(['quota', 'wildcardQuota', 'throttled', 'debounce', 'cloudFront', 'turn'], { type: 'string' })
    ),
    detail: Type.String({ description: 'A sentence for people.' }),
    code: Type.Optional(
      Type.String({ description: 'The problem that stands in the way until somebody acts; see GET /problems/{code}.' })
    ),
    remedy: Type.Optional(Type.String({ description: 'Says what to do about it.' })),
    since: Type.Optional(DateTime('Since when CloudFront has taken nothing for it because of such problems.')),
    nextAttemptAt: Type.Optional(DateTime('When it is tried again.'))
  },
  { description: 'What an invalidation that is not wholly submitted waits for.' }
)
export type WaitingFor = Static<typeof WaitingFor>

export const Warning = Type.Object({
  code: Type.Optional(
    Type.String({
      description:
        'COMPLETION_NOT_OBSERVED: CloudFront accepted it, and its end could not be seen. Other warnings have none.'
    })
  ),
  path: Type.Optional(Type.String({ description: 'The path, as CloudFront gets it.' })),
  detail: Type.String()
})
export type Warning = Static<typeof Warning>

const summaryMembers = {
  id: Type.String(),
  status: Status,
  priority: Type.Unsafe<'normal' | 'high'>(Type.Enum(['normal', 'high'], { type: 'string' })),
  createdAt: DateTime('When it was accepted.'),
  submittedAt: Type.Optional(DateTime('When CloudFront had the first of it.')),
  deadlineAt: Type.Optional(DateTime('What CloudFront does not have by then is not sent any more.')),
  endedAt: Type.Optional(DateTime('When it had come to its end, whichever.')),
  cloudFrontInvalidations: Type.Array(
    Type.Object({
      id: Type.String({ description: "CloudFront's own id of the invalidation." }),
      status: Type.String({ description: "CloudFront's own status: InProgress or Completed." })
    }),
    { description: 'The invalidations at CloudFront that carry this one out; others may share them.' }
  ),
  waitingFor: Type.Optional(WaitingFor),
  warnings: Type.Array(Warning),
  error: Type.Optional(Problem),
  itemsUrl: Type.Optional(
    Type.String({
      description: `Where there are more than ${PATHS_SHOWN_MAX} paths and cache tags: the address at which all of them are listed.`
    })
  ),
  groupId: Type.Optional(Type.String({ description: 'The group that this is a part of.' })),
  webhook: Type.Optional(Webhook)
}

const pathCount = (note = '') =>
  Type.Integer({ description: `Paths and cache tags together, without duplicates.${note}` })
const progress = (note = '') =>
  Type.Object(
    { total: Type.Integer(), submitted: Type.Integer(), completed: Type.Integer() },
    {
      description: `Paths and cache tags: how many there are, CloudFront has had, and are Completed at CloudFront.${note}`
    }
  )
/** CloudFront's list of its own records does not say it; a single record does. */
const NOT_IN_LIST = ' Absent with source=cloudfront.'

export const estimatedSeconds = Type.Number({
  description:
    'In the answer to its creation: how long it will be until CloudFront has done all of it, by what waits before it and by how long the last ones took.'
})

export const Invalidation = Type.Object(
  {
    ...summaryMembers,
    pathCount: pathCount(),
    progress: progress(),
    estimatedSeconds: Type.Optional(estimatedSeconds),
    paths: Type.Array(Type.String(), {
      description: `As CloudFront gets them; at most the first ${PATHS_SHOWN_MAX}, together with cacheTags; all are at itemsUrl.`
    }),
    cacheTags: Type.Array(Type.String())
  },
  { 'x-component': 'Invalidation' }
)
export type Invalidation = Static<typeof Invalidation>

export const InvalidationSummary = Type.Object(
  {
    ...summaryMembers,
    pathCount: Type.Optional(pathCount(NOT_IN_LIST)),
    progress: Type.Optional(progress(NOT_IN_LIST))
  },
  { 'x-component': 'InvalidationSummary', 'x-component-description': 'An invalidation without its paths.' }
)
export type InvalidationSummary = Static<typeof InvalidationSummary>

/** An invalidation that Frontage was asked for, without its paths: all of it is known. */
export const OwnInvalidation = Type.Object({ ...summaryMembers, pathCount: pathCount(), progress: progress() })
export type OwnInvalidation = Static<typeof OwnInvalidation>

export const InvalidationPage = Type.Object(
  { items: Type.Array(InvalidationSummary), nextCursor: Type.Optional(Type.String()) },
  { 'x-component': 'InvalidationPage' }
)
export type InvalidationPage = Static<typeof InvalidationPage>

export const InvalidationItem = Type.Object(
  {
    path: Type.Optional(Type.String({ description: 'As CloudFront gets it; absent where it is a cache tag.' })),
    cacheTag: Type.Optional(Type.String({ description: 'Absent where it is a path.' })),
    status: Type.Unsafe<InvalidationStatus>(
      Type.Enum([...STATUSES], {
        type: 'string',
        description: 'As of an invalidation. queued: CloudFront does not have it yet, as far as is known.'
      })
    ),
    cloudFrontInvalidationId: Type.Optional(
      Type.String({
        description: "CloudFront's own id of the invalidation that removes it, itself or by a wildcard that covers it."
      })
    )
  },
  {
    'x-component': 'InvalidationItem',
    'x-component-description': 'A path or cache tag of an invalidation, and what has become of it.'
  }
)
export type InvalidationItem = Static<typeof InvalidationItem>

export const InvalidationItemPage = Type.Object(
  { items: Type.Array(InvalidationItem), nextCursor: Type.Optional(Type.String()) },
  { 'x-component': 'InvalidationItemPage' }
)

export const InvalidationItemQuery = Type.Object(
  {
    ...PageQuery.properties,
    limit: Type.Integer({ minimum: 1, maximum: 1_000, default: 100, description: 'How many items at most.' })
  },
  { additionalProperties: false }
)
export type InvalidationItemQuery = Static<typeof InvalidationItemQuery>

export const InvalidationQuery = Type.Object(
  {
    ...PageQuery.properties,
    status: Type.Optional(
      Type.Unsafe<InvalidationStatus>(
        Type.Enum([...STATUSES], { type: 'string', description: 'Only with this status.' })
      )
    ),
    createdAfter: Type.Optional(DateTime('Only what was accepted at this time or later.')),
    createdBefore: Type.Optional(DateTime('Only what was accepted before this time.')),
    source: Type.Optional(
      Type.Unsafe<'frontage' | 'cloudfront'>(
        Type.Enum(['frontage', 'cloudfront'], {
          type: 'string',
          description:
            "cloudfront lists CloudFront's own records, also of invalidations made elsewhere. Default: frontage."
        })
      )
    )
  },
  { additionalProperties: false }
)
export type InvalidationQuery = Static<typeof InvalidationQuery>
