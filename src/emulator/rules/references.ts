import { type Config, behaviorsOf } from '../records.ts'

/** What a configuration can name, read from it: the ids or ARNs of one kind, in any number. */
export const references = {
  anycastIpLists: (config: Config) => [config.AnycastIpListId],
  cachePolicies: (config: Config) => behaviorsOf(config).map(({ CachePolicyId }) => CachePolicyId),
  connectionFunctions: (config: Config) => [config.ConnectionFunctionAssociation?.Id],
  fieldLevelEncryptionConfigs: (config: Config) =>
    behaviorsOf(config).map(({ FieldLevelEncryptionId }) => FieldLevelEncryptionId),
  functions: (config: Config) =>
    behaviorsOf(config).flatMap(({ FunctionAssociations }) =>
      (FunctionAssociations?.Items ?? []).map(({ FunctionARN }) => FunctionARN)
    ),
  keyGroups: (config: Config) => behaviorsOf(config).flatMap(({ TrustedKeyGroups }) => TrustedKeyGroups?.Items ?? []),
  originAccessControls: (config: Config) => config.Origins.Items.map(origin => origin.OriginAccessControlId),
  originRequestPolicies: (config: Config) =>
    behaviorsOf(config).map(({ OriginRequestPolicyId }) => OriginRequestPolicyId),
  realtimeLogConfigs: (config: Config) => behaviorsOf(config).map(({ RealtimeLogConfigArn }) => RealtimeLogConfigArn),
  responseHeadersPolicies: (config: Config) =>
    behaviorsOf(config).map(({ ResponseHeadersPolicyId }) => ResponseHeadersPolicyId),
  trustStores: (config: Config) => [config.ViewerMtlsConfig?.TrustStoreConfig?.TrustStoreId],
  vpcOrigins: (config: Config) => config.Origins.Items.map(({ VpcOriginConfig }) => VpcOriginConfig?.VpcOriginId)
} satisfies Record<string, (config: Config) => readonly (string | undefined)[]>
