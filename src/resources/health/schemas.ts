import Type, { type Static } from 'typebox'

export const Liveness = Type.Object(
  { status: Type.Literal('live', { description: 'The process answers.' }) },
  { 'x-component': 'Liveness' }
)

const cloudFrontState = {
  answers: Type.Boolean({ description: 'Whether CloudFront answered when it was last asked.' }),
  code: Type.Optional(Type.String({ description: 'Why it did not answer, or what it refused.' })),
  checkedAt: Type.String({ description: 'When CloudFront was last asked.' })
}

export const Readiness = Type.Object(
  {
    status: Type.Enum(['ready', 'notReady'], {
      type: 'string',
      description: 'Whether this instance can serve requests, that is, whether its store accepts writes.'
    }),
    degraded: Type.Boolean({
      description:
        'CloudFront does not answer: invalidations are accepted and wait, requests that need CloudFront fail.'
    }),
    backend: Type.Enum(['local', 'aws'], { type: 'string', description: 'Which CloudFront is behind this service.' }),
    cloudFront: Type.Object(cloudFrontState, { description: 'The state of CloudFront.' }),
    accounts: Type.Optional(
      Type.Array(
        Type.Object({ account: Type.String({ description: 'The name of the account.' }), ...cloudFrontState }),
        {
          description:
            'The state of each AWS account, if there are several behind this service; `cloudFront` covers all of them.'
        }
      )
    ),
    store: Type.Object(
      {
        answers: Type.Boolean({ description: "Whether the store accepted the last check's write." }),
        code: Type.Optional(Type.String({ description: 'Why not.' }))
      },
      { description: 'The state of the database.' }
    )
  },
  { 'x-component': 'Readiness' }
)
export type Readiness = Static<typeof Readiness>
