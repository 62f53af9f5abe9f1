import * as CF from '@aws-sdk/client-cloudfront'
import { createDistribution, type Made } from './distribution-calls.ts'
import { sample, type Sample } from './sample-config.ts'

export const WEB_ACL = 'arn:aws:wafv2:us-east-1:123456789012:global/webacl/site/a1b2c3d4-5678-90ab-cdef-000000000001'

export interface MadeTenant {
  readonly Id: string
  readonly ETag: string
  readonly tenant: CF.DistributionTenant
}

/** A distribution that is a template for tenants. */
export function createMultiTenant(
  client: CF.CloudFrontClient,
  change: (config: Sample) => void = () => undefined
): Promise<Made> {
  return createDistribution(
    client,
    sample(config => {
      config.ConnectionMode = 'tenant-only'
      change(config)
    })
  )
}

let sequence = 0

/** A tenant of the distribution, with a name and a domain that no other one has. */
export async function createTenant(
  client: CF.CloudFrontClient,
  DistributionId: string,
  change: Partial<CF.CreateDistributionTenantRequest> = {}
): Promise<MadeTenant> {
  const Name = `tenant-${(sequence += 1)}`
  return madeTenant(
    await client.send(
      new CF.CreateDistributionTenantCommand({
        DistributionId,
        Name,
        Domains: [{ Domain: `${Name}.example.com` }],
        ...change
      })
    )
  )
}

export async function getTenant(client: CF.CloudFrontClient, Identifier: string): Promise<MadeTenant> {
  return madeTenant(await client.send(new CF.GetDistributionTenantCommand({ Identifier })))
}

export async function updateTenant(
  client: CF.CloudFrontClient,
  { Id, ETag }: Pick<MadeTenant, 'Id' | 'ETag'>,
  change: Partial<CF.UpdateDistributionTenantRequest>
): Promise<MadeTenant> {
  return madeTenant(
    await client.send(new CF.UpdateDistributionTenantCommand({ Id, IfMatch: ETag, Enabled: true, ...change }))
  )
}

export async function invalidateTenant(
  client: CF.CloudFrontClient,
  Id: string,
  paths: string[],
  CallerReference: string = crypto.randomUUID()
): Promise<CF.Invalidation> {
  const InvalidationBatch = { CallerReference, Paths: { Quantity: paths.length, Items: paths } }
  const { Invalidation } = await client.send(
    new CF.CreateInvalidationForDistributionTenantCommand({ Id, InvalidationBatch })
  )
  if (!Invalidation) throw new Error('the answer has no invalidation')
  return Invalidation
}

function madeTenant(answer: CF.CreateDistributionTenantResult): MadeTenant {
  const { DistributionTenant: tenant, ETag } = answer
  if (tenant?.Id === undefined || ETag === undefined) throw new Error('the answer is not complete')
  return { Id: tenant.Id, ETag, tenant }
}
