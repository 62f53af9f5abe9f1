import {
  type CloudFrontKeyValueStoreClient,
  DescribeKeyValueStoreCommand,
  GetKeyCommand,
  PutKeyCommand,
  UpdateKeysCommand
} from '@aws-sdk/client-cloudfront-keyvaluestore'
import { expect, onTestFinished, test } from 'vitest'
import { type CloudFrontCall, type CloudFrontClientOptions, localCredentials } from '../../src/cloudfront/client.ts'
import { createKeyValueClient } from '../../src/cloudfront/key-value-client.ts'
import { ServiceError } from '../../src/errors.ts'
import { version } from '../../src/version.ts'
import { startWithStore } from '../emulator/key-value-stores/key-value-calls.ts'
import { type Reaction, startUpstream } from '../helpers/upstream.ts'

const KvsARN = 'arn:aws:cloudfront::123456789012:key-value-store/7b2f0a6e-2f6c-4f0e-9a53-4a5a3a6d4a2b'
const local = { region: 'us-east-1', credentials: localCredentials }

async function connect(options: CloudFrontClientOptions): Promise<CloudFrontKeyValueStoreClient> {
  const client = await createKeyValueClient({ ...local, ...options })
  onTestFinished(() => client.destroy())
  return client
}

async function failureOf(call: Promise<unknown>): Promise<ServiceError> {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown
  )
  expect(error).toBeInstanceOf(ServiceError)
  return error as ServiceError
}

test('items of the local CloudFront are written and read', async () => {
  const { url, KvsARN } = await startWithStore()
  const calls: CloudFrontCall[] = []
  const client = await connect({ endpoint: url, onCall: call => calls.push(call) })
  const { ETag } = await client.send(new DescribeKeyValueStoreCommand({ KvsARN }))
  const put = await client.send(new PutKeyCommand({ KvsARN, Key: '/a b', Value: 'ü', IfMatch: ETag }))
  await client.send(new UpdateKeysCommand({ KvsARN, IfMatch: put.ETag, Puts: [{ Key: 'b', Value: '2' }] }))
  expect(await client.send(new GetKeyCommand({ KvsARN, Key: '/a b' }))).toMatchObject({ Value: 'ü', ItemCount: 2 })
  expect(calls.map(({ operation, code }) => [operation, code])).toEqual([
    ['DescribeKeyValueStore', undefined],
    ['PutKey', undefined],
    ['UpdateKeys', undefined],
    ['GetKey', undefined]
  ])
})

test('refusals are ServiceErrors of the catalogue, with CloudFront’s own code and sentence', async () => {
  const { url, KvsARN: there, etag } = await startWithStore()
  const client = await connect({ endpoint: url })
  const stale = await etag()
  await client.send(new PutKeyCommand({ KvsARN: there, Key: 'a', Value: '1', IfMatch: stale }))
  const failures = [
    await failureOf(client.send(new DescribeKeyValueStoreCommand({ KvsARN }))),
    await failureOf(client.send(new GetKeyCommand({ KvsARN: there, Key: 'b' }))),
    await failureOf(client.send(new PutKeyCommand({ KvsARN: there, Key: 'a', Value: '2', IfMatch: stale }))),
    await failureOf(
      client.send(new PutKeyCommand({ KvsARN: there, Key: 'a', Value: 'v'.repeat(2000), IfMatch: stale }))
    )
  ]
  expect(failures.map(({ code, cloudFront }) => [code, cloudFront?.code])).toEqual([
    ['RESOURCE_NOT_FOUND', 'ResourceNotFoundException'],
    ['RESOURCE_NOT_FOUND', 'ResourceNotFoundException'],
    ['CLOUDFRONT_CONFLICT', 'ConflictException'],
    [expect.any(String), 'ValidationException']
  ])
  expect(failures[1]?.message).toBe('The key b does not exist.')
})

const describing = (client: CloudFrontKeyValueStoreClient) => client.send(new DescribeKeyValueStoreCommand({ KvsARN }))
const answer = (status: number, body: object): Reaction => ({
  kind: 'answer',
  status,
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify(body)
})

test('requests are signed for all regions and name Frontage; a failure of CloudFront is retried', async () => {
  const upstream = await startUpstream((_, index) =>
    index === 0
      ? answer(500, { Message: 'No.' })
      : answer(200, { ItemCount: 0, TotalSizeInBytes: 0, KvsARN, Created: 0 })
  )
  const client = await connect({ endpoint: upstream.url })
  expect(await describing(client)).toMatchObject({ ItemCount: 0, Created: new Date(0), $metadata: { attempts: 2 } })
  const [request] = upstream.requests
  expect(request?.path).toBe(`/key-value-stores/${encodeURIComponent(KvsARN)}`)
  expect(request?.headers).toMatchObject({
    authorization: expect.stringMatching(/^AWS4-ECDSA-P256-SHA256 .*\/cloudfront-keyvaluestore\/aws4_request/),
    'x-amz-region-set': '*',
    'user-agent': expect.stringContaining(`frontage/${version}`)
  })
})

test('a call without an answer ends in time', async () => {
  const upstream = await startUpstream(() => ({ kind: 'stall', bytes: '' }))
  const client = await connect({ endpoint: upstream.url, timeouts: { requestMs: 10_000, deadlineMs: 200 } })
  expect((await failureOf(describing(client))).code).toBe('CLOUDFRONT_TIMEOUT')
})

test('at AWS a store has the endpoint of its account', async () => {
  const client = await connect({})
  const hosts: unknown[] = []
  client.middlewareStack.add(
    () =>
      async ({ request }) => {
        hosts.push((request as { hostname?: string }).hostname)
        throw new ServiceError('CLOUDFRONT_UNREACHABLE', 'Nothing is sent in a test.')
      },
    { step: 'finalizeRequest', priority: 'low' }
  )
  await failureOf(describing(client))
  expect(hosts).toEqual(['123456789012.cloudfront-kvs.global.api.aws'])
})
