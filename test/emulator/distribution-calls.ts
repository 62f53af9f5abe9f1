import * as CF from '@aws-sdk/client-cloudfront'
import { expect } from 'vitest'
import { sample } from './sample-config.ts'

/** A distribution's id, version and configuration, all there. */
export interface Made {
  readonly Id: string
  readonly ETag: string
  readonly config: CF.DistributionConfig
  readonly distribution: CF.Distribution
}

export async function createDistribution(
  client: CF.CloudFrontClient,
  config: CF.DistributionConfig = sample()
): Promise<Made> {
  return made(await client.send(new CF.CreateDistributionCommand({ DistributionConfig: config })))
}

export async function getDistribution(client: CF.CloudFrontClient, Id: string): Promise<Made> {
  return made(await client.send(new CF.GetDistributionCommand({ Id })))
}

/** Sends the whole configuration back with a change, against the version given. */
export async function updateDistribution(
  client: CF.CloudFrontClient,
  { Id, ETag, config }: Pick<Made, 'Id' | 'ETag' | 'config'>,
  change: Partial<CF.DistributionConfig>
): Promise<Made> {
  const DistributionConfig = { ...config, ...change }
  return made(await client.send(new CF.UpdateDistributionCommand({ Id, IfMatch: ETag, DistributionConfig })))
}

export async function invalidate(
  client: CF.CloudFrontClient,
  DistributionId: string,
  paths: string[],
  CallerReference: string = crypto.randomUUID()
): Promise<CF.Invalidation> {
  const InvalidationBatch = { CallerReference, Paths: { Quantity: paths.length, Items: paths } }
  const answer = await client.send(new CF.CreateInvalidationCommand({ DistributionId, InvalidationBatch }))
  expect(answer.Invalidation).toBeDefined()
  return answer.Invalidation as CF.Invalidation
}

function made({ Distribution, ETag }: { Distribution?: CF.Distribution | undefined; ETag?: string | undefined }): Made {
  const { Id, DistributionConfig: config } = Distribution ?? {}
  if (!Distribution || Id === undefined || ETag === undefined || !config) throw new Error('the answer is not complete')
  return { Id, ETag, config, distribution: Distribution }
}
