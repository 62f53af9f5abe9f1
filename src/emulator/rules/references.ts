import { type Config, behaviorsOf } from '../records.ts'

/** The id in `origin-access-identity/cloudfront/ID`, the format in which origins reference one. */
export function accessIdentityIn(path: string | undefined): string | undefined {
  return path?.split('/').at(-1)
}

/** What a configuration references: the ids or ARNs of each kind. */
export const references = {
  anycastIpLists: (config: Config) => [config.AnycastIpListId],
  cachePolicies: (config: Config) => behaviorsOf(config).map(({ CachePolicyId }) => CachePolicyId),
  connectionFunctions: (config: Config) => [config.ConnectionFunctionAssociation?.Id],
  continuousDeploymentPolicies: (config: Config) => [config.ContinuousDeploymentPolicyId],
  fieldLevelEncryptionConfigs: (config: Config) =>
    behaviorsOf(config).map(({ FieldLevelEncryptionId }) => FieldLevelEncryptionId),
  functions: (config: Config) =>
    behaviorsOf(config).flatMap(({ FunctionAssociations }) =>
      (FunctionAssociations?.Items ?? []).map(({ FunctionARN }) => FunctionARN)
    ),
  keyGroups: (config: Config) => behaviorsOf(config).flatMap(({ TrustedKeyGroups }) => TrustedKeyGroups?.Items ?? []),
  originAccessControls: (config: Config) => config.Origins.Items.map(origin => origin.OriginAccessControlId),
  originAccessIdentities: (config: Config) =>
    config.Origins.Items.map(({ S3OriginConfig }) => accessIdentityIn(S3OriginConfig?.OriginAccessIdentity)),
  originRequestPolicies: (config: Config) =>
    behaviorsOf(config).map(({ OriginRequestPolicyId }) => OriginRequestPolicyId),
  realtimeLogConfigs: (config: Config) => behaviorsOf(config).map(({ RealtimeLogConfigArn }) => RealtimeLogConfigArn),
  responseHeadersPolicies: (config: Config) =>
    behaviorsOf(config).map(({ ResponseHeadersPolicyId }) => ResponseHeadersPolicyId),
  trustStores: (config: Config) => [config.ViewerMtlsConfig?.TrustStoreConfig?.TrustStoreId],
  vpcOrigins: (config: Config) => config.Origins.Items.map(({ VpcOriginConfig }) => VpcOriginConfig?.VpcOriginId)
} satisfies Record<string, (config: Config) => readonly (string | undefined)[]>

/** A kind of resource that a distribution can reference. If a family has this name, what is referenced must exist. */
export type ReferenceKind = keyof typeof references
