import { type Invalidations } from '../resources/invalidations.ts'
import { type ReferenceKind } from '../rules/references.ts'
import { type Existence } from '../rules/unknown-references.ts'
import { type Trust } from '../trust.ts'
import { type Handlers } from '../wire/handlers.ts'
import { anycastIpList } from './anycast-ip-lists.ts'
import { connectionGroup } from './connection-groups.ts'
import { connectionFunction } from './connection-functions.ts'
import { continuousDeploymentPolicy } from './continuous-deployment-policies.ts'
import { distributionTenant } from './distribution-tenants.ts'
import { family } from './family.ts'
import { fieldLevelEncryptionConfig, fieldLevelEncryptionProfile } from './field-level-encryption.ts'
import { cloudFrontFunction } from './functions.ts'
import { originAccessControl } from './origin-access-controls.ts'
import { keyValueStore, type PairChanges } from './key-value-stores.ts'
import { type FamilyDeps } from './family-resources.ts'
import { keyGroup, publicKey } from './keys.ts'
import { originAccessIdentity } from './origin-access-identities.ts'
import { cachePolicy, originRequestPolicy, responseHeadersPolicy } from './policies.ts'
import { realtimeLogConfig } from './realtime-log-configs.ts'
import { streamingDistribution } from './streaming-distributions.ts'
import { trustStore } from './trust-stores.ts'
import { vpcOrigin } from './vpc-origins.ts'

export type Families = ReturnType<typeof createFamilies>

interface CreationDeps extends FamilyDeps {
  readonly invalidations: Invalidations
  readonly keyValueStores: PairChanges
}

/** All families. */
export function createFamilies({ invalidations, keyValueStores, ...deps }: CreationDeps) {
  const connectionGroups = family(connectionGroup, deps)
  return {
    functions: family(cloudFrontFunction, deps),
    keyValueStores: family(keyValueStore(keyValueStores), deps),
    publicKeys: family(publicKey, deps),
    keyGroups: family(keyGroup, deps),
    originAccessControls: family(originAccessControl, deps),
    continuousDeploymentPolicies: family(continuousDeploymentPolicy, deps),
    cachePolicies: family(cachePolicy, deps),
    originAccessIdentities: family(originAccessIdentity, deps),
    originRequestPolicies: family(originRequestPolicy, deps),
    responseHeadersPolicies: family(responseHeadersPolicy, deps),
    realtimeLogConfigs: family(realtimeLogConfig, deps),
    fieldLevelEncryptionConfigs: family(fieldLevelEncryptionConfig, deps),
    fieldLevelEncryptionProfiles: family(fieldLevelEncryptionProfile, deps),
    anycastIpLists: family(anycastIpList, deps),
    trustStores: family(trustStore, deps),
    connectionFunctions: family(connectionFunction, deps),
    streamingDistributions: family(streamingDistribution, deps),
    vpcOrigins: family(vpcOrigin, deps),
    connectionGroups,
    distributionTenants: family(distributionTenant({ groups: connectionGroups.resources, invalidations }), deps)
  }
}

/** Which references must exist: those of kinds that can be created here and are not taken on trust. */
export function existenceIn(families: Families, trust: Trust): Existence {
  const made: Partial<Record<ReferenceKind, { readonly isUsable: (identifier: string) => boolean }>> = families
  return kind => (trust.covers(kind) ? undefined : made[kind]?.isUsable)
}

/** The operations of all families. */
export function familyHandlers(families: Families): Handlers {
  return Object.assign({}, ...Object.values(families).map(({ handlers }) => handlers)) as Handlers
}
