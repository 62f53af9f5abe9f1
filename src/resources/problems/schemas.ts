import Type, { type Static } from 'typebox'
import { Problem, Quota } from '../../plugins/problem-schema.ts'

export const ProblemTypeParams = Type.Object({
  code: Type.String({
    pattern: '^[A-Z][A-Z0-9_]{1,99}$',
    'x-expected': 'a code of capital letters, digits and _',
    description: 'The `code` of a problem.',
    examples: ['ETAG_MISMATCH']
  })
})

export const ProblemType = Type.Object(
  {
    type: Type.String({ description: 'The `type` of such problems.' }),
    code: Type.String({ description: 'The `code` of such problems.' }),
    title: Type.String({ description: 'What it means.' }),
    status: Type.Integer({ description: 'The HTTP status it comes with.' }),
    class: Problem.properties.class,
    actor: Type.String({ description: 'Who must act, in a sentence.' }),
    retryable: Type.Boolean({
      description: 'Whether the same request may succeed later without any change.'
    }),
    retryAfterSeconds: Type.Optional(
      Type.Integer({ description: 'The default Retry-After of such answers, in seconds.' })
    ),
    remedy: Type.Optional(Type.String({ description: 'What to do about it.' })),
    quota: Type.Optional(Quota),
    cloudFrontCodes: Type.Array(Type.String(), { description: "CloudFront's own errors that become this one." })
  },
  { 'x-component': 'ProblemType', 'x-component-description': 'A kind of problem, explained.' }
)
export type ProblemType = Static<typeof ProblemType>

export const ProblemTypes = Type.Object(
  { items: Type.Array(ProblemType, { description: 'By code.' }) },
  { 'x-component': 'ProblemTypes', 'x-component-description': 'Every kind of problem that Frontage answers.' }
)
export type ProblemTypes = Static<typeof ProblemTypes>
