import * as CF from '@aws-sdk/client-cloudfront'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createDistribution, getDistribution } from './distribution-calls.ts'
import { refusal } from './refusal.ts'
import { sample } from './sample-config.ts'
import { startEmulator } from './start-emulator.ts'
import { temporaryFolder } from './temporary-folder.ts'

const subscription = (RealtimeMetricsSubscriptionStatus: CF.RealtimeMetricsSubscriptionStatus) => ({
  RealtimeMetricsSubscriptionConfig: { RealtimeMetricsSubscriptionStatus }
})
const create = (
  client: CF.CloudFrontClient,
  DistributionId: string,
  status: CF.RealtimeMetricsSubscriptionStatus = 'Enabled'
) =>
  client.send(
    new CF.CreateMonitoringSubscriptionCommand({ DistributionId, MonitoringSubscription: subscription(status) })
  )
const get = (client: CF.CloudFrontClient, DistributionId: string) =>
  client.send(new CF.GetMonitoringSubscriptionCommand({ DistributionId }))
const remove = (client: CF.CloudFrontClient, DistributionId: string) =>
  client.send(new CF.DeleteMonitoringSubscriptionCommand({ DistributionId }))

test('a subscription is created with 200, read, and deleted with 200', async () => {
  const { client } = await startEmulator()
  const { Id } = await createDistribution(client)
  const created = await create(client, Id)
  expect(created).toMatchObject({ $metadata: { httpStatusCode: 200 }, MonitoringSubscription: subscription('Enabled') })
  expect((await get(client, Id)).MonitoringSubscription).toEqual(subscription('Enabled'))
  expect((await remove(client, Id)).$metadata.httpStatusCode).toBe(200)
  expect(await refusal(get(client, Id))).toMatchObject({ code: 'NoSuchMonitoringSubscription', status: 404 })
})

test('metrics that are on cannot be turned on again, but off and on', async () => {
  const { client } = await startEmulator()
  const { Id } = await createDistribution(client)
  await create(client, Id)
  expect(await refusal(create(client, Id))).toMatchObject({ code: 'MonitoringSubscriptionAlreadyExists', status: 409 })
  await create(client, Id, 'Disabled')
  expect((await get(client, Id)).MonitoringSubscription).toEqual(subscription('Disabled'))
  await create(client, Id, 'Enabled')
})

test('a distribution that never had a subscription answers NoSuchMonitoringSubscription', async () => {
  const { client } = await startEmulator()
  const { Id } = await createDistribution(client)
  for (const refused of await Promise.all([get(client, Id), remove(client, Id)].map(refusal)))
    expect(refused).toMatchObject({ code: 'NoSuchMonitoringSubscription', status: 404 })
})

test('an unknown distribution is NoSuchDistribution for all three', async () => {
  const { client } = await startEmulator()
  const Id = 'E1234567890ABC'
  for (const refused of await Promise.all([create(client, Id), get(client, Id), remove(client, Id)].map(refusal)))
    expect(refused).toMatchObject({ code: 'NoSuchDistribution', status: 404 })
})

test('an empty subscription is an InvalidArgument', async () => {
  const { client } = await startEmulator()
  const { Id: DistributionId } = await createDistribution(client)
  const call = client.send(new CF.CreateMonitoringSubscriptionCommand({ DistributionId, MonitoringSubscription: {} }))
  expect(await refusal(call)).toMatchObject({ code: 'InvalidArgument', status: 400 })
})

test('a subscription leaves the distribution’s version alone and goes with it, from the disk too', async () => {
  const dataDir = temporaryFolder()
  const first = await startEmulator({ dataDir, propagationSeconds: 0 })
  const { Id, ETag } = await createDistribution(
    first.client,
    sample(config => (config.Enabled = false))
  )
  await create(first.client, Id)
  expect((await getDistribution(first.client, Id)).ETag).toBe(ETag)
  await first.client.send(new CF.DeleteDistributionCommand({ Id, IfMatch: ETag }))
  await first.emulator.close()
  await startEmulator({ dataDir })
  // The snapshot that the start made has its first line and nothing else.
  expect(readFileSync(join(dataDir, 'snapshot.jsonl'), 'utf8').split('\n')).toHaveLength(2)
})
