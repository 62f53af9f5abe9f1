import type * as CF from '@aws-sdk/client-cloudfront'
import { canBeSent, type HeaderList, headerValue, withHeader, withoutHeaders } from './headers.ts'
import { matchesWildcards } from './patterns.ts'

interface AppliedTo {
  readonly method: string
  /** Undefined for a request without `Origin`. */
  readonly origin: ViewerOrigin | undefined
}

/** The `Origin` of a viewer's request, even if a function has changed it [C]. */
export interface ViewerOrigin {
  /** As a policy may list it: never a local name. */
  readonly known: string
  /** As the viewer's browser compares it with the answer. */
  readonly sent: string
}

/**
 * Applies a response headers policy to an answer from the cache or an origin [G:understanding-response-headers-policies]:
 * removals, then CORS, security and custom headers. The policy's header replaces the origin's only with override.
 */
export function applyResponseHeadersPolicy(
  policy: CF.ResponseHeadersPolicyConfig | undefined,
  { method, origin }: AppliedTo,
  headers: HeaderList
): HeaderList {
  if (!policy) return headers
  const removed = new Set(policy.RemoveHeadersConfig?.Items?.map(({ Header }) => Header?.toLowerCase()))
  const kept = removed.size > 0 ? withoutHeaders(headers, name => removed.has(name)) : headers
  const withCors = applyCors(policy.CorsConfig, { method, origin }, kept)
  const added = [...securityHeaders(policy.SecurityHeadersConfig), ...customHeaders(policy.CustomHeadersConfig)]
  return added.reduce<HeaderList>((all, { name, value, override }) => add(all, name, value, override), withCors)
}

interface Added {
  readonly name: string
  readonly value: string
  readonly override: boolean
}

/** What cannot be sent is left out: a stored policy may be older than the rule that refuses it. */
function add(headers: HeaderList, name: string, value: string, override: boolean): HeaderList {
  if (!canBeSent(name, value)) return headers
  return override || headerValue(headers, name) === undefined ? withHeader(headers, name, value) : headers
}

const METHODS = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT']

/**
 * Only for a request with `Origin`. Of a list of origins only the matching one is sent; allowed methods, allowed headers and
 * Max-Age are sent for OPTIONS only. With override the origin's own CORS headers are removed [C].
 */
function applyCors(
  cors: CF.ResponseHeadersPolicyCorsConfig | undefined,
  { method, origin }: AppliedTo,
  headers: HeaderList
): HeaderList {
  if (!cors || origin === undefined) return headers
  const override = cors.OriginOverride === true
  const others = override ? withoutHeaders(headers, name => name.startsWith('access-control-')) : headers
  const allowed = cors.AccessControlAllowOrigins?.Items ?? []
  const isAllowed = allowed.some(item => matchesOrigin(item, origin.known))
  const answer = allowed.includes('*') ? '*' : isAllowed ? origin.sent : undefined
  if (answer === undefined) return others
  const isPreflight = method === 'OPTIONS'
  const methods = cors.AccessControlAllowMethods?.Items ?? []
  const lines: (readonly [string, string | undefined])[] = [
    ['Access-Control-Allow-Origin', answer],
    ['Access-Control-Allow-Credentials', cors.AccessControlAllowCredentials ? 'true' : undefined],
    ['Access-Control-Expose-Headers', joined(cors.AccessControlExposeHeaders?.Items)],
    ['Access-Control-Allow-Methods', isPreflight ? joined(methods.includes('ALL') ? METHODS : methods) : undefined],
    ['Access-Control-Allow-Headers', isPreflight ? joined(cors.AccessControlAllowHeaders?.Items) : undefined],
    ['Access-Control-Max-Age', isPreflight ? cors.AccessControlMaxAgeSec?.toString() : undefined]
  ]
  return lines.reduce<HeaderList>(
    (all, [name, value]) => (value === undefined ? all : add(all, name, value, override)),
    others
  )
}

/** `*` stands for the leftmost label or labels; an item without a scheme allows any; the port is part of the origin. */
function matchesOrigin(item: string, origin: string): boolean {
  const wanted = item.toLowerCase()
  const given = origin.toLowerCase()
  return matchesWildcards(
    wanted.replaceAll('?', '\0'),
    wanted.includes('://') ? given : given.replace(/^[a-z]+:\/\//, '')
  )
}

function joined(items: readonly string[] | undefined): string | undefined {
  return items && items.length > 0 ? items.join(', ') : undefined
}

function securityHeaders(security: CF.ResponseHeadersPolicySecurityHeadersConfig | undefined): Added[] {
  if (!security) return []
  const lines: (readonly [string, { Override: boolean | undefined } | undefined, string | undefined])[] = [
    ['X-XSS-Protection', security.XSSProtection, xssProtection(security.XSSProtection)],
    ['X-Frame-Options', security.FrameOptions, security.FrameOptions?.FrameOption],
    ['Referrer-Policy', security.ReferrerPolicy, security.ReferrerPolicy?.ReferrerPolicy],
    ['Content-Security-Policy', security.ContentSecurityPolicy, security.ContentSecurityPolicy?.ContentSecurityPolicy],
    ['X-Content-Type-Options', security.ContentTypeOptions, 'nosniff'],
    ['Strict-Transport-Security', security.StrictTransportSecurity, transportSecurity(security.StrictTransportSecurity)]
  ]
  return lines.flatMap(([name, setting, value]) =>
    setting && value !== undefined ? [{ name, value, override: setting.Override === true }] : []
  )
}

function xssProtection(setting: CF.ResponseHeadersPolicyXSSProtection | undefined): string | undefined {
  if (!setting?.Protection) return setting && '0'
  if (setting.ModeBlock) return '1; mode=block'
  return setting.ReportUri ? `1; report=${setting.ReportUri}` : '1'
}

function transportSecurity(setting: CF.ResponseHeadersPolicyStrictTransportSecurity | undefined): string | undefined {
  if (!setting) return undefined
  const directives = [`max-age=${setting.AccessControlMaxAgeSec ?? 0}`]
  if (setting.IncludeSubdomains) directives.push('includeSubDomains')
  if (setting.Preload) directives.push('preload')
  return directives.join('; ')
}

function customHeaders(custom: CF.ResponseHeadersPolicyCustomHeadersConfig | undefined): Added[] {
  return (custom?.Items ?? []).map(({ Header = '', Value = '', Override }) => ({
    name: Header,
    value: Value,
    override: Override === true
  }))
}

/**
 * Whether an answer has `Server-Timing`: at the sampling rate (percent), or if the viewer sends `Pragma: server-timing`. `random`
 * is between 0 and 1.
 */
export function sendsServerTiming(
  policy: CF.ResponseHeadersPolicyConfig | undefined,
  request: HeaderList,
  random: number
): boolean {
  const timing = policy?.ServerTimingHeadersConfig
  if (!timing?.Enabled) return false
  return random * 100 < (timing.SamplingRate ?? 0) || /\bserver-timing\b/i.test(headerValue(request, 'pragma') ?? '')
}
