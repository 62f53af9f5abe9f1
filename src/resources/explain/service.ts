import { type CloudFrontClient, GetDistributionCommand } from '@aws-sdk/client-cloudfront'
import { readPolicies } from '../../configuration/distributions/policy-contents.ts'
import { compileDistribution, type CompiledDistribution, type DistributionParts } from '../../delivery/distribution.ts'
import { indexHosts, type Named, namesOf } from '../../delivery/hosts.ts'
import { applyRootObject, chooseBehavior } from '../../delivery/routing.ts'
import { configOfTenant } from '../../delivery/tenants.ts'
import { type ViewerRequest } from '../../delivery/viewer-request.ts'
import { ServiceError } from '../../errors.ts'
import { explanationOf } from './explanation.ts'
import { type ExplainRequest, type Explanation } from './schemas.ts'
import { hostsFor } from './hosts.ts'
import { deploymentFor, primaryFor } from './staging.ts'
import { createFindTenant, tenantFor } from './tenants.ts'
import { viewerRequestOf } from './viewer-request.ts'

export type ExplainService = ReturnType<typeof createExplainService>

/** How many of the distribution's names an error lists. */
const NAMES_SHOWN_MAX = 10

export function createExplainService({ cloudfront }: { cloudfront: CloudFrontClient }) {
  return {
    /**
     * What CloudFront does with a viewer's request according to the newest configuration, with its version. Reads only,
     * and only relevant policies. Throws VALIDATION_FAILED for a request that is not for this distribution or one of
     * its tenants.
     */
    async explain(
      distributionId: string,
      question: ExplainRequest
    ): Promise<{ readonly explanation: Explanation; readonly etag: string }> {
      const asked = viewerRequestOf(question)
      const { Distribution: read, ETag: etag } = await cloudfront.send(
        new GetDistributionCommand({ Id: distributionId })
      )
      const config = read?.DistributionConfig
      if (!config || !etag) {
        throw new ServiceError('CLOUDFRONT_BAD_ANSWER', 'CloudFront answered without the distribution or its ETag.')
      }
      const findTenant = createFindTenant(cloudfront)
      const tenant =
        config.ConnectionMode === 'tenant-only'
          ? await tenantFor(cloudfront, findTenant, { distributionId, host: asked.host })
          : undefined
      const domainName = read.DomainName ?? ''
      const parts = tenant
        ? {
            id: distributionId,
            tenantId: tenant.id,
            domainName: tenant.group.routingEndpoint,
            config: configOfTenant(config, tenant)
          }
        : { id: distributionId, domainName, config }
      const aliases = parts.config.Aliases?.Items ?? []
      const primary = await primaryFor(cloudfront, { domainName, config }, asked)
      const own = primary?.names ?? { domainName: tenant ? undefined : domainName, aliases }
      const id = primary?.id ?? distributionId
      const hosts = await hostsFor(cloudfront, findTenant, { id, own, request: asked })
      const found = hosts.find(asked.host)
      if (found?.distribution !== own) throw notServedHere(own, asked)
      const deployment = config.Enabled === true ? await deploymentFor(cloudfront, config, asked) : undefined
      const distribution = await withPolicies(parts, asked.path)
      const request = { ...asked, host: found.host }
      return { explanation: explanationOf({ config, distribution, tenant, primary, deployment, hosts }, request), etag }
    }
  }

  /** The distribution with the policies of the behaviors for the request and the error pages. */
  async function withPolicies(
    parts: Omit<DistributionParts, 'policiesOf'>,
    path: string
  ): Promise<CompiledDistribution> {
    const bare = compileDistribution({ ...parts, policiesOf: () => ({}) })
    const pages = [...bare.errorResponses.values()].flatMap(({ page }) => (page ? [page.path] : []))
    const relevant = [applyRootObject(bare, path), ...pages].map(each => chooseBehavior(bare, each).config)
    const policies = await readPolicies(cloudfront, relevant)
    return compileDistribution({
      ...parts,
      // Policies of other behaviors are not used.
      policiesOf: ({ CachePolicyId = '', OriginRequestPolicyId = '' }) => ({
        cache: policies.cache.get(CachePolicyId),
        originRequest: policies.originRequest.get(OriginRequestPolicyId)
      })
    })
  }
}

/** The error for a host that is not served by the distribution, whose names are `own`. */
function notServedHere(own: Named, { host }: ViewerRequest): ServiceError {
  const refused = (title: string, detail: string) =>
    new ServiceError('VALIDATION_FAILED', title, { errors: [{ pointer: '/url', detail }] })
  if (indexHosts([own]).find(host)) {
    const detail =
      'Another distribution or tenant has a name that covers the host more closely, and serves its viewers.'
    return refused('The request is not for this distribution.', detail)
  }
  // A multi-tenant distribution has a dash as its domain name.
  const names = namesOf(own).filter(name => name !== '' && name !== '-')
  if (names.length === 0) {
    return refused(
      'The request is not for a tenant of this distribution.',
      'The host does not belong to a tenant of this distribution.'
    )
  }
  const others = names.length > NAMES_SHOWN_MAX ? ` and ${names.length - NAMES_SHOWN_MAX} more` : ''
  return refused(
    'The request is not for this distribution.',
    `The host is not one of the distribution's names: ${names.slice(0, NAMES_SHOWN_MAX).join(', ')}${others}.`
  )
}
