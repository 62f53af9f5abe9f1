import Type, { type Static } from 'typebox'
import { PageQuery, pageSchema } from '../plugins/pagination.ts'
import { Problem } from '../plugins/problem-schema.ts'
import { Webhook, WebhookRequest } from './webhooks/settings.ts'

/** Per request; it is submitted in as many batches as CloudFront's quota requires. */
export const PATHS_MAX = 100_000
/** How many of its paths an invalidation shows. */
export const PATHS_SHOWN_MAX = 1_000
/** Thirty days; operators allow less. */
const DEADLINE_SECONDS_MAX = 30 * 86_400

export const STATUSES = ['queued', 'inProgress', 'succeeded', 'failed', 'cancelled'] as const
export type InvalidationStatus = (typeof STATUSES)[number]
/** The events of an invalidation, and of a group. */
export const EVENTS = ['progress', 'succeeded', 'failed', 'cancelled'] as const

/** The status of an invalidation, a group or an item, which each say what it means. */
export const status = (description: string) =>
  Type.Unsafe<InvalidationStatus>(
    Type.Enum([...STATUSES], {
      type: 'string',
      'x-component': 'InvalidationStatus',
      'x-component-description': 'How far it is; the last three are final.',
      description
    })
  )
const priority = (description: string) =>
  Type.Unsafe<'normal' | 'high'>(
    Type.Enum(['normal', 'high'], {
      type: 'string',
      'x-component': 'InvalidationPriority',
      'x-component-description': 'Which work is submitted to CloudFront first.',
      description
    })
  )
const DateTime = (description: string) => Type.String({ format: 'date-time', description })

export const InvalidationCreate = Type.Object(
  {
    paths: Type.Optional(
      Type.Array(Type.String(), {
        maxItems: PATHS_MAX,
        description:
          'Paths as viewers request them, each with a leading slash; a * at the end matches anything. Characters are ' +
          'percent-encoded for you if necessary.',
        examples: [['/example.jpg', '/img/*']]
      })
    ),
    cacheTags: Type.Optional(
      Type.Array(Type.String(), {
        maxItems: PATHS_MAX,
        description: 'Cache tags whose objects are invalidated; the distribution must have cacheTagConfig.',
        examples: [['product:1']]
      })
    ),
    priority: Type.Optional(
      priority(
        'high, e.g. for a deployment, gets four fifths of the capacity while normal-priority work is waiting. Default: ' +
          'normal.'
      )
    ),
    strategy: Type.Optional(
      Type.Unsafe<'exact' | 'collapse'>(
        Type.Enum(['exact', 'collapse'], {
          type: 'string',
          description:
            'collapse replaces many siblings with one wildcard, which invalidates more than was given. Default: exact.'
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
              description: 'More siblings than this are replaced with one wildcard. Default: 10.'
            })
          ),
          within: Type.Optional(
            Type.Array(Type.String(), {
              maxItems: 100,
              description: 'Folders inside which whole folders may be invalidated. Default: the folder of each path.',
              examples: [['/assets/']]
            })
          )
        },
        {
          additionalProperties: false,
          'x-component': 'InvalidationCollapse',
          description: 'With the strategy collapse: what is replaced with wildcards.'
        }
      )
    ),
    deadlineSeconds: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: DEADLINE_SECONDS_MAX,
        description:
          'Anything not submitted to CloudFront within this number of seconds is not submitted, and the invalidation ' +
          'fails. At most INVALIDATION_DEADLINE_SECONDS, which the operator sets. Without a deadline, an invalidation ' +
          'waits indefinitely during throttling, outages and for quotas, and fails after INVALIDATION_DEADLINE_SECONDS ' +
          'only while an operator has to act.',
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
    reason: Type.Unsafe<'quota' | 'wildcardQuota' | 'throttled' | 'debounce' | 'cloudFront' | 'scheduling'>(
      Type.Enum(['quota', 'wildcardQuota', 'throttled', 'debounce', 'cloudFront', 'scheduling'], {
        type: 'string',
        description: 'The kind of reason.'
      })
    ),
    detail: Type.String({ description: 'The reason, in a sentence.' }),
    code: Type.Optional(
      Type.String({ description: 'The problem, if it lasts until somebody acts; see GET /problems/{code}.' })
    ),
    remedy: Type.Optional(Type.String({ description: 'What to do about it.' })),
    since: Type.Optional(
      DateTime('Since when CloudFront has accepted nothing for this target because of the problem.')
    ),
    nextAttemptAt: Type.Optional(DateTime('When it is tried again.'))
  },
  {
    'x-component': 'InvalidationWaitingFor',
    description:
      'What the part that has not been submitted yet is waiting for. In the usage of a distribution also why the ' +
      'status of what is in progress cannot be read.'
  }
)
export type WaitingFor = Static<typeof WaitingFor>

export const Warning = Type.Object(
  {
    code: Type.Optional(
      Type.String({
        description:
          'COMPLETION_NOT_OBSERVED: CloudFront accepted it, but its completion could not be observed. Other warnings have no code.'
      })
    ),
    path: Type.Optional(Type.String({ description: 'The path as sent to CloudFront.' })),
    detail: Type.String({ description: 'The warning, in a sentence.' }),
    cause: Type.Optional(
      Type.String({ description: 'The problem because of which it could not be observed; see GET /problems/{code}.' })
    ),
    remedy: Type.Optional(Type.String({ description: 'What to do about it.' }))
  },
  { 'x-component': 'InvalidationWarning' }
)
export type Warning = Static<typeof Warning>

const summaryMembers = {
  id: Type.String({ description: "The invalidation's id." }),
  status: status(
    'queued: nothing has been submitted to CloudFront. inProgress: some or all of it has. succeeded: all of it is ' +
      'Completed at CloudFront. cancelled: the rest will not be submitted; progress shows how much was.'
  ),
  priority: priority('The priority of the request.'),
  createdAt: DateTime('When it was accepted.'),
  submittedAt: Type.Optional(DateTime('When the first part of it was submitted to CloudFront.')),
  deadlineAt: Type.Optional(
    DateTime('Anything not submitted to CloudFront by this time is not submitted, and the invalidation fails.')
  ),
  endedAt: Type.Optional(DateTime('When it succeeded, failed or was cancelled.')),
  cloudFrontInvalidations: Type.Array(
    Type.Object(
      {
        id: Type.String({ description: "CloudFront's own id of the invalidation." }),
        status: Type.String({ description: "CloudFront's own status as it was last read: InProgress or Completed." })
      },
      { 'x-component': 'CloudFrontInvalidation' }
    ),
    { description: 'The CloudFront invalidations that carry this one out; other invalidations may share them.' }
  ),
  waitingFor: Type.Optional(WaitingFor),
  warnings: Type.Array(Warning, { description: 'Warnings about its paths, and about how it ended.' }),
  error: Type.Optional(Problem),
  itemsUrl: Type.Optional(
    Type.String({
      description: `If there are more than ${PATHS_SHOWN_MAX} paths and cache tags: the address of the whole list.`
    })
  ),
  groupId: Type.Optional(Type.String({ description: 'The group to which it belongs.' })),
  webhook: Type.Optional(Webhook)
}

const pathCount = (note = '') =>
  Type.Integer({ description: `Paths and cache tags together, without duplicates.${note}` })
export const progress = (description = 'Numbers of paths and cache tags.') =>
  Type.Object(
    {
      total: Type.Integer({ minimum: 0, description: 'All of them, without duplicates.' }),
      submitted: Type.Integer({ minimum: 0, description: 'How many have been submitted to CloudFront.' }),
      completed: Type.Integer({ minimum: 0, description: 'How many are Completed at CloudFront.' })
    },
    {
      'x-component': 'InvalidationProgress',
      'x-component-description': 'Numbers of paths and cache tags.',
      description
    }
  )
/** CloudFront's list does not contain it; a single record does. */
const NOT_IN_LIST = ' Absent with source=cloudfront.'

export const estimatedSeconds = Type.Number({
  description:
    'Only in the answer to its creation: the expected time until all of it is Completed, based on the queue ahead of ' +
    'it and the duration of recent invalidations.'
})

export const Invalidation = Type.Object(
  {
    ...summaryMembers,
    pathCount: pathCount(),
    progress: progress(),
    estimatedSeconds: Type.Optional(estimatedSeconds),
    paths: Type.Array(Type.String(), {
      description: `As sent to CloudFront; at most the first ${PATHS_SHOWN_MAX} paths and cache tags together. itemsUrl lists all.`
    }),
    cacheTags: Type.Array(Type.String(), { description: 'As sent to CloudFront.' })
  },
  { 'x-component': 'Invalidation' }
)
export type Invalidation = Static<typeof Invalidation>

export const InvalidationSummary = Type.Object(
  {
    ...summaryMembers,
    pathCount: Type.Optional(pathCount(NOT_IN_LIST)),
    progress: Type.Optional(progress(`Numbers of paths and cache tags.${NOT_IN_LIST}`))
  },
  { 'x-component': 'InvalidationSummary', 'x-component-description': 'An invalidation without its paths.' }
)
export type InvalidationSummary = Static<typeof InvalidationSummary>

/** An invalidation created through Frontage, without its paths. */
export const OwnInvalidation = Type.Object({ ...summaryMembers, pathCount: pathCount(), progress: progress() })
export type OwnInvalidation = Static<typeof OwnInvalidation>

export const InvalidationPage = pageSchema(InvalidationSummary, 'InvalidationPage')

export const InvalidationItem = Type.Object(
  {
    path: Type.Optional(Type.String({ description: 'As sent to CloudFront; absent for a cache tag.' })),
    cacheTag: Type.Optional(Type.String({ description: 'Absent for a path.' })),
    status: status('As for an invalidation. queued: CloudFront does not have it yet, as far as is known.'),
    cloudFrontInvalidationId: Type.Optional(
      Type.String({
        description: 'The id of the CloudFront invalidation that contains it, or a wildcard that covers it.'
      })
    )
  },
  {
    'x-component': 'InvalidationItem',
    'x-component-description': 'A path or cache tag of an invalidation, and its status.'
  }
)
export type InvalidationItem = Static<typeof InvalidationItem>

export const InvalidationItemPage = pageSchema(InvalidationItem, 'InvalidationItemPage')

export const InvalidationItemQuery = Type.Object(
  {
    ...PageQuery.properties,
    limit: Type.Integer({ minimum: 1, maximum: 1_000, default: 100, description: 'The maximum number of items.' })
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
    createdAfter: Type.Optional(DateTime('Only those accepted at this time or later.')),
    createdBefore: Type.Optional(DateTime('Only those accepted before this time.')),
    source: Type.Optional(
      Type.Unsafe<'frontage' | 'cloudfront'>(
        Type.Enum(['frontage', 'cloudfront'], {
          type: 'string',
          description:
            "cloudfront lists CloudFront's own records, which include invalidations created outside Frontage, without any " +
            'filter. Default: frontage.'
        })
      )
    )
  },
  { additionalProperties: false }
)
export type InvalidationQuery = Static<typeof InvalidationQuery>
