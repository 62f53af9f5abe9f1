import Type, { type Static } from 'typebox'

const METHODS = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE'] as const

export const ExplainRequest = Type.Object(
  {
    url: Type.String({
      minLength: 1,
      maxLength: 8_500,
      description:
        'As a viewer asks for it, with scheme and host; the host is the domain name or an alias of the distribution, or a domain of a tenant of it. Nothing in it is decoded.'
    }),
    method: Type.Optional(
      Type.Unsafe<(typeof METHODS)[number]>(
        Type.Enum([...METHODS], { type: 'string', description: 'Of the request; `GET` where it is left out.' })
      )
    ),
    headers: Type.Optional(
      Type.Record(
        Type.String({ pattern: "^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}$" }),
        Type.String({ maxLength: 8_192, pattern: '^[\\t\\x20-\\x7e\\x80-\\xff]*$' }),
        { maxProperties: 100, additionalProperties: false, description: 'What the viewer sends, without Host.' }
      )
    )
  },
  {
    additionalProperties: false,
    'x-component': 'ExplainRequest',
    examples: [
      {
        url: 'https://www.example.com/images/logo.png?size=2',
        headers: { 'Accept-Encoding': 'br, gzip', Cookie: 'session=1' }
      }
    ]
  }
)
export type ExplainRequest = Static<typeof ExplainRequest>

const text = (description: string) => Type.String({ description })
const seconds = (description: string) => Type.Integer({ minimum: 0, description })
const values = (description: string) => Type.Record(Type.String(), Type.String(), { description })
const oneOf = <Name extends string>(names: readonly Name[], description: string) =>
  Type.Unsafe<Name>(Type.Enum([...names], { type: 'string', description }))
const pointer = text('Its JSON pointer in `config` of the distribution, as it is read.')

const OriginSeen = Type.Object({
  id: text('Of the origin.'),
  pointer,
  protocol: oneOf(['http', 'https'], 'By which it is asked.'),
  hostname: text('Its domain name.'),
  port: Type.Integer({ minimum: 1, maximum: 65_535 }),
  method: Type.String(),
  path: text('With originPath in front.'),
  query: Type.Optional(text('What reaches it of the query, in order; left out when nothing does.')),
  headers: Type.Record(Type.String(), Type.String(), {
    description: 'Of the viewer as of CloudFront. The viewer is 192.0.2.1 here, and the request is called `explained`.'
  })
})

const Cache = Type.Object({
  cached: Type.Boolean({
    description: 'Whether the answer may be kept. It is not for methods that are never cached, nor when all TTLs are 0.'
  }),
  key: Type.Optional(
    Type.Object(
      {
        path: text('After the root object.'),
        query: Type.Optional(text('The parameters that tell objects apart, in the order of the viewer.')),
        headers: values('By their names in lower case. One that is absent is another value than an empty one.'),
        cookies: values('By name.'),
        acceptEncoding: Type.Optional(oneOf(['br,gzip', 'gzip', 'br'], 'Normalised.'))
      },
      { description: 'Requests that are equal in this get the same object. Left out where nothing is cached.' }
    )
  ),
  ttl: Type.Object(
    {
      minSeconds: seconds('At least so long.'),
      defaultSeconds: seconds('When the origin says nothing.'),
      maxSeconds: seconds('At most so long.')
    },
    { description: 'The bounds of the time for which the origin may have its answer kept.' }
  ),
  compresses: Type.Boolean({
    description: 'Whether CloudFront compresses what is compressible for viewers who take it.'
  })
})

const ErrorShown = Type.Object({
  code: Type.Integer({ description: 'What the origin answers.' }),
  status: Type.Integer({ description: 'What the viewer gets, if the page can be fetched.' }),
  page: Type.Optional(text("The path of the page that replaces the origin's body.")),
  pageBehavior: Type.Optional(text('The path pattern of the behavior that fetches the page.')),
  cached: oneOf(
    ['always', 'withMaxAge', 'never'],
    'Whether the error is kept: always, only if the origin gives it a time, or never.'
  ),
  minSeconds: Type.Optional(seconds('If it is kept, then at least so long.'))
})

export const DECISIONS = [
  'distribution',
  'rootObject',
  'behavior',
  'method',
  'viewerProtocol',
  'signature',
  'function',
  'cacheKey',
  'ttl',
  'compression',
  'origin',
  'originRequest',
  'errorPage',
  'responseHeaders'
] as const
export type Decision = (typeof DECISIONS)[number]

export const Explanation = Type.Object(
  {
    outcome: oneOf(
      ['served', 'redirected', 'refused'],
      'Whether cache and origin answer, or CloudFront itself, before any of them is asked.'
    ),
    answer: Type.Optional(
      Type.Object(
        {
          status: Type.Integer(),
          location: Type.Optional(Type.String()),
          message: Type.Optional(text("The sentence on CloudFront's own page."))
        },
        { description: 'What CloudFront itself answers.' }
      )
    ),
    request: Type.Object(
      {
        method: Type.String(),
        protocol: oneOf(['http', 'https'], 'Over which the viewer asks.'),
        host: text('As CloudFront knows it.'),
        path: text('After the root object.'),
        query: Type.Optional(Type.String()),
        distributionTenantId: Type.Optional(text('Whose viewer it is, for a distribution of tenants.'))
      },
      { description: 'As the rules see it.' }
    ),
    behavior: Type.Optional(
      Type.Object({ pathPattern: text('`*` for the default one.'), pointer, requiresSignature: Type.Boolean() })
    ),
    functions: Type.Optional(
      Type.Array(Type.Object({ event: Type.String(), arn: Type.String(), pointer }), {
        description:
          'What runs, if the request gets so far. Functions can change what follows here; their code is not run for this answer.'
      })
    ),
    cache: Type.Optional(Cache),
    origins: Type.Optional(
      Type.Array(OriginSeen, {
        description:
          'Who is asked, in order, when the cache has no answer: the second one of a group after a failure of the first.'
      })
    ),
    failoverCodes: Type.Optional(
      Type.Array(Type.Integer(), { description: 'Of the first origin, beside not answering at all.' })
    ),
    errors: Type.Optional(Type.Array(ErrorShown, { description: 'What each error code of the origin would show.' })),
    because: Type.Array(
      Type.Object({
        decision: oneOf(DECISIONS, 'What was decided.'),
        pointer: Type.Optional(pointer),
        detail: text('Why, in a sentence.')
      }),
      { description: 'The reasons, in the order in which CloudFront decides.' }
    )
  },
  { 'x-component': 'Explanation' }
)
export type Explanation = Static<typeof Explanation>
export type Reason = Explanation['because'][number]
