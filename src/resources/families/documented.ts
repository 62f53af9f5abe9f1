import { type Documented } from '../../cloudfront/model/schema.ts'
import { defaultOf, inUpdate } from './defaults.ts'

const none = 'Default: none.'
const ofMembers = 'Default: those of its members.'
const ofDistribution = 'Default: that of the distribution.'
const no = 'Default: false.'
const callerReference = 'Default: generated for a new one, and never changed.'

/**
 * What is there in place of a member that is left out and that Frontage fills in with nothing, by structure and under the
 * names of JSON (API reference of each structure).
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
    sessionStickinessConfig: 'Default: none; each request is decided by itself.'
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
  // A change keeps them.
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

/** What the document says of a member that may be left out: what is there instead. */
export function documentedDefault(structureName: string, jsonName: string): Documented | undefined {
  const value = defaultOf(structureName, jsonName)
  const [note = typeof value === 'object' ? ofMembers : undefined] = [structureName, inUpdate(structureName)].flatMap(
    name => NOTES[name]?.[jsonName] ?? []
  )
  if (note !== undefined) return { note }
  return value === undefined ? undefined : { keywords: { default: value } }
}
