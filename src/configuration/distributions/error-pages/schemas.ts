import Type, { type Static } from 'typebox'
import { patchMembers } from '../../editing/patch-members.ts'
import { account } from '../../../accounts/schemas.ts'
import { findingList } from '../findings/schemas.ts'
import { LIST_LENGTH_MAX } from '../rules/list-length.ts'
import { ERROR_CACHING_MIN_TTL_MAX, errorCodes, responseCodes } from '../rules/error-responses.ts'
import { registerMergePatch } from '../../../validation/merge-patches.ts'

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
    // The document asks for a number; a numeric string is accepted, too. A rule checks the code, as in
    // customErrorResponses.
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
      description: 'For how many seconds CloudFront caches the error before it asks the origin again. Default: 10.'
    })
  )
}

const findings = {
  ...findingList,
  description:
    'Settings of the error pages that CloudFront accepts but that will not work or will cause harm. Pointers refer ' +
    'to this answer.'
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
    'x-component-description':
      'Like ErrorPage. errorCode may be omitted; if present, it must be the code in the address.'
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
registerMergePatch(ErrorPagePatch, ErrorPageReplace)

export const ErrorPageWithFindings = Type.Object(
  { ...ErrorPage.properties, account, findings },
  {
    'x-component': 'ErrorPageWithFindings',
    'x-component-description': 'The entry for an error code as it is now, with its findings.'
  }
)
export type ErrorPageWithFindings = Static<typeof ErrorPageWithFindings>

const ttlInForce = Type.Object(
  Object.fromEntries(
    errorCodes.map(code => [String(code), Type.Integer({ description: `For errors with the status ${code}.` })])
  ) as Record<`${(typeof errorCodes)[number]}`, ReturnType<typeof Type.Integer>>,
  {
    additionalProperties: false,
    description:
      'For each code, the minimum number of seconds for which its errors are cached, configured or by default.'
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
    'For a single-page application: viewers get /index.html with 200 when the origin answers 403 or 404, unless ' +
    'there is an entry for that code. Default: false.'
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
          description: 'Ignored; accepted so that what GET returned can be sent back.'
        }
      )
    ),
    findings: Type.Optional(
      Type.Array(Type.Unknown({ description: 'Any JSON value.' }), {
        readOnly: true,
        'x-document': { maxItems: LIST_LENGTH_MAX },
        description: 'Ignored; accepted so that what GET returned can be sent back.'
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
