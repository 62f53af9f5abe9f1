import Type, { type Static } from 'typebox'

export const Liveness = Type.Object({ status: Type.Literal('live') }, { 'x-component': 'Liveness' })

export const Readiness = Type.Object(
  {
    status: Type.Enum(['ready', 'notReady'], {
      type: 'string',
      description: 'Whether this instance serves requests: whether its store takes writes.'
    }),
    degraded: Type.Boolean({
      description:
        'CloudFront does not answer: invalidations are accepted and wait, what needs CloudFront at once fails.'
    }),
    backend: Type.Enum(['local', 'aws'], { type: 'string', description: 'Which CloudFront is behind this service.' }),
    cloudFront: Type.Object({
      answers: Type.Boolean({ description: 'Whether CloudFront answered when it was last asked.' }),
      code: Type.Optional(Type.String({ description: 'Why not, or what it refused.' })),
      checkedAt: Type.String({ description: 'When CloudFront was last asked.' })
    }),
    accounts: Type.Optional(
      Type.Array(
        Type.Object({
          account: Type.String(),
          answers: Type.Boolean(),
          code: Type.Optional(Type.String()),
          checkedAt: Type.String()
        }),
        {
          description:
            'The same of each AWS account, where several are behind this service; `cloudFront` is that of all of them.'
        }
      )
    ),
    store: Type.Object({
      answers: Type.Boolean({ description: 'Whether the store took a write when it was last asked.' }),
      code: Type.Optional(Type.String({ description: 'Why not.' }))
    })
  },
  { 'x-component': 'Readiness' }
)
export type Readiness = Static<typeof Readiness>
