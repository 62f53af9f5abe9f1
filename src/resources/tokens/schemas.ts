import Type, { type Static } from 'typebox'
import { grantMembers } from '../../access/schemas.ts'
import { PageQuery, pageSchema } from '../../plugins/pagination.ts'

const YEAR_SECONDS = 31_536_000

export const TokenParams = Type.Object({
  tokenId: Type.String({
    pattern: '^[\\w-]{1,64}$',
    'x-expected': 'up to 64 letters, digits, _ and -',
    description: 'The id of a token.',
    examples: ['tok_a7ebfc1f-75a1-435f-8805-7e74ad26bdbc']
  })
})

const name = Type.String({
  minLength: 1,
  maxLength: 100,
  pattern: '^[^\\x00-\\x1f\\x7f]+$',
  'x-expected': 'text without control characters',
  description: 'What the token is for. The log and audit records name it.',
  examples: ['web-pipeline']
})
const owner = Type.String({
  minLength: 1,
  maxLength: 200,
  pattern: '^[^\\x00-\\x1f\\x7f]+$',
  'x-expected': 'text without control characters',
  description: 'Who is responsible for the token.',
  examples: ['web-team@example.com']
})

export const TokenCreate = Type.Object(
  {
    name,
    owner: Type.Optional(owner),
    ...grantMembers,
    expiresInSeconds: Type.Optional(
      Type.Integer({
        minimum: 60,
        maximum: 5 * YEAR_SECONDS,
        description: 'The token expires after this many seconds. Default: it is valid until it is revoked.',
        examples: [7_776_000]
      })
    )
  },
  {
    additionalProperties: false,
    'x-component': 'TokenCreate',
    examples: [{ name: 'web-pipeline', scopes: ['invalidations:write'], expiresInSeconds: 7_776_000 }]
  }
)
export type TokenCreate = Static<typeof TokenCreate>

const time = (description: string) => Type.String({ format: 'date-time', description })

const use = (description: string) =>
  Type.Optional(
    Type.Object(
      {
        limit: Type.Number({ description: 'The most that the token may use.' }),
        used: Type.Number({ description: 'How much of it is used.' }),
        renewsAt: time('When the next hour or month begins.')
      },
      { 'x-component': 'LimitUse', 'x-component-description': 'How much of a limit is used.', description }
    )
  )
const BudgetUse = Type.Object(
  {
    requestsPerHour: use('Requests in the current hour.'),
    requestsPerMonth: use('Requests in the current month.'),
    pathsPerHour: use('Paths invalidated in the current hour.'),
    pathsPerMonth: use('Paths invalidated in the current month.'),
    usdPerHour: use('Cost of invalidations in the current hour, in US dollars.'),
    usdPerMonth: use('Cost of invalidations in the current month, in US dollars.')
  },
  {
    'x-component': 'BudgetUse',
    description: 'How much of its budget is used in the current hour or month; absent in lists.'
  }
)
export type BudgetUse = Static<typeof BudgetUse>

const members = {
  id: Type.String({ description: 'Identifies the token; it is not the token itself.' }),
  name,
  owner: Type.Optional(owner),
  ...grantMembers,
  status: Type.Enum(['active', 'expired', 'revoked'], {
    type: 'string',
    description: 'Only an `active` token is accepted.'
  }),
  createdAt: time('When the token was created.'),
  createdBy: Type.String({ description: 'Who created the token.' }),
  expiresAt: Type.Optional(time('When the token expires, or expired.')),
  revokedAt: Type.Optional(time('When the token was revoked.')),
  lastUsedAt: Type.Optional(time('When the token was last used, to the minute; absent if it never was.')),
  budgetUse: Type.Optional(BudgetUse)
}

export const Token = Type.Object(members, {
  'x-component': 'Token',
  description: 'Everything about a token except the token itself.'
})
export type Token = Static<typeof Token>

export const NewToken = Type.Object(
  {
    ...members,
    token: Type.String({ description: 'The token itself. It is shown only once and not stored.' })
  },
  { 'x-component': 'NewToken' }
)
export type NewToken = Static<typeof NewToken>

export const TokenPage = pageSchema(Token, 'TokenPage')

export const TokenQuery = PageQuery
