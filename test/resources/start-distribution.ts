import {
  CreateContinuousDeploymentPolicyCommand,
  type DistributionConfig,
  GetDistributionConfigCommand,
  type CloudFrontClient,
  UpdateDistributionCommand
} from '@aws-sdk/client-cloudfront'
import { expect, vi } from 'vitest'
import { type Overrides, startApp } from '../helpers/start-app.ts'

export const CLOUDFRONT_JSON = 'application/vnd.amazon.cloudfront+json'
export const MERGE_PATCH = 'application/merge-patch+json'
export const CERTIFICATE = 'arn:aws:acm:us-east-1:123456789012:certificate/7779f0ed-5111-45bd-aed3-c5fc27f6f1db'
export const WEB_ACL = 'arn:aws:wafv2:us-east-1:123456789012:global/webacl/shop/473e64fd-f30b-4765-81a0-62ad96dd167a'

/** The service with one distribution, `config` as its creation answered it. */
export async function startWithDistribution(body: object = {}, overrides: Overrides = {}) {
  const started = await startApp(overrides)
  const created = await started.request
    .post('/distributions')
    .send({ origins: [{ domainName: 'www.example.com' }], ...body })
  if (created.status !== 201) throw new Error(created.text)
  const { id, arn, etag, config } = created.body
  return {
    ...started,
    id: id as string,
    arn: arn as string,
    etag: `"${etag}"`,
    config,
    url: `/distributions/${id}`,
    /** CloudFront's calls that change something. */
    writes: () =>
      started.emulator.calls.count('UpdateDistribution') + started.emulator.calls.count('CreateDistribution')
  }
}

/** Gives a distribution a staging one with the same configuration, tied to it by a policy. `etag` is the primary one's. */
export async function stageDistribution(
  { request, cloudfront }: Pick<Awaited<ReturnType<typeof startApp>>, 'request' | 'cloudfront'>,
  url: string
) {
  const copy = await request.post(`${url}/copies`).send({})
  if (copy.status !== 201) throw new Error(copy.text)
  const { ContinuousDeploymentPolicy: policy } = await cloudfront.send(
    new CreateContinuousDeploymentPolicyCommand({
      ContinuousDeploymentPolicyConfig: {
        Enabled: true,
        StagingDistributionDnsNames: { Quantity: 1, Items: [copy.body.domainName] },
        TrafficConfig: { Type: 'SingleWeight', SingleWeightConfig: { Weight: 0.1 } }
      }
    })
  )
  const tied = await request.patch(url).send({ continuousDeploymentPolicyId: policy?.Id })
  if (tied.status !== 200) throw new Error(tied.text)
  return { stagingId: copy.body.id as string, policyId: policy?.Id ?? '', etag: tied.headers.etag ?? '' }
}

/** Changes a distribution outside the service, again after a concurrent change. */
export async function changeBehindOurBack(
  cloudfront: CloudFrontClient,
  id: string,
  change: (config: DistributionConfig) => DistributionConfig
): Promise<void> {
  for (;;) {
    const { DistributionConfig: config, ETag: etag } = await cloudfront.send(
      new GetDistributionConfigCommand({ Id: id })
    )
    if (!config) throw new Error(`${id} has no configuration`)
    try {
      await cloudfront.send(
        new UpdateDistributionCommand({ Id: id, IfMatch: etag, DistributionConfig: change(config) })
      )
      return
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'PreconditionFailed') throw error
    }
  }
}

/** Puts the clock forward as soon as somebody has polled the deployment. */
export async function deployWhenPolled(emulator: Awaited<ReturnType<typeof startApp>>['emulator']): Promise<void> {
  const before = emulator.calls.count('GetDistribution')
  await vi.waitFor(() => expect(emulator.calls.count('GetDistribution')).toBeGreaterThan(before), 10_000)
  emulator.clock.advance(60)
}

/** The places that a problem names. */
export function places(body: { errors?: { pointer?: string; parameter?: string }[] }): (string | undefined)[] {
  return (body.errors ?? []).map(({ pointer, parameter }) => pointer ?? parameter).sort()
}
