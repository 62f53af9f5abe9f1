import * as CF from '@aws-sdk/client-cloudfront'
import { createDistribution, getDistribution, type Made, updateDistribution } from './distribution-calls.ts'
import { CERTIFICATE, listOf, sample } from './sample-config.ts'

export interface MadePolicy {
  readonly Id: string
  readonly ETag: string
  readonly config: CF.ContinuousDeploymentPolicyConfig
}

/** A staging distribution made from a primary one. */
export async function copyDistribution(
  client: CF.CloudFrontClient,
  { Id, ETag }: Pick<Made, 'Id' | 'ETag'>,
  change: Partial<CF.CopyDistributionRequest> = {}
): Promise<Made> {
  const { Distribution } = await client.send(
    new CF.CopyDistributionCommand({
      PrimaryDistributionId: Id,
      IfMatch: ETag,
      Staging: true,
      CallerReference: crypto.randomUUID(),
      ...change
    })
  )
  return getDistribution(client, Distribution?.Id ?? '')
}

/** Five viewers in a hundred, to the staging distribution of this domain name. */
export function policyFor(
  domainName: string | undefined,
  change: Partial<CF.ContinuousDeploymentPolicyConfig> = {}
): CF.ContinuousDeploymentPolicyConfig {
  return {
    StagingDistributionDnsNames: listOf(domainName ?? ''),
    Enabled: true,
    TrafficConfig: { Type: 'SingleWeight', SingleWeightConfig: { Weight: 0.05 } },
    ...change
  }
}

export async function createPolicy(
  client: CF.CloudFrontClient,
  ContinuousDeploymentPolicyConfig: CF.ContinuousDeploymentPolicyConfig
): Promise<MadePolicy> {
  return made(await client.send(new CF.CreateContinuousDeploymentPolicyCommand({ ContinuousDeploymentPolicyConfig })))
}

export async function getPolicy(client: CF.CloudFrontClient, Id: string): Promise<MadePolicy> {
  return made(await client.send(new CF.GetContinuousDeploymentPolicyCommand({ Id })))
}

/** Sends the whole policy back with a change, against the version given. */
export async function updatePolicy(
  client: CF.CloudFrontClient,
  { Id, ETag, config }: Pick<MadePolicy, 'Id' | 'config'> & { readonly ETag?: string | undefined },
  change: Partial<CF.ContinuousDeploymentPolicyConfig> = {}
): Promise<MadePolicy> {
  const ContinuousDeploymentPolicyConfig = { ...config, ...change }
  return made(
    await client.send(
      new CF.UpdateContinuousDeploymentPolicyCommand({ Id, IfMatch: ETag, ContinuousDeploymentPolicyConfig })
    )
  )
}

export function deletePolicy(client: CF.CloudFrontClient, { Id, ETag }: { Id: string; ETag?: string | undefined }) {
  return client.send(new CF.DeleteContinuousDeploymentPolicyCommand({ Id, IfMatch: ETag }))
}

/** With an alias, a comment and a certificate, so that it can be seen what a copy takes over. */
export function siteWithAlias(): CF.DistributionConfig {
  return sample(config => {
    config.Comment = 'the site'
    config.Aliases = listOf('www.example.com')
    config.ViewerCertificate = {
      ACMCertificateArn: CERTIFICATE,
      SSLSupportMethod: 'sni-only',
      MinimumProtocolVersion: 'TLSv1.2_2021'
    }
  })
}

/** A primary distribution with its staging distribution and the policy that ties them. */
export async function createTied(client: CF.CloudFrontClient, config: CF.DistributionConfig = sample()) {
  const bare = await createDistribution(client, config)
  const staging = await copyDistribution(client, bare)
  const policy = await createPolicy(client, policyFor(staging.distribution.DomainName))
  const primary = await updateDistribution(client, bare, { ContinuousDeploymentPolicyId: policy.Id })
  return { primary, staging, policy }
}

function made({
  ContinuousDeploymentPolicy: policy,
  ETag
}: Pick<CF.GetContinuousDeploymentPolicyResult, 'ContinuousDeploymentPolicy' | 'ETag'>): MadePolicy {
  const { Id, ContinuousDeploymentPolicyConfig: config } = policy ?? {}
  if (Id === undefined || ETag === undefined || !config) throw new Error('the answer is not complete')
  return { Id, ETag, config }
}
