import { type Subject } from '../families/row.ts'
import { type AccessControlConfig, type AccessControlRecord, type Config, type Origin } from '../records.ts'
import { isBucketHost } from './origins.ts'
import { isWithin, type Rule } from './rule.ts'

/** API reference, OriginAccessControlConfig. */
export const accessControlRules: readonly Rule<Subject<AccessControlConfig>>[] = [
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
    code: 'IllegalUpdate',
    message: 'The origin type of an origin access control in use cannot change.',
    brokenBy: ({ config, before, usedBy }) =>
      before !== undefined &&
      usedBy.length > 0 &&
      config.OriginAccessControlOriginType !== before.config.OriginAccessControlOriginType
  }
]

/** An access control of another type than the origin. An unknown one, accepted on trust, passes. */
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
