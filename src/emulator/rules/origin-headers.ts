import { type Origin } from '../records.ts'
import { isHeaderName, isHeaderValue } from './header-lines.ts'
import { repeated, type Rule } from './rule.ts'

type Headers = NonNullable<NonNullable<Origin['CustomHeaders']>['Items']>

/** Developer Guide, "Add custom headers to origin requests": those which CloudFront sets or needs itself. */
const DENIED = new Set([
  'cache-control',
  'connection',
  'content-length',
  'cookie',
  'host',
  'if-match',
  'if-modified-since',
  'if-none-match',
  'if-range',
  'if-unmodified-since',
  'max-forwards',
  'pragma',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'range',
  'request-range',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'via',
  'x-real-ip'
])
const DENIED_PREFIX = /^x-(amz|edge)-/

const names = (headers: Headers) => headers.map(({ HeaderName }) => HeaderName.toLowerCase())

export const customHeaderRules: readonly Rule<Headers>[] = [
  {
    code: 'TooManyOriginCustomHeaders',
    message: 'The names and values of origin custom headers have at most 10,240 characters in total.',
    brokenBy: headers =>
      headers.reduce((sum, header) => sum + header.HeaderName.length + header.HeaderValue.length, 0) > 10_240
  },
  {
    code: 'InvalidArgument',
    message: headers =>
      `The parameter HeaderName contains headers that are not allowed: ${names(headers).filter(isDenied).join(', ')}.`,
    brokenBy: headers => names(headers).some(isDenied)
  },
  {
    code: 'InvalidArgument',
    message: 'The parameter HeaderName is not valid.',
    brokenBy: headers =>
      headers.some(({ HeaderName }) => !isHeaderName(HeaderName)) || repeated(names(headers)).length > 0
  },
  {
    code: 'InvalidArgument',
    message: 'The parameter HeaderValue is not valid.',
    brokenBy: headers => headers.some(({ HeaderValue }) => !isHeaderValue(HeaderValue))
  },
  {
    code: 'InvalidArgument',
    message: 'The parameter HeaderValue has at most 1783 characters.',
    brokenBy: headers => headers.some(({ HeaderValue }) => HeaderValue.length > 1783)
  }
]

function isDenied(name: string): boolean {
  return DENIED.has(name) || DENIED_PREFIX.test(name)
}
