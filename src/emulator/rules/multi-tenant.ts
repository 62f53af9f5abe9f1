import { behaviorsOf, type Behavior, type Config, isMultiTenant } from '../records.ts'
import { checkRules, type Rule } from './rule.ts'

/** Members with an effective value; neutral values are accepted, because clients send back what they have read. */
const UNSUPPORTED: readonly (readonly [name: string, given: (config: Config) => boolean])[] = [
  ['Aliases', ({ Aliases }) => (Aliases?.Items ?? []).length > 0],
  ['PriceClass', ({ PriceClass }) => PriceClass !== undefined && PriceClass !== 'None'],
  ['ContinuousDeploymentPolicyId', config => Boolean(config.ContinuousDeploymentPolicyId)],
  ['Staging', ({ Staging }) => Staging === true],
  ['SmoothStreaming', config => behaviorsOf(config).some(({ SmoothStreaming }) => SmoothStreaming === true)],
  ['IAMCertificateId', config => Boolean(config.ViewerCertificate?.IAMCertificateId)],
  ['IsIPV6Enabled', ({ IsIPV6Enabled }) => IsIPV6Enabled === true],
  ['AnycastIpListId', config => Boolean(config.AnycastIpListId)],
  ['TrustedSigners', config => behaviorsOf(config).some(({ TrustedSigners }) => TrustedSigners?.Enabled === true)],
  ['MinTTL, DefaultTTL and MaxTTL', config => behaviorsOf(config).some(hasTtl)]
]

/** API reference, the notes on the members that multi-tenant distributions do not support. */
const rules: readonly Rule<Config>[] = UNSUPPORTED.map(([name, given]) => ({
  code: 'InvalidArgument',
  message: `The parameter ${name} cannot be used with a multi-tenant distribution.`,
  brokenBy: given
}))

export function checkMultiTenant(config: Config): void {
  if (isMultiTenant(config)) checkRules(config, rules)
  else {
    checkRules(config, [
      {
        code: 'InvalidArgument',
        message: 'The parameter TenantConfig can only be used with a multi-tenant distribution.',
        brokenBy: ({ TenantConfig }) => TenantConfig !== undefined
      }
    ])
  }
}

function hasTtl({ MinTTL, DefaultTTL, MaxTTL }: Behavior): boolean {
  return [MinTTL, DefaultTTL, MaxTTL].some(ttl => ttl !== undefined)
}
