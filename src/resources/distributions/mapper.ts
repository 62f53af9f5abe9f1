import type * as CF from '@aws-sdk/client-cloudfront'
import { fromCloudFrontJsonToSdk, fromSdkToCloudFrontJson } from '../../cloudfront/model/cloudfront-json.ts'
import { fromSdk, toSdk } from '../../cloudfront/model/json.ts'
import { structure } from '../../cloudfront/model/shapes.ts'
import { ServiceError, type FieldError } from '../../errors.ts'
import { toCustomErrorResponses } from '../error-pages/mapper.ts'
import { type PartialConfigJson, withDefaults } from './defaults.ts'
import { managedPolicyNames, type PolicyMember, policyMembers, type PolicyNames } from './policies.ts'
import { brokenRules, movedTo } from './rules/index.ts'
import { type Distribution, type DistributionCreate, type DistributionSummary } from './schemas.ts'

const configShape = structure('DistributionConfig')

/**
 * What CloudFront gets for a new distribution: names resolved, defaults filled in, rules checked. Throws
 * VALIDATION_FAILED with a pointer for everything that CloudFront would refuse and the document shows.
 */
export async function toDistributionConfig(
  body: DistributionCreate,
  { callerReference, policyNames }: { callerReference: string; policyNames: PolicyNames }
): Promise<CF.DistributionConfig> {
  const { errorPages, ...named } = body
  const errors: FieldError[] = []
  if (errorPages && body.customErrorResponses) {
    errors.push({ pointer: '/errorPages', detail: 'Give error pages here or in customErrorResponses, not in both.' })
  }
  const given = await resolvePolicyNames(named, policyNames, errors)
  const config = toSdk(configShape, withDefaults(given, callerReference)) as CF.DistributionConfig
  if (errorPages) config.CustomErrorResponses = toCustomErrorResponses(errorPages)
  const broken = brokenRules(config, 'json')
  refuse([...errors, ...(errorPages ? movedTo('/errorPages', broken) : broken)])
  return config
}

/** CloudFront's own form is taken as it is; only a missing caller reference is filled in. */
export function fromCloudFrontForm(json: unknown, callerReference: string): CF.DistributionConfig {
  const given = fromCloudFrontJsonToSdk(configShape, json) as CF.DistributionConfig
  const config = { ...given, CallerReference: given.CallerReference ?? callerReference }
  refuse(brokenRules(config, 'cloudfront'))
  return config
}

export function toCloudFrontForm(config: CF.DistributionConfig): unknown {
  return fromSdkToCloudFrontJson(configShape, config)
}

export function toDistribution(distribution: CF.Distribution, etag: string): Distribution {
  const { distributionConfig: config, ...rest } = fromSdk(structure('Distribution'), distribution)
  return { ...rest, etag, config }
}

export function toDistributionSummary(summary: CF.DistributionSummary): DistributionSummary {
  return fromSdk(structure('DistributionSummary'), summary)
}

function refuse(errors: readonly FieldError[]): void {
  if (errors.length === 0) return
  const count = errors.length === 1 ? 'One member' : `${errors.length} members`
  throw new ServiceError('VALIDATION_FAILED', `${count} of the configuration would be refused by CloudFront.`, {
    errors
  })
}

type NamedPolicies = { [Member in PolicyMember]?: string }

async function resolvePolicyNames(
  body: Omit<DistributionCreate, 'errorPages'>,
  names: PolicyNames,
  errors: FieldError[]
): Promise<PartialConfigJson> {
  async function resolve<Behavior extends NamedPolicies>(behavior: Behavior, pointer: string) {
    const resolved: Record<string, unknown> = { ...behavior }
    for (const member of policyMembers) {
      const name = behavior[member]
      if (name === undefined) continue
      delete resolved[member]
      if (resolved[`${member}Id`] !== undefined) {
        errors.push({ pointer: `${pointer}/${member}`, detail: `Give ${member} or ${member}Id, not both.` })
        continue
      }
      const id = await names.findId(member, name)
      if (id === undefined) {
        const known = managedPolicyNames(member).join(', ')
        errors.push({
          pointer: `${pointer}/${member}`,
          detail: `The account has no policy named ${JSON.stringify(name)}. AWS's own are ${known}.`
        })
      }
      // Unknown ones get an id that no rule complains about: the error is already noted.
      resolved[`${member}Id`] = id ?? '00000000-0000-0000-0000-000000000000'
    }
    return resolved as Omit<Behavior, PolicyMember>
  }
  const { defaultCacheBehavior, cacheBehaviors, ...rest } = body
  return {
    ...rest,
    ...(defaultCacheBehavior && {
      defaultCacheBehavior: await resolve(defaultCacheBehavior, '/defaultCacheBehavior')
    }),
    ...(cacheBehaviors && {
      cacheBehaviors: await Promise.all(
        cacheBehaviors.map((behavior, index) => resolve(behavior, `/cacheBehaviors/${index}`))
      )
    })
  }
}
