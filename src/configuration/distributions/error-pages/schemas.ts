import Type, { type Static } from 'typebox'
import { patchMembers } from '../../editing/patch-members.ts'
import { account } from '../answer-schemas.ts'
import { findingList } from '../findings/schemas.ts'
import { LIST_LENGTH_MAX } from '../rules/list-length.ts'
import { ERROR_CACHING_MIN_TTL_MAX, errorCodes, responseCodes } from '../rules/error-responses.ts'

export const errorCodeSchema = Type.Unsafe<(typeof errorCodes)[number]>(
  Type.Enum([...errorCodes], {
    type: 'integer',
    description: 'The status, from the origin or from CloudFront, that is customized.',
    examples: [404]
  })
)

const settings = {
  responsePagePath: Type.Optional(
    Type.String({
      minLength: 1,
      description:
        'The path of the page that viewers get, percent-encoded and with a leading slash. Together with responseCode.',
      examples: ['/404.html']
    })
  ),
  responseCode: Type.Optional(
    // The document asks for a number; a text with one is understood. Which codes there are says a rule, as in customErrorResponses.
    Type.Unsafe<(typeof responseCodes)[number]>({
      type: ['integer', 'string'],
      'x-document': { type: 'integer', enum: [...responseCodes] },
      description: 'The status that viewers get with the page.'
    })
  ),
  errorCachingMinTtl: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: ERROR_CACHING_MIN_TTL_MAX,
      description: 'For how many seconds CloudFront keeps the error before it asks the origin again. Default: 10.'
    })
  )
}

const findings = {
  ...findingList,
  description:
    'What CloudFront accepts in the error pages but that will not work or will do harm. Pointers refer to this answer.'
}

export const ErrorPage = Type.Object(
  { errorCode: errorCodeSchema, ...settings },
  {
    additionalProperties: false,
    'x-component': 'ErrorPage',
    'x-component-description':
      'What viewers get for one error code. Without a page the entry only sets how long the error is cached.'
  }
)
export type ErrorPage = Static<typeof ErrorPage>

export const ErrorPageReplace = Type.Object(
  { errorCode: Type.Optional(errorCodeSchema), ...settings },
  {
    additionalProperties: false,
    'x-component': 'ErrorPageReplace',
    examples: [{ responsePagePath: '/404.html', responseCode: 200 }],
    'x-component-description': 'As ErrorPage. errorCode may be left out; given, it is the code in the address.'
  }
)
export type ErrorPageReplace = Static<typeof ErrorPageReplace>

export const ErrorPagePatch = Type.Object(
  {},
  {
    additionalProperties: true,
    'x-component': 'ErrorPagePatch',
    ...patchMembers(ErrorPageReplace),
    description: 'A JSON merge patch (RFC 7396) of the entry.',
    examples: [{ errorCachingMinTtl: 60 }]
  }
)

export const ErrorPageWritten = Type.Object(
  { ...ErrorPage.properties, account, findings },
  {
    'x-component': 'ErrorPageWritten',
    'x-component-description': 'What is configured for an error code now, and what of it will not work or will do harm.'
  }
)
export type ErrorPageWritten = Static<typeof ErrorPageWritten>

const ttlInForce = Type.Object(
  Object.fromEntries(errorCodes.map(code => [String(code), Type.Integer()])) as Record<
    `${(typeof errorCodes)[number]}`,
    ReturnType<typeof Type.Integer>
  >,
  {
    additionalProperties: false,
    description: 'For each code, for how many seconds its errors are cached at least, configured or by default.'
  }
)

const items = Type.Array(ErrorPage, { maxItems: errorCodes.length, description: 'One entry per error code.' })

export const ErrorPages = Type.Object(
  { items, errorCachingMinTtlInForce: ttlInForce, findings },
  { 'x-component': 'ErrorPages' }
)
export type ErrorPages = Static<typeof ErrorPages>

export const spa = Type.Boolean({
  description:
    'For a single-page application: viewers get /index.html with 200 where the origin answers 403 or 404, unless there ' +
    'is an entry of its own for the code. Default: false.'
})

export const ErrorPagesReplace = Type.Object(
  {
    items: Type.Optional(items),
    spa: Type.Optional(spa),
    errorCachingMinTtlInForce: Type.Optional(
      Type.Object(
        {},
        {
          additionalProperties: true,
          readOnly: true,
          description: 'As GET returns it; accepted so that what was read can be sent back, and ignored.'
        }
      )
    ),
    findings: Type.Optional(
      Type.Array(Type.Unknown({ description: 'Any JSON value.' }), {
        readOnly: true,
        'x-document': { maxItems: LIST_LENGTH_MAX },
        description: 'As GET returns it; accepted so that what was read can be sent back, and ignored.'
      })
    )
  },
  {
    additionalProperties: false,
    'x-component': 'ErrorPagesReplace',
    examples: [
      { items: [{ errorCode: 404, responsePagePath: '/404.html', responseCode: 200, errorCachingMinTtl: 3600 }] }
    ]
  }
)
export type ErrorPagesReplace = Static<typeof ErrorPagesReplace>
