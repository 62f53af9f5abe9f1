import Type, { type Static } from 'typebox'

/** CloudFront Developer Guide, "Invalidate files": 3,000 paths may be in progress for a distribution, in one batch or in many. */
export const PATHS_MAX = 3_000

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
    tags: Type.Optional(
      Type.Array(Type.String(), {
        maxItems: PATHS_MAX,
        description: 'Cache tags whose objects are removed; the distribution must have cacheTagConfig.',
        examples: [['product:1']]
      })
    )
  },
  {
    additionalProperties: false,
    'x-component': 'InvalidationCreate',
    examples: [{ paths: ['/example.jpg', '/img/*'] }]
  }
)
export type InvalidationCreate = Static<typeof InvalidationCreate>

const invalidationMembers = {
  id: Type.String(),
  status: Type.Unsafe<'queued' | 'inProgress' | 'completed' | 'failed' | 'cancelled'>(
    Type.Enum(['queued', 'inProgress', 'completed', 'failed', 'cancelled'], { type: 'string' })
  ),
  createdAt: Type.String({ format: 'date-time' }),
  submittedAt: Type.Optional(Type.String({ format: 'date-time', description: 'When CloudFront had it.' })),
  completedAt: Type.Optional(Type.String({ format: 'date-time' })),
  cloudFrontInvalidations: Type.Array(
    Type.Object({
      id: Type.String({ description: "CloudFront's own id of the invalidation." }),
      status: Type.String({ description: "CloudFront's own status: InProgress or Completed." })
    }),
    { description: 'The invalidations at CloudFront that carry this one out.' }
  )
}

export const Invalidation = Type.Object(
  {
    ...invalidationMembers,
    paths: Type.Array(Type.String(), { description: 'As CloudFront has them.' }),
    tags: Type.Array(Type.String())
  },
  { 'x-component': 'Invalidation' }
)
export type Invalidation = Static<typeof Invalidation>

export const InvalidationSummary = Type.Object(invalidationMembers, {
  'x-component': 'InvalidationSummary',
  'x-component-description': 'An invalidation without its paths, which CloudFront does not list.'
})
export type InvalidationSummary = Static<typeof InvalidationSummary>

export const InvalidationPage = Type.Object(
  { items: Type.Array(InvalidationSummary), nextCursor: Type.Optional(Type.String()) },
  { 'x-component': 'InvalidationPage' }
)
export type InvalidationPage = Static<typeof InvalidationPage>
