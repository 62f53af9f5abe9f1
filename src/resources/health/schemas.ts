import Type, { type Static } from 'typebox'

export const Liveness = Type.Object({ status: Type.Literal('live') })

export const Readiness = Type.Object({
  status: Type.Enum(['ready', 'notReady'], { type: 'string' }),
  backend: Type.Enum(['local', 'aws'], { type: 'string', description: 'Which CloudFront is behind this service.' }),
  cloudFront: Type.Object({
    answers: Type.Boolean({ description: 'Whether CloudFront answered when it was last asked.' }),
    code: Type.Optional(Type.String({ description: 'Why not, or what it refused.' })),
    checkedAt: Type.String({ description: 'When CloudFront was last asked.' })
  }),
  store: Type.Object({
    answers: Type.Boolean({ description: 'Whether the store answered when it was last asked.' }),
    code: Type.Optional(Type.String({ description: 'Why not.' }))
  })
})
export type Readiness = Static<typeof Readiness>
