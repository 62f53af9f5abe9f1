import Type, { type TString } from 'typebox'
import { SCOPES } from './scopes.ts'

const list = (items: TString, description: string, example: string[]) =>
  Type.Optional(Type.Array(items, { minItems: 1, maxItems: 100, uniqueItems: true, description, examples: [example] }))

const limit = (description: string, example: number) =>
  Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000_000, description, examples: [example] }))

/** What a grant says, in requests and in files. */
export const grantMembers = {
  scopes: Type.Array(Type.Enum([...SCOPES], { type: 'string' }), {
    minItems: 1,
    maxItems: SCOPES.length,
    uniqueItems: true,
    description:
      'What may be done with it: `{noun}:read` and `{noun}:write` by the first noun of an address, where invalidations and error pages have their ' +
      'own; `*:read` and `*:write` for all nouns; `admin` for everything, tokens included. Writing includes reading. What an operation needs is in its `security`.',
    examples: [['invalidations:write']]
  }),
  distributions: Type.Optional(
    Type.Object(
      {
        ids: list(Type.String({ pattern: '^[A-Z0-9]{1,32}$' }), 'These.', ['E2QWRUHAPOMQZL']),
        aliases: list(
          Type.String({ minLength: 1, maxLength: 253 }),
          'Those that have one of these aliases, as it is written there.',
          ['www.example.com']
        ),
        tags: Type.Optional(
          Type.Record(Type.String({ minLength: 1, maxLength: 128 }), Type.String({ maxLength: 256 }), {
            minProperties: 1,
            maxProperties: 50,
            description:
              'Those that have all of these AWS tags. Changes made elsewhere count when the index of tags has seen them.',
            examples: [{ team: 'web' }]
          })
        ),
        accounts: list(
          Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,31}$' }),
          'Those in one of these AWS accounts, where several are behind this service.',
          ['prod']
        )
      },
      {
        additionalProperties: false,
        minProperties: 1,
        description:
          'For which distributions it is: those that ids, aliases, tags or accounts name. Others are not there for it. It makes no distributions, and of what ' +
          'distributions share, such as policies, it only reads. Without this it is for all.'
      }
    )
  ),
  budget: Type.Optional(
    Type.Object(
      {
        requestsPerHour: limit('Requests of an hour, whatever they are answered.', 600),
        pathsPerHour: limit('Paths and cache tags of the invalidations that are accepted in an hour.', 1_000),
        pathsPerMonth: limit('The same of a calendar month.', 10_000),
        usdPerMonth: Type.Optional(
          Type.Number({
            minimum: 0.005,
            maximum: 1_000_000,
            description:
              'Their price of a calendar month in US dollars: the list price of each, since the free ones belong to the whole account.',
            examples: [20]
          })
        )
      },
      {
        additionalProperties: false,
        minProperties: 1,
        description:
          'The most that it may use, on all instances together; what is left out is not limited. Hours and months are those of the clock, in UTC. Beyond an ' +
          'hourly limit the answer is 429, beyond a monthly one 409. A repetition with the same Idempotency-Key takes no paths again.'
      }
    )
  ),
  paths: Type.Optional(
    Type.Array(Type.String({ pattern: '^/[^*#\\s]*\\*?$', maxLength: 1_000 }), {
      minItems: 1,
      maxItems: 100,
      uniqueItems: true,
      description:
        'Under which paths it may invalidate, as viewers request them, with a * at the end or without. Everything that an invalidation removes must lie under one of ' +
        'them. It takes no invalidation back, and removes nothing by cache tags.',
      examples: [['/blog/*']]
    })
  )
}
