import { type Documented } from '../../cloudfront/model/schema.ts'
import { defaultOf, inUpdate } from './defaults.ts'

const none = 'Default: none.'
const ofMembers = 'Default: those of its members.'
const ofDistribution = 'Default: that of the distribution.'
const no = 'Default: false.'
const callerReference = 'Default: generated for a new one, and never changed.'

/**
 * The effect of omitting a member for which Frontage fills in nothing, by structure and JSON name (API reference of
 * each structure).
 */
const NOTES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  CachePolicyConfig: {
    comment: none,
    defaultTtl: 'Default: 86400, or minTtl if that is greater.',
    maxTtl: 'Default: 31536000, or the greater of minTtl and defaultTtl if that is greater still.'
  },
  CachePolicyHeadersConfig: { headers: none },
  CachePolicyCookiesConfig: { cookies: none },
  CachePolicyQueryStringsConfig: { queryStrings: none },
  OriginRequestPolicyConfig: { comment: none },
  OriginRequestPolicyHeadersConfig: { headers: none },
  OriginRequestPolicyCookiesConfig: { cookies: none },
  OriginRequestPolicyQueryStringsConfig: { queryStrings: none },
  ResponseHeadersPolicyConfig: {
    comment: none,
    corsConfig: none,
    securityHeadersConfig: none,
    serverTimingHeadersConfig: none,
    customHeadersConfig: none,
    removeHeadersConfig: none
  },
  ResponseHeadersPolicyCorsConfig: { accessControlExposeHeaders: none, accessControlMaxAgeSec: none },
  ResponseHeadersPolicySecurityHeadersConfig: {
    xssProtection: none,
    frameOptions: none,
    referrerPolicy: none,
    contentSecurityPolicy: none,
    contentTypeOptions: none,
    strictTransportSecurity: none
  },
  ResponseHeadersPolicyXSSProtection: { modeBlock: no, reportUri: none },
  ResponseHeadersPolicyStrictTransportSecurity: { includeSubdomains: no, preload: no },
  ContinuousDeploymentPolicyConfig: { trafficConfig: none },
  ContinuousDeploymentSingleWeightConfig: {
    sessionStickinessConfig: 'Default: none; each request is decided separately.'
  },
  OriginAccessControlConfig: { description: none },
  CloudFrontOriginAccessIdentityConfig: { callerReference },
  PublicKeyConfig: { callerReference, comment: none },
  KeyGroupConfig: { comment: none },
  FieldLevelEncryptionConfig: {
    callerReference,
    comment: none,
    queryArgProfileConfig: none,
    contentTypeProfileConfig: none
  },
  QueryArgProfileConfig: { queryArgProfiles: none },
  ContentTypeProfileConfig: { contentTypeProfiles: none },
  ContentTypeProfile: { profileId: none },
  FieldLevelEncryptionProfileConfig: { callerReference, comment: none },
  FunctionConfig: { keyValueStoreAssociations: none },
  CreateKeyValueStoreRequest: { importSource: 'Default: none; the store is empty.' },
  UpdateDistributionTenantRequest: {
    customizations: 'Default: none; the settings of the distribution apply.',
    parameters: 'Default: none; the default values of the distribution apply.'
  },
  // An update keeps the existing values of these members.
  CreateDistributionTenantRequest: {
    connectionGroupId: "Default: the account's default connection group.",
    managedCertificateRequest: none
  },
  Customizations: { webAcl: ofDistribution, certificate: ofDistribution, geoRestrictions: ofDistribution },
  GeoRestrictionCustomization: { locations: none },
  UpdateConnectionGroupRequest: { anycastIpListId: none },
  UpdateAnycastIpListRequest: { ipamCidrConfigs: none },
  StreamingDistributionConfig: { callerReference, aliases: none, logging: 'Default: off.', trustedSigners: none }
}

/** The document's note on the default of an optional member. */
export function documentedDefault(structureName: string, jsonName: string): Documented | undefined {
  const value = defaultOf(structureName, jsonName)
  const [note = typeof value === 'object' ? ofMembers : undefined] = [structureName, inUpdate(structureName)].flatMap(
    name => NOTES[name]?.[jsonName] ?? []
  )
  if (note !== undefined) return { note }
  return value === undefined ? undefined : { keywords: { default: value } }
}
