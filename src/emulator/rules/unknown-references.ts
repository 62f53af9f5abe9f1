import { type Config } from '../records.ts'
import { fault } from '../wire/handlers.ts'
import { type ReferenceKind, references } from './references.ts'

interface Unknown {
  readonly code: string
  readonly message: string
}

const entity = (noun: string): Unknown => ({ code: 'EntityNotFound', message: `The specified ${noun} does not exist.` })

/** CloudFront's refusal of a distribution with an unknown reference, by its kind (API reference, CreateDistribution). */
const UNKNOWN: Readonly<Record<ReferenceKind, Unknown>> = {
  anycastIpLists: entity('Anycast static IP list'),
  cachePolicies: { code: 'NoSuchCachePolicy', message: 'The specified cache policy does not exist.' },
  connectionFunctions: entity('connection function'),
  continuousDeploymentPolicies: {
    code: 'NoSuchContinuousDeploymentPolicy',
    message: 'The specified continuous deployment policy does not exist.'
  },
  fieldLevelEncryptionConfigs: {
    code: 'NoSuchFieldLevelEncryptionConfig',
    message: 'The specified configuration for field-level encryption does not exist.'
  },
  functions: {
    code: 'InvalidFunctionAssociation',
    message: 'The function ARN of a function association does not refer to a published function.'
  },
  keyGroups: { code: 'TrustedKeyGroupDoesNotExist', message: 'The specified key group does not exist.' },
  originAccessControls: {
    code: 'InvalidOriginAccessControl',
    message: 'The specified origin access control does not exist.'
  },
  originAccessIdentities: {
    code: 'InvalidOriginAccessIdentity',
    message: 'The specified origin access identity does not exist or is not valid.'
  },
  originRequestPolicies: {
    code: 'NoSuchOriginRequestPolicy',
    message: 'The specified origin request policy does not exist.'
  },
  realtimeLogConfigs: {
    code: 'NoSuchRealtimeLogConfig',
    message: 'The specified real-time log configuration does not exist.'
  },
  responseHeadersPolicies: {
    code: 'NoSuchResponseHeadersPolicy',
    message: 'The specified response headers policy does not exist.'
  },
  trustStores: entity('trust store'),
  vpcOrigins: entity('VPC origin')
}

/** Tells whether a reference exists; undefined for kinds that are taken on trust. */
export type Existence = (kind: ReferenceKind) => ((identifier: string) => boolean) | undefined

/** Refuses a configuration that references what does not exist, unless its kind is taken on trust. */
export function checkReferences(config: Config, existence: Existence): void {
  for (const [kind, named] of Object.entries(references) as [ReferenceKind, (typeof references)[ReferenceKind]][]) {
    const exists = existence(kind)
    if (exists && named(config).some(identifier => identifier && !exists(identifier))) {
      throw fault(UNKNOWN[kind].code, UNKNOWN[kind].message)
    }
  }
}
