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
        Type.String({
          maxLength: 8_192,
          pattern: '^[\\t\\x20-\\x7e\\x80-\\xff]*$',
          'x-expected': 'Latin-1 text without control characters'
        }),
        {
          'x-expected-names': 'the name of a header',
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
  id: text("The origin's id."),
  pointer,
  protocol: oneOf(['http', 'https'], 'The protocol of the origin request.'),
  hostname: text('Its domain name.'),
  port: Type.Integer({ minimum: 1, maximum: 65_535, description: 'The port to which CloudFront connects.' }),
  method: text("The viewer's method."),
  path: text('The path, with originPath in front.'),
  query: Type.Optional(text("The part of the viewer's query that the origin gets; absent if there is none.")),
  headers: Type.Record(Type.String(), Type.String(), {
    description:
      "The viewer's headers and CloudFront's own, assuming a viewer at 192.0.2.1 and the request id `explained`."
  })
})

const Cache = Type.Object(
  {
    cached: Type.Boolean({
      description: 'Whether the answer may be cached: not for methods that are never cached, nor if all TTLs are 0.'
    }),
    key: Type.Optional(
      Type.Object(
        {
          path: text('The path, after the default root object is applied.'),
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
        minSeconds: seconds('The shortest time.'),
        defaultSeconds: seconds('The time if the origin specifies none.'),
        maxSeconds: seconds('The longest time.')
      },
      { description: "For how many seconds the origin's answer is cached." }
    ),
    compresses: Type.Boolean({
      description: 'Whether CloudFront compresses compressible objects for viewers that accept it.'
    })
  },
  { description: 'What the cache does with the request. Absent if it does not get there.' }
)

const ErrorShown = Type.Object({
  code: Type.Integer({ description: "The origin's status." }),
  status: Type.Integer({ description: 'The status that the viewer gets if the page can be fetched.' }),
  page: Type.Optional(text("The path of the page that replaces the origin's body.")),
  pageBehavior: Type.Optional(text('The path pattern of the behavior that fetches the page.')),
  cached: oneOf(
    ['always', 'withMaxAge', 'never'],
    'Whether the error is cached: always, only if the origin specifies a time, or never.'
  ),
  minSeconds: Type.Optional(seconds('For how long it is cached at least, in seconds.'))
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
      'Whether the cache and the origin answer, or CloudFront itself before they are involved.'
    ),
    answer: Type.Optional(
      Type.Object(
        {
          status: Type.Integer({ description: 'Its status.' }),
          location: Type.Optional(text('Where a redirect leads.')),
          message: Type.Optional(text("The sentence on CloudFront's own page."))
        },
        { description: "CloudFront's own answer." }
      )
    ),
    request: Type.Object(
      {
        method: text('The method of the request.'),
        protocol: oneOf(['http', 'https'], 'The protocol of the request.'),
        host: text('The host name of the request.'),
        path: text('The path, after the default root object is applied.'),
        query: Type.Optional(text('The query, without its question mark; absent if there is none.')),
        distributionTenantId: Type.Optional(text('The tenant that serves the host, for a multi-tenant distribution.'))
      },
      { description: 'The request to which the rules are applied.' }
    ),
    behavior: Type.Optional(
      Type.Object(
        {
          pathPattern: text('`*` for the default behavior.'),
          pointer,
          requiresSignature: Type.Boolean({
            description: 'Whether viewers need a signed URL or signed cookies.'
          })
        },
        { description: 'The behavior that applies. Absent if CloudFront answers before it looks for one.' }
      )
    ),
    functions: Type.Optional(
      Type.Array(
        Type.Object({ event: text('When it runs, e.g. viewer-request.'), arn: text("The function's ARN."), pointer }),
        {
          description:
            'The functions that run if the request reaches them. They can change what follows; the explanation does not run ' +
            'their code.'
        }
      )
    ),
    cache: Type.Optional(Cache),
    origins: Type.Optional(
      Type.Array(OriginSeen, {
        description:
          'The origins that are tried in order if the cache has no answer: the second one of a group if the first fails.'
      })
    ),
    failoverCodes: Type.Optional(
      Type.Array(Type.Integer(), {
        description: 'The statuses of the first origin that cause a failover, in addition to no answer.'
      })
    ),
    errors: Type.Optional(
      Type.Array(ErrorShown, { description: 'What viewers get for each error status of the origin.' })
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
