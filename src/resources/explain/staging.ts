import {
  type CloudFrontClient,
  type ContinuousDeploymentPolicyConfig,
  type DistributionConfig,
  GetContinuousDeploymentPolicyCommand,
  GetDistributionCommand
} from '@aws-sdk/client-cloudfront'
import { indexHosts, type Named } from '../../delivery/hosts.ts'
import { chooseStaging } from '../../delivery/staging.ts'
import { type ViewerRequest } from '../../delivery/viewer-request.ts'
import { ServiceError } from '../../errors.ts'
import { pointerOf } from '../../json-pointer.ts'
import { listDistributions } from './hosts.ts'

/** The distribution whose viewers a staging distribution gets. */
export interface Primary {
  readonly id: string
  readonly names: Named
  readonly policy: Deployment
}

export interface Deployment {
  readonly id: string
  readonly traffic: ContinuousDeploymentPolicyConfig['TrafficConfig']
  readonly stagingNames: readonly string[]
}

/**
 * The enabled policy of a primary distribution, if there is one. Throws VALIDATION_FAILED for a request that a header sends to the
 * staging distribution.
 */
export async function deploymentFor(
  cloudfront: CloudFrontClient,
  config: DistributionConfig,
  request: ViewerRequest
): Promise<Deployment | undefined> {
  const policy = await deploymentOf(cloudfront, config)
  const header = policy && headerOf(policy)
  if (!header || !chooseStaging(policy.traffic, request.headers, 1, 0).staging) return policy
  const isServing = (await listDistributions(cloudfront)).find(
    ({ DomainName = '', Staging, Enabled }) => Staging && Enabled && policy.stagingNames.includes(DomainName)
  )
  if (!isServing) return policy
  const [name = ''] = request.headers.find(([each]) => each.toLowerCase() === header.name.toLowerCase()) ?? []
  throw refused(
    ['headers', name],
    `The continuous deployment policy ${policy.id} sends requests with this header to the staging distribution ` +
      `${isServing.DomainName}: have it explained there.`
  )
}

/**
 * The primary distribution that serves the host and sends some of its viewers to the enabled staging distribution; undefined if
 * there is none. Throws VALIDATION_FAILED for a request that lacks the header for it.
 */
export async function primaryFor(
  cloudfront: CloudFrontClient,
  staging: { readonly domainName: string; readonly config: DistributionConfig },
  request: ViewerRequest
): Promise<Primary | undefined> {
  if (staging.config.Staging !== true || staging.config.Enabled !== true) return undefined
  const others = (await listDistributions(cloudfront)).filter(({ Staging }) => Staging !== true)
  const found = indexHosts(
    others.map(({ Id, DomainName, Aliases }) => ({ id: Id, domainName: DomainName, aliases: Aliases?.Items ?? [] }))
  ).find(request.host)?.distribution
  if (found?.id === undefined) return undefined
  const { Distribution: read } = await cloudfront.send(new GetDistributionCommand({ Id: found.id }))
  const config = read?.DistributionConfig
  const policy = config?.Enabled ? await deploymentOf(cloudfront, config) : undefined
  if (!policy?.stagingNames.includes(staging.domainName)) return undefined
  const header = headerOf(policy)
  if (header && !chooseStaging(policy.traffic, request.headers, 1, 0).staging) {
    const sent = `${header.name}: ${header.value}`
    throw refused(['headers'], `Without ${sent} the request is served by the primary distribution.`)
  }
  return { id: found.id, names: found, policy }
}

/** Which viewers of the primary distribution the policy sends to the staging one. */
export function viewersOf(policy: Deployment): string {
  const header = headerOf(policy)
  return header ? `viewers with ${header.name}: ${header.value}` : 'some viewers'
}

/** Undefined if there is none, or if it is disabled. */
async function deploymentOf(
  cloudfront: CloudFrontClient,
  { ContinuousDeploymentPolicyId: Id }: DistributionConfig
): Promise<Deployment | undefined> {
  if (!Id) return undefined
  const { ContinuousDeploymentPolicy: policy } = await cloudfront.send(new GetContinuousDeploymentPolicyCommand({ Id }))
  const config = policy?.ContinuousDeploymentPolicyConfig
  if (!config?.Enabled) return undefined
  return { id: Id, traffic: config.TrafficConfig, stagingNames: config.StagingDistributionDnsNames?.Items ?? [] }
}

function headerOf({ traffic }: Deployment): { readonly name: string; readonly value: string } | undefined {
  if (traffic?.Type !== 'SingleHeader') return undefined
  return { name: traffic.SingleHeaderConfig?.Header ?? '', value: traffic.SingleHeaderConfig?.Value ?? '' }
}

function refused(place: readonly string[], detail: string): ServiceError {
  return new ServiceError('VALIDATION_FAILED', 'The request is not for this distribution.', {
    errors: [{ pointer: pointerOf([...place]), detail }]
  })
}
