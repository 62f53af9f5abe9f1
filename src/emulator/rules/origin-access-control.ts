import {
  type AccessControlConfig,
  type AccessControlRecord,
  type Config,
  type DistributionRecord,
  type Origin
} from '../records.ts'
import { isBucketHost } from './origins.ts'
import { references } from './references.ts'
import { checkRules, isWithin, type Rule } from './rule.ts'

interface Subject {
  readonly config: AccessControlConfig
  /** All access controls of the account but the one in question. */
  readonly others: readonly AccessControlRecord[]
  readonly isNew: boolean
}

/** API reference, OriginAccessControlConfig; Developer Guide, quotas. */
const rules: readonly Rule<Subject>[] = [
  {
    code: 'InvalidArgument',
    message: 'The parameter Name must have from 1 to 64 characters.',
    brokenBy: ({ config }) => !isWithin(config.Name.length, 1, 64)
  },
  {
    code: 'InvalidArgument',
    message: 'The parameter Description has at most 256 characters.',
    brokenBy: ({ config }) => (config.Description ?? '').length > 256
  },
  {
    code: 'InvalidArgument',
    message: 'The parameter SigningBehavior can only be always-amz-auth for origins of the type lambda.',
    brokenBy: ({ config }) =>
      config.SigningBehavior === 'always-amz-auth' && config.OriginAccessControlOriginType !== 'lambda'
  },
  {
    code: 'OriginAccessControlAlreadyExists',
    message: 'An origin access control with the specified name already exists.',
    brokenBy: ({ config, others }) => others.some(other => other.config.Name === config.Name)
  },
  {
    code: 'TooManyOriginAccessControls',
    message: 'The number of origin access controls in your account exceeds the maximum allowed.',
    brokenBy: ({ others, isNew }) => isNew && others.length >= 100
  }
]

/** Refuses an access control that is wrong by itself or has the name of another; a new one also when there are too many. */
export function checkAccessControl(subject: Subject): void {
  checkRules(subject, rules)
}

/** The distributions that have the access control on one of their origins. */
export function usersOf(id: string, distributions: Iterable<DistributionRecord>): DistributionRecord[] {
  return [...distributions].filter(({ config }) => references.originAccessControls(config).includes(id))
}

/** An access control of another type than the origin. One that is not known here belongs to another account and fits. */
export const accessControlFitRule: Rule<{
  readonly config: Config
  readonly accessControls: ReadonlyMap<string, AccessControlRecord>
}> = {
  // The text is from aws/aws-cdk #26405.
  code: 'InvalidOriginAccessControl',
  message: 'Illegal configuration: The origin type and OAC origin type differ.',
  brokenBy: ({ config, accessControls }) =>
    config.Origins.Items.some(origin => {
      const known = accessControls.get(origin.OriginAccessControlId ?? '')
      return known !== undefined && known.config.OriginAccessControlOriginType !== originType(origin)
    })
}

function originType({ DomainName: host }: Origin): AccessControlConfig['OriginAccessControlOriginType'] | undefined {
  if (isBucketHost(host)) return 's3'
  const service = /\.(lambda-url|mediapackagev2|data\.mediastore)\./i.exec(host)?.[1]?.toLowerCase()
  if (service === 'lambda-url') return 'lambda'
  if (service === 'data.mediastore') return 'mediastore'
  return service === 'mediapackagev2' ? 'mediapackagev2' : undefined
}
