import Type, { type Static } from 'typebox'

const METHODS = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE'] as const

export const ExplainRequest = Type.Object(
  {
    url: Type.String({
      minLength: 1,
      maxLength: 8_500,
      description:
        'The URL that a viewer requests, with scheme and host; the host is the domain name or an alias of the ' +
        'distribution, or a domain of one of its ' +
        'tenants. Nothing in it is decoded.'
    }),
    method: Type.Optional(
      Type.Unsafe<(typeof METHODS)[number]>(
        Type.Enum([...METHODS], { type: 'string', description: 'The method of the request. Default: GET.' })
      )
    ),
    headers: Type.Optional(
      Type.Record(
        Type.String({ pattern: "^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}$" }),
        Type.String({ maxLength: 8_192, pattern: '^[\\t\\x20-\\x7e\\x80-\\xff]*$' }),
        {
          maxProperties: 100,
          additionalProperties: false,
          description: 'The headers that the viewer sends, without Host.'
        }
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
const pointer = text('The JSON pointer of the member in the `config` of the distribution, as GET returns it.')

const OriginSeen = Type.Object({
  id: text('Of the origin.'),
  pointer,
  protocol: oneOf(['http', 'https'], 'By which it is asked.'),
  hostname: text('Its domain name.'),
  port: Type.Integer({ minimum: 1, maximum: 65_535 }),
  method: Type.String(),
  path: text('With originPath in front.'),
  query: Type.Optional(text('The part of the query that the origin gets, in order; absent if there is none.')),
  headers: Type.Record(Type.String(), Type.String(), {
    description:
      'Headers of the viewer and of CloudFront. The viewer is assumed to be 192.0.2.1, and the request id to be `explained`.'
  })
})

const Cache = Type.Object({
  cached: Type.Boolean({
    description: 'Whether the answer may be cached: not for methods that are never cached, nor if all TTLs are 0.'
  }),
  key: Type.Optional(
    Type.Object(
      {
        path: text('After the root object.'),
        query: Type.Optional(text("The parameters that distinguish objects, in the viewer's order.")),
        headers: values('By their names in lower case. An absent header differs from an empty one.'),
        cookies: values('By name.'),
        acceptEncoding: Type.Optional(oneOf(['br,gzip', 'gzip', 'br'], 'Normalised.'))
      },
      { description: 'Requests for which all of this is equal get the same object. Absent if nothing is cached.' }
    )
  ),
  ttl: Type.Object(
    {
      minSeconds: seconds('At least so long.'),
      defaultSeconds: seconds('If the origin specifies no time.'),
      maxSeconds: seconds('At most so long.')
    },
    { description: "The bounds of the time for which the origin's answer is cached." }
  ),
  compresses: Type.Boolean({
    description: 'Whether CloudFront compresses compressible objects for viewers that accept it.'
  })
})

const ErrorShown = Type.Object({
  code: Type.Integer({ description: "The origin's status." }),
  status: Type.Integer({ description: 'The status that the viewer gets if the page can be fetched.' }),
  page: Type.Optional(text("The path of the page that replaces the origin's body.")),
  pageBehavior: Type.Optional(text('The path pattern of the behavior that fetches the page.')),
  cached: oneOf(
    ['always', 'withMaxAge', 'never'],
    'Whether the error is cached: always, only if the origin specifies a time, or never.'
  ),
  minSeconds: Type.Optional(seconds('For how long it is cached at least.'))
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
      'Whether the cache and the origin answer, or CloudFront itself does before they are involved.'
    ),
    answer: Type.Optional(
      Type.Object(
        {
          status: Type.Integer(),
          location: Type.Optional(Type.String()),
          message: Type.Optional(text("The sentence on CloudFront's own page."))
        },
        { description: "CloudFront's own answer." }
      )
    ),
    request: Type.Object(
      {
        method: Type.String(),
        protocol: oneOf(['http', 'https'], 'The protocol of the request.'),
        host: text('As CloudFront knows it.'),
        path: text('After the root object.'),
        query: Type.Optional(Type.String()),
        distributionTenantId: Type.Optional(text('The tenant whose viewer sends it, for a multi-tenant distribution.'))
      },
      { description: 'The request as the rules see it.' }
    ),
    behavior: Type.Optional(
      Type.Object({ pathPattern: text('`*` for the default one.'), pointer, requiresSignature: Type.Boolean() })
    ),
    functions: Type.Optional(
      Type.Array(Type.Object({ event: Type.String(), arn: Type.String(), pointer }), {
        description:
          'The functions that run if the request gets that far. They can change what follows here; their code is not run for the explanation.'
      })
    ),
    cache: Type.Optional(Cache),
    origins: Type.Optional(
      Type.Array(OriginSeen, {
        description:
          'The origins that are tried, in order, if the cache has no answer: the second one of a group after the first has failed.'
      })
    ),
    failoverCodes: Type.Optional(
      Type.Array(Type.Integer(), {
        description: 'The statuses of the first origin that cause a failover, in addition to no answer.'
      })
    ),
    errors: Type.Optional(
      Type.Array(ErrorShown, { description: 'What the viewer gets for each error status of the origin.' })
    ),
    because: Type.Array(
      Type.Object({
        decision: oneOf(DECISIONS, 'What was decided.'),
        pointer: Type.Optional(pointer),
        detail: text('The reason, in a sentence.')
      }),
      { description: 'The reasons, in the order in which CloudFront decides.' }
    )
  },
  { 'x-component': 'Explanation' }
)
export type Explanation = Static<typeof Explanation>
export type Reason = Explanation['because'][number]
