import { CreateRealtimeLogConfigCommand, DeleteRealtimeLogConfigCommand } from '@aws-sdk/client-cloudfront'
import { expect, onTestFinished, test } from 'vitest'
import { createCloudFrontClient, localCredentials } from '../../../src/cloudfront/client.ts'
import { createTagReader } from '../../../src/configuration/tags/tag-reader.ts'
import { deleteResource } from '../../../src/resources/families/deletion.ts'
import { createFamilies } from '../../../src/resources/families/families.ts'
import { etagOf, identityOf } from '../../../src/resources/families/mapping.ts'
import { startEmulator } from '../../emulator/start-emulator.ts'
import { startApp } from '../../helpers/start-app.ts'
import { checkEveryStep } from '../../jobs/every-step.ts'
import { recordingLogger } from '../../jobs/start-engine.ts'

test.each([
  ['cache-policies', false],
  ['connection-groups', true]
])(
  'every step of a deletion from %s may be done twice, and the process may die after any of them',
  async (address, isVersioned) => {
    const ended = await checkEveryStep(deleteResource, async () => {
      const { emulator, url } = await startEmulator()
      const cloudfront = createCloudFrontClient({ endpoint: url, region: 'us-east-1', credentials: localCredentials })
      onTestFinished(() => cloudfront.destroy())
      const families = createFamilies({
        cloudfront,
        tagReader: createTagReader({ cloudfront }),
        logger: recordingLogger()
      })
      const managed = families.get(address)
      if (!managed) throw new Error(`there are no ${address}`)
      const { family, service } = managed
      const { id } = await service.create({ format: 'json', body: family.example }, { callerReference: 'reference' })
      const { entity, etag, config } = await service.read(id)
      const contents = etagOf(family.configShape, { ...config, Enabled: false })
      return {
        deps: { families, clock: emulator.clock },
        input: {
          family: address,
          id,
          identity: identityOf(entity),
          ...(isVersioned && { version: { etag, contents } }),
          wasEnabled: true,
          whenFree: true,
          deadlineSeconds: 60,
          begunAt: new Date(emulator.clock.now()).toISOString()
        },
        pass: seconds => emulator.clock.advance(seconds),
        look: () => ({ deleted: emulator.calls.count(family.calls.delete.name) > 0 })
      }
    })
    expect(ended.operation.status).toBe('succeeded')
    expect(ended.world).toEqual({ deleted: true })
  },
  120_000
)

async function startGroup() {
  const app = await startApp()
  const { headers } = await app.request.post('/connection-groups').send({ name: 'others' }).expect(201)
  const url = String(headers.location)
  /** The operation, once the step of this title has the status. */
  const stepOf = async (operation: string, title: string, status: string) => {
    await expect
      .poll(async () => (await app.request.get(operation)).body.steps, { timeout: 15_000 })
      .toContainEqual(expect.objectContaining({ title, status }))
  }
  const endOf = async (operation: string) => (await app.request.get(operation).set('Prefer', 'wait=30')).body
  return { ...app, url, etag: String(headers.etag), stepOf, endOf }
}
const DEPLOYING = 'Waiting until that is deployed'

test('a deletion that is cancelled after it has disabled something enables it again', async () => {
  const { request, emulator, url, stepOf, endOf } = await startGroup()
  const begun = await request.delete(url).expect(202)
  const operation = String(begun.headers.location)
  await stepOf(operation, DEPLOYING, 'waiting')
  expect((await request.get(url)).body.config.enabled).toBe(false)
  await request.post(`${operation}/cancel`).expect(200)
  expect((await endOf(operation)).status).toBe('cancelled')
  expect((await request.get(url)).body.config.enabled).toBe(true)
  expect(emulator.calls.count('DeleteConnectionGroup')).toBe(0)
})

test('a second deletion is 409 with the address of the first', async () => {
  const { request, url } = await startGroup()
  const { headers } = await request.delete(url).expect(202)
  const second = await request.delete(url)
  expect([second.status, second.body.code, second.headers.location]).toEqual([
    409,
    'OPERATION_IN_PROGRESS',
    headers.location
  ])
})

test('one that fails after it has disabled something says so', async () => {
  const { request, emulator, url, endOf } = await startGroup()
  emulator.clock.release()
  emulator.faults.add({ kind: 'error', code: 'AccessDenied', status: 403, operations: ['DeleteConnectionGroup'] })
  const begun = await request.delete(url).expect(202)
  const { status, error } = await endOf(String(begun.headers.location))
  expect([status, error.detail]).toEqual(['failed', expect.stringContaining('it stays disabled')])
  expect((await request.get(url)).body.config.enabled).toBe(false)
}, 60_000)

test('a resource that is enabled again is not deleted', async () => {
  const { request, emulator, url, stepOf, endOf } = await startGroup()
  const operation = String((await request.delete(url).expect(202)).headers.location)
  await stepOf(operation, DEPLOYING, 'waiting')
  await request.patch(url).send({ enabled: true }).expect(200)
  emulator.clock.release()
  const { status, error } = await endOf(operation)
  expect([status, error.code]).toEqual(['failed', 'RESOURCE_NOT_DISABLED'])
  expect((await request.get(url)).body.config.enabled).toBe(true)
}, 60_000)

test('If-Match names the only version that is deleted: a change while it waits fails the operation', async () => {
  const { request, emulator, url, stepOf, endOf } = await startGroup()
  const { headers } = await request.get(url)
  const begun = await request.delete(url).set('If-Match', String(headers.etag)).expect(202)
  const operation = String(begun.headers.location)
  await stepOf(operation, DEPLOYING, 'waiting')
  await request.patch(url).send({ ipv6Enabled: false }).expect(200)
  emulator.clock.release()
  const { status, error } = await endOf(operation)
  expect([status, error.code, error.detail]).toEqual([
    'failed',
    'RESOURCE_CHANGED',
    expect.stringContaining('is not deleted, and is disabled')
  ])
}, 60_000)

test('a real-time log configuration that was replaced by another one of its name is not deleted', async () => {
  const { request, emulator, cloudfront, endOf } = await startGroup()
  const kinesis = {
    roleArn: 'arn:aws:iam::123456789012:role/cloudfront-logs',
    streamArn: 'arn:aws:kinesis:us-east-1:123456789012:stream/requests'
  }
  const endPoints = [{ streamType: 'Kinesis', kinesisStreamConfig: kinesis }]
  const config = { name: 'requests', samplingRate: 5, fields: ['timestamp'], endPoints }
  const { body } = await request.post('/realtime-log-configs').send(config).expect(201)
  const user = await request
    .post('/distributions')
    .send({ origins: [{ domainName: 'www.example.com' }], defaultCacheBehavior: { realtimeLogConfigArn: body.arn } })
    .expect(201)
  const begun = await request.delete('/realtime-log-configs/requests?whenFree=true').set('Prefer', 'wait=1').expect(202)
  expect(begun.body.reason).toContain('/distributions/')
  await request
    .patch(`/distributions/${user.body.id}`)
    .send({ defaultCacheBehavior: { realtimeLogConfigArn: null } })
    .expect(200)
  await cloudfront.send(new DeleteRealtimeLogConfigCommand({ Name: 'requests' }))
  await cloudfront.send(
    new CreateRealtimeLogConfigCommand({
      Name: 'requests',
      SamplingRate: 50,
      Fields: ['timestamp'],
      EndPoints: [
        {
          StreamType: 'Kinesis',
          KinesisStreamConfig: { RoleARN: kinesis.roleArn, StreamARN: kinesis.streamArn }
        }
      ]
    })
  )
  emulator.clock.release()
  const { status, error } = await endOf(String(begun.headers.location))
  expect([status, error.code]).toEqual(['failed', 'RESOURCE_CHANGED'])
  await request.get('/realtime-log-configs/requests').expect(200)
}, 60_000)
