import { jsonFormOf } from '../../cloudfront/model/json-form.ts'
import { type Shape } from '../../cloudfront/model/shapes.ts'
import { isObject } from '../../json-object.ts'
import { type Json } from './family.ts'

/**
 * Defaults for members that CloudFront requires, or that nearly always have this value, by structure and with JSON's
 * names.
 */
const DEFAULTS: Readonly<Record<string, Json>> = {
  CachePolicyConfig: { minTtl: 1, parametersInCacheKeyAndForwardedToOrigin: {} },
  ParametersInCacheKeyAndForwardedToOrigin: {
    enableAcceptEncodingGzip: true,
    enableAcceptEncodingBrotli: true,
    headersConfig: {},
    cookiesConfig: {},
    queryStringsConfig: {}
  },
  CachePolicyHeadersConfig: { headerBehavior: 'none' },
  CachePolicyCookiesConfig: { cookieBehavior: 'none' },
  CachePolicyQueryStringsConfig: { queryStringBehavior: 'none' },
  OriginRequestPolicyConfig: { headersConfig: {}, cookiesConfig: {}, queryStringsConfig: {} },
  OriginRequestPolicyHeadersConfig: { headerBehavior: 'none' },
  OriginRequestPolicyCookiesConfig: { cookieBehavior: 'none' },
  OriginRequestPolicyQueryStringsConfig: { queryStringBehavior: 'none' },
  OriginAccessControlConfig: {
    signingProtocol: 'sigv4',
    signingBehavior: 'always',
    originAccessControlOriginType: 's3'
  },
  CloudFrontOriginAccessIdentityConfig: { comment: '' },
  FunctionConfig: { comment: '', runtime: 'cloudfront-js-2.0' },
  ContinuousDeploymentPolicyConfig: { enabled: true },
  VpcOriginEndpointConfig: { httpPort: 80, httpsPort: 443, originProtocolPolicy: 'match-viewer' },
  StreamingDistributionConfig: { comment: '', enabled: true, trustedSigners: { enabled: false, items: [] } },
  UpdateAnycastIpListRequest: { ipAddressType: 'ipv4' },
  UpdateConnectionGroupRequest: { enabled: true },
  UpdateDistributionTenantRequest: { enabled: true },
  UpdateRealtimeLogConfigRequest: { samplingRate: 100 },
  UpdateTrustStoreRequest: { useClientCertificateOcspEndpoint: false },
  UpdateKeyValueStoreRequest: { comment: '' }
}

export function defaultOf(structureName: string, jsonName: string): unknown {
  return DEFAULTS[inUpdate(structureName)]?.[jsonName]
}

/** A creation has the defaults of an update. */
export function inUpdate(structureName: string): string {
  return structureName.replace(/^Create(?=\w+Request$)/, 'Update')
}

/**
 * Fills in defaults in a document of this shape; null counts as omitted. Given values stay, even wrong ones. Members
 * that the version before does not have either are not filled in: an unrelated change must not alter, for example, the
 * cache key.
 */
export function complete(shape: Shape, json: unknown, before?: unknown): unknown {
  // Elements of lists cannot be matched with earlier ones, so each is completed by itself.
  if (shape.kind === 'list') return Array.isArray(json) ? json.map(item => complete(shape.item, item)) : json
  if (shape.kind !== 'structure') return json
  const form = jsonFormOf(shape)
  if (form.kind === 'list') return complete(form.items.shape, json)
  if (!isObject(json)) return json
  const given = Object.entries(json).filter(([, value]) => value !== null)
  const defaults = Object.entries(DEFAULTS[shape.name] ?? {}).filter(
    ([name]) => !isObject(before) || Object.hasOwn(before, name)
  )
  // CloudFront answers '' for many omitted texts, so removing one changes nothing.
  const empty = isObject(before) ? Object.entries(before).filter(([, value]) => value === '') : []
  const whole: Record<string, unknown> = Object.fromEntries([...empty, ...defaults, ...given])
  for (const { member, jsonName } of form.members) {
    if (!Object.hasOwn(whole, jsonName)) continue
    whole[jsonName] = complete(member.shape, whole[jsonName], isObject(before) ? before[jsonName] : undefined)
  }
  return whole
}
