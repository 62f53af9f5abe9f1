import * as CF from '@aws-sdk/client-cloudfront'
import { expect, test } from 'vitest'
import { createDistribution } from '../distribution-calls.ts'
import { refusal } from '../refusal.ts'
import { sample } from '../sample-config.ts'
import { startEmulator } from '../start-emulator.ts'

const ROLE = 'arn:aws:iam::123456789012:role/logs'
const STREAM = 'arn:aws:kinesis:us-east-1:123456789012:stream/logs'

function endPoint(change: Partial<CF.KinesisStreamConfig> = {}): CF.EndPoint {
  return { StreamType: 'Kinesis', KinesisStreamConfig: { RoleARN: ROLE, StreamARN: STREAM, ...change } }
}

async function start() {
  const { client } = await startEmulator()
  const create = (change: Partial<CF.CreateRealtimeLogConfigRequest> = {}) =>
    client.send(
      new CF.CreateRealtimeLogConfigCommand({
        Name: 'logs',
        SamplingRate: 10,
        Fields: ['timestamp', 'sc-status'],
        EndPoints: [endPoint()],
        ...change
      })
    )
  return { client, create }
}

test('a configuration is meant by its name or by its ARN, and by the name when there are both', async () => {
  const { client, create } = await start()
  const { RealtimeLogConfig: made, $metadata } = await create()
  expect($metadata.httpStatusCode).toBe(201)
  expect(made?.ARN).toBe('arn:aws:cloudfront::123456789012:realtime-log-config/logs')
  const { RealtimeLogConfig: other } = await create({ Name: 'other' })
  const get = async (input: CF.GetRealtimeLogConfigRequest) =>
    (await client.send(new CF.GetRealtimeLogConfigCommand(input))).RealtimeLogConfig
  expect(await get({ Name: 'logs' })).toEqual(made)
  expect(await get({ ARN: made?.ARN })).toEqual(made)
  expect(await get({ Name: 'other', ARN: made?.ARN })).toEqual(other)
  expect(await refusal(get({}))).toMatchObject({ code: 'InvalidArgument', status: 400 })
  expect(await refusal(get({ ARN: `${made?.ARN}x` }))).toMatchObject({ code: 'NoSuchRealtimeLogConfig', status: 404 })
})

test('what an update leaves out stays, and the name cannot change', async () => {
  const { client, create } = await start()
  const { RealtimeLogConfig: made } = await create()
  const update = new CF.UpdateRealtimeLogConfigCommand({ ARN: made?.ARN, SamplingRate: 50 })
  expect((await client.send(update)).RealtimeLogConfig).toEqual({ ...made, SamplingRate: 50 })
  const { RealtimeLogConfigs: list } = await client.send(new CF.ListRealtimeLogConfigsCommand({}))
  expect(list).toEqual({ Marker: '', MaxItems: 100, IsTruncated: false, Items: [{ ...made, SamplingRate: 50 }] })
})

test('a configuration that a cache behavior names stays, with 400', async () => {
  const { client, create } = await start()
  const { RealtimeLogConfig: made } = await create()
  await createDistribution(
    client,
    sample(config => Object.assign(config.DefaultCacheBehavior, { RealtimeLogConfigArn: made?.ARN }))
  )
  const remove = (input: CF.DeleteRealtimeLogConfigRequest) =>
    refusal(client.send(new CF.DeleteRealtimeLogConfigCommand(input)))
  for (const input of [{ Name: 'logs' }, { ARN: made?.ARN }])
    expect(await remove(input)).toMatchObject({ code: 'RealtimeLogConfigInUse', status: 400 })
})

test.each<[string, Partial<CF.CreateRealtimeLogConfigRequest>]>([
  ['no name', { Name: '' }],
  ['a sampling rate of 0', { SamplingRate: 0 }],
  ['a sampling rate of 101', { SamplingRate: 101 }],
  ['no fields', { Fields: [] }],
  ['a field twice', { Fields: ['c-ip', 'c-ip'] }],
  ['a field that there is not', { Fields: ['c-ip', 'weather'] }],
  ['no stream', { EndPoints: [] }],
  ['two streams', { EndPoints: [endPoint(), endPoint()] }],
  ['a stream of another kind', { EndPoints: [{ ...endPoint(), StreamType: 'Firehose' }] }],
  ['a stream without its names', { EndPoints: [{ StreamType: 'Kinesis' }] }],
  ['a role that is none', { EndPoints: [endPoint({ RoleARN: STREAM })] }],
  ['a stream that is none', { EndPoints: [endPoint({ StreamARN: ROLE })] }]
])('a configuration with %s is refused', async (_case, change) => {
  const { create } = await start()
  expect(await refusal(create(change))).toMatchObject({ code: 'InvalidArgument', status: 400 })
})
