import { type QuotasRecord, QUOTAS } from './records.ts'
import { type Store } from './store.ts'

/** The quotas of a new account, most of which AWS raises on request (Developer Guide, quotas). */
export const DEFAULT_QUOTAS = {
  /** The longest response and keep-alive timeout of origins (180 s is in use: aws/aws-cdk #18697, #38433). */
  originTimeoutSeconds: 120,
  aliasesPerDistribution: 100,
  originsPerDistribution: 100,
  originGroupsPerDistribution: 10,
  cacheBehaviorsPerDistribution: 75,
  customHeadersPerOrigin: 30,
  lambdaFunctionsPerDistribution: 100,
  trustedSignersPerCacheBehavior: 5,
  keyGroupsPerCacheBehavior: 4,
  forwardedHeadersPerCacheBehavior: 10,
  forwardedCookiesPerCacheBehavior: 10,
  forwardedQueryStringsPerCacheBehavior: 10,
  /** Per distribution or tenant, whatever the number of batches. */
  invalidationPathsInProgress: 3000,
  invalidationWildcardsInProgress: 15,
  distributions: 500,
  multiTenantDistributions: 20,
  stagingDistributions: 20,
  distributionTenants: 10_000,
  /** UpdateDistributionTenant's own page says five. */
  domainsPerDistributionTenant: 100,
  connectionGroups: 100,
  distributionsPerCachePolicy: 100,
  distributionsPerOriginRequestPolicy: 100,
  distributionsPerResponseHeadersPolicy: 100,
  distributionsPerKeyGroup: 100,
  distributionsPerFunction: 100,
  /** Lambda@Edge: distributions that have any function, and those that have one and the same version. */
  distributionsWithLambdaFunctions: 500,
  distributionsPerLambdaFunction: 500,
  distributionsPerFieldLevelEncryptionConfig: 20,
  distributionsPerOriginAccessControl: 100,
  distributionsPerVpcOrigin: 50,
  distributionsPerTrustStore: 25,
  distributionsPerConnectionFunction: 100,
  /** Certificates for dedicated addresses (`SSLSupportMethod: vip`). */
  dedicatedIpCertificates: 2,
  originAccessIdentities: 100,
  originAccessControls: 100,
  continuousDeploymentPolicies: 20,
  vpcOrigins: 25,
  realtimeLogConfigs: 150,
  /** AWS's own is 0: an account must ask for its first one. */
  anycastIpLists: 5,
  trustStores: 20,
  connectionFunctions: 100,
  streamingDistributions: 100,
  aliasesPerStreamingDistribution: 10,
  fieldLevelEncryptionConfigs: 10,
  fieldLevelEncryptionProfiles: 10,
  queryArgProfilesPerFieldLevelEncryptionConfig: 5,
  /** The next two are inferred: there are errors for them, but no published number. */
  encryptionEntitiesPerFieldLevelEncryptionProfile: 10,
  fieldLevelEncryptionProfileBytes: 10 * 1024,
  fieldPatternsPerFieldLevelEncryptionProfile: 10,
  cachePolicies: 20,
  headersPerCachePolicy: 10,
  cookiesPerCachePolicy: 10,
  queryStringsPerCachePolicy: 10,
  originRequestPolicies: 20,
  headersPerOriginRequestPolicy: 10,
  cookiesPerOriginRequestPolicy: 10,
  queryStringsPerOriginRequestPolicy: 10,
  responseHeadersPolicies: 20,
  customHeadersPerResponseHeadersPolicy: 10,
  removedHeadersPerResponseHeadersPolicy: 10,
  publicKeys: 10,
  keyGroups: 10,
  publicKeysPerKeyGroup: 5,
  functions: 100,
  keyValueStores: 50
} as const satisfies Record<string, number>

export type QuotaName = keyof typeof DEFAULT_QUOTAS

const ACCOUNT = 'account'

export type Quotas = ReturnType<typeof createQuotas>

/** The account's quotas; a changed one is part of the state. */
export function createQuotas({ store }: { store: Store }) {
  const accounts = store.collection<Partial<QuotasRecord>>(QUOTAS)
  const get = (): QuotasRecord => ({ ...DEFAULT_QUOTAS, ...accounts.get(ACCOUNT) })
  return {
    get,
    /** Changes the given quotas; what was accepted under earlier ones remains. */
    set(change: Partial<QuotasRecord>): void {
      store.commit([[QUOTAS, ACCOUNT, { ...accounts.get(ACCOUNT), ...change }]])
    }
  }
}
