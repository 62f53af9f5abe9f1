import Type, { type TString } from 'typebox'
import { SCOPES } from './scopes.ts'

const list = (items: TString, description: string, example: string[]) =>
  Type.Optional(Type.Array(items, { minItems: 1, maxItems: 100, uniqueItems: true, description, examples: [example] }))

const limit = (description: string, example: number) =>
  Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000_000, description, examples: [example] }))

const usd = (what: string, example: number) =>
  Type.Optional(
    Type.Number({
      minimum: 0.005,
      maximum: 1_000_000,
      description: `${what} in US dollars, at the list price of each: the free ones belong to the whole account.`,
      examples: [example]
    })
  )

/** The members of a grant, in requests and in files. */
export const grantMembers = {
  scopes: Type.Array(Type.Enum([...SCOPES], { type: 'string', 'x-component': 'Scope' }), {
    minItems: 1,
    maxItems: SCOPES.length,
    uniqueItems: true,
    description:
      'What the token may do: `{noun}:read` and `{noun}:write` for addresses that begin with the noun, except that ' +
      'invalidations and error pages have separate scopes; `*:read` and `*:write` for all nouns; `admin` for ' +
      'everything, including tokens. Write scopes include read access. The `security` of each operation names the ' +
      'scope that it needs.',
    examples: [['invalidations:write']]
  }),
  distributions: Type.Optional(
    Type.Object(
      {
        ids: list(
          Type.String({ pattern: '^[A-Z0-9]{1,32}$', 'x-expected': 'up to 32 capital letters and digits' }),
          'Those with these ids.',
          ['E2QWRUHAPOMQZL']
        ),
        aliases: list(
          Type.String({ minLength: 1, maxLength: 253 }),
          'Those with one of these aliases, compared literally.',
          ['www.example.com']
        ),
        tags: Type.Optional(
          Type.Record(Type.String({ minLength: 1, maxLength: 128 }), Type.String({ maxLength: 256 }), {
            minProperties: 1,
            maxProperties: 50,
            description:
              'Those with all of these AWS tags. Changes made outside Frontage take effect once the index of tags has read them.',
            examples: [{ team: 'web' }]
          })
        ),
        accounts: list(
          Type.String({
            pattern: '^[a-z0-9][a-z0-9-]{0,31}$',
            'x-expected': 'up to 32 lower-case letters, digits and hyphens'
          }),
          'Those in one of these AWS accounts, if there are several behind this service.',
          ['prod']
        )
      },
      {
        additionalProperties: false,
        minProperties: 1,
        'x-component': 'DistributionLimits',
        description:
          'Limits the token to the distributions that match ids, aliases, tags or accounts; it cannot see any others. Such ' +
          'a token cannot create distributions, and can only read shared resources such as policies. Default: all ' +
          'distributions.'
      }
    )
  ),
  budget: Type.Optional(
    Type.Object(
      {
        requestsPerHour: limit('Requests per hour, whatever their outcome.', 600),
        requestsPerMonth: limit(
          'The same per calendar month, without those that were beyond the hourly limit.',
          100_000
        ),
        pathsPerHour: limit('Paths and cache tags per hour, in invalidations that were accepted.', 1_000),
        pathsPerMonth: limit('The same per calendar month.', 10_000),
        usdPerHour: usd('The price of the same paths and cache tags per hour', 2),
        usdPerMonth: usd('Their price per calendar month', 20)
      },
      {
        additionalProperties: false,
        minProperties: 1,
        'x-component': 'Budget',
        description:
          'The most that the token may use, across all instances; omitted limits do not apply. Hours and months are clock ' +
          'hours and calendar months in UTC. Requests beyond an hourly limit get 429, beyond a monthly one 409 (429 for ' +
          'the number of requests). Repeating a request with the same Idempotency-Key does not count its paths again.'
      }
    )
  ),
  paths: Type.Optional(
    Type.Array(
      Type.String({
        pattern: '^/[^*#\\s]*\\*?$',
        'x-expected': 'a path that begins with /, without # or spaces, and with * only at its end',
        maxLength: 1_000
      }),
      {
        minItems: 1,
        maxItems: 100,
        uniqueItems: true,
        'x-component': 'PermittedPaths',
        description:
          'The paths that the token may invalidate, as viewers request them. One with a * at the end stands for all that begin ' +
          'with what precedes it, any other for itself alone: `/*` is every path, `/` only the home page, and `/a` neither ' +
          '`/a*` nor `/a?b=1`. Such a token cannot cancel invalidations or invalidate by cache tags. Default: all paths.',
        examples: [['/blog/*', '/index.html']]
      }
    )
  )
}
