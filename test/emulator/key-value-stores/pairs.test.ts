import * as CF from '@aws-sdk/client-cloudfront'
import * as Kvs from '@aws-sdk/client-cloudfront-keyvaluestore'
import { expect, test } from 'vitest'
import { createStore, pairsClient, startWithStore } from './key-value-calls.ts'
import { startEmulator } from '../start-emulator.ts'
import { temporaryFolder } from '../temporary-folder.ts'

/** The class, code and status of what a call was refused with. */
async function refused(call: Promise<unknown>): Promise<string> {
  try {
    await call
  } catch (error) {
    if (!(error instanceof Kvs.CloudFrontKeyValueStoreServiceException)) throw error
    return `${error.$metadata.httpStatusCode} ${error.name}`
  }
  throw new Error('the call was not refused')
}

test('an empty store has its ARN, times, no pairs, and a version that is not that of CloudFront’s own API', async () => {
  const { describe, client, KvsARN, emulator } = await startWithStore()
  const { $metadata, ...described } = await describe()
  const created = new Date(emulator.clock.now() - 60_000)
  expect(described).toEqual({
    ItemCount: 0,
    TotalSizeInBytes: 0,
    KvsARN,
    Created: created,
    LastModified: created,
    Status: 'READY',
    ETag: expect.stringMatching(/^E[A-Z0-9]+$/)
  })
  expect($metadata.requestId).toBeDefined()
  const { ETag } = await client.send(new CF.DescribeKeyValueStoreCommand({ Name: 'redirects' }))
  expect(ETag).not.toBe(described.ETag)
})

test('a pair is put, read, replaced and deleted, each time with a new version; sizes are bytes', async () => {
  const { put, get, remove, describe, emulator } = await startWithStore()
  const first = await put('/ä b', 'ü')
  expect(first).toMatchObject({ ItemCount: 1, TotalSizeInBytes: 7 })
  expect(await get('/ä b')).toMatchObject({ Key: '/ä b', Value: 'ü', ItemCount: 1, TotalSizeInBytes: 7 })
  emulator.clock.advance(5)
  const second = await put('/ä b', 'longer', first.ETag)
  expect(second).toMatchObject({ ItemCount: 1, TotalSizeInBytes: 11 })
  expect((await describe()).LastModified).toEqual(new Date(emulator.clock.now()))
  const third = await remove('/ä b')
  expect(third).toMatchObject({ ItemCount: 0, TotalSizeInBytes: 0 })
  expect(new Set([first.ETag, second.ETag, third.ETag]).size).toBe(3)
  expect(await refused(get('/ä b'))).toBe('404 ResourceNotFoundException')
  expect(await refused(remove('/ä b'))).toBe('404 ResourceNotFoundException')
})

test('an empty value is a value', async () => {
  const { put, get } = await startWithStore()
  await put('a', '')
  expect((await get('a')).Value).toBe('')
})

test('an update is all of it or nothing', async () => {
  const { update, list } = await startWithStore()
  await update({ a: '1', b: '2' })
  expect(await update({ a: '3', c: '4' }, ['b'])).toMatchObject({ ItemCount: 2, TotalSizeInBytes: 4 })
  expect(await refused(update({ d: '5' }, ['nowhere']))).toBe('404 ResourceNotFoundException')
  expect((await list()).Items).toEqual([
    { Key: 'a', Value: '3' },
    { Key: 'c', Value: '4' }
  ])
})

test('a version that is not the current one, or none, changes nothing', async () => {
  const { put, etag, get } = await startWithStore()
  const stale = await etag()
  await put('a', '1')
  for (const version of [stale, 'E000', '*'])
    expect(await refused(put('a', '2', version))).toBe('409 ConflictException')
  expect((await get('a')).Value).toBe('1')
})

test('of two writers with the same version one is refused', async () => {
  const { put, etag, describe } = await startWithStore()
  const version = await etag()
  const outcomes = await Promise.allSettled([put('a', '1', version), put('b', '2', version)])
  expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  expect((await describe()).ItemCount).toBe(1)
})

test('lists come in pages of ten, or up to fifty, in the order of the keys', async () => {
  const { update, list, pairs, KvsARN } = await startWithStore()
  const keys = Array.from({ length: 50 }, (_, index) => `key-${String(index).padStart(2, '0')}`)
  await update(Object.fromEntries([...keys].reverse().map(key => [key, 'x'])))
  await update({ 'key-50': 'x' })
  expect((await list()).Items).toHaveLength(10)
  const seen: (string | undefined)[] = []
  for await (const { Items = [] } of Kvs.paginateListKeys({ client: pairs, pageSize: 20 }, { KvsARN })) {
    seen.push(...Items.map(({ Key }) => Key))
  }
  expect(seen).toEqual([...keys, 'key-50'])
  for (const size of [0, 51, 1.5]) expect(await refused(list(size))).toBe('400 ValidationException')
})

test('keys of 512 bytes, values of 1 KB, updates of 50 keys that are named once, and no more', async () => {
  const { put, update } = await startWithStore()
  await put('k'.repeat(512), 'v'.repeat(1024))
  const fifty = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`k${index}`, 'v']))
  await update(fifty)
  for (const refusal of [
    put('k'.repeat(513), 'v'),
    put('ä'.repeat(257), 'v'),
    put('k', 'v'.repeat(1025)),
    update({ k1: 'v' }, ['k1']),
    update({})
  ]) {
    expect(await refused(refusal)).toBe('400 ValidationException')
  }
  expect(await refused(update({ ...fifty, more: 'v' }))).toBe('402 ServiceQuotaExceededException')
})

test('a store holds 5 MB', async () => {
  const { update, put, describe } = await startWithStore()
  const value = 'v'.repeat(1020)
  // Each pair has 1,024 bytes; 5,120 of them are 5 MB.
  for (let batch = 0; batch < 102; batch++) {
    const part = Array.from({ length: 50 }, (_, index) => [(batch * 50 + index).toString(36).padStart(4, '0'), value])
    await update(Object.fromEntries(part))
  }
  await update(
    Object.fromEntries(Array.from({ length: 20 }, (_, index) => [(5100 + index).toString(36).padStart(4, '0'), value]))
  )
  expect(await describe()).toMatchObject({ ItemCount: 5120, TotalSizeInBytes: 5 * 1024 * 1024 })
  expect(await refused(put('more', ''))).toBe('402 ServiceQuotaExceededException')
  expect(await put('0000', 'shorter')).toMatchObject({ ItemCount: 5120 })
})

test('a store that is not there, or not ready yet', async () => {
  const { client, url } = await startEmulator()
  const pairs = pairsClient(url)
  const KvsARN = await createStore(client)
  expect((await pairs.send(new Kvs.DescribeKeyValueStoreCommand({ KvsARN }))).Status).toBe('PROVISIONING')
  expect(await refused(pairs.send(new Kvs.ListKeysCommand({ KvsARN })))).toBe('409 ConflictException')
  for (const unknown of [`${KvsARN}0`, KvsARN.replace('123456789012', '210987654321')]) {
    const call = pairs.send(new Kvs.GetKeyCommand({ KvsARN: unknown, Key: 'a' }))
    expect(await refused(call)).toBe('404 ResourceNotFoundException')
  }
})

test('a store has no comment unless it is given one', async () => {
  const { client } = await startWithStore()
  const described = async () => (await client.send(new CF.DescribeKeyValueStoreCommand({ Name: 'redirects' }))) ?? {}
  const { KeyValueStore, ETag } = await described()
  expect(KeyValueStore).not.toHaveProperty('Comment')
  await client.send(new CF.UpdateKeyValueStoreCommand({ Name: 'redirects', Comment: '', IfMatch: ETag }))
  expect((await described()).KeyValueStore).toHaveProperty('Comment', '')
})

test('another comment leaves pairs and their version as they are', async () => {
  const { client, put, etag, get } = await startWithStore()
  await put('a', '1')
  const version = await etag()
  const { ETag } = await client.send(new CF.DescribeKeyValueStoreCommand({ Name: 'redirects' }))
  await client.send(new CF.UpdateKeyValueStoreCommand({ Name: 'redirects', Comment: 'new', IfMatch: ETag }))
  expect((await get('a')).Value).toBe('1')
  expect(await etag()).toBe(version)
})

test('with a store its pairs are deleted', async () => {
  const { client, put, KvsARN, pairs, emulator } = await startWithStore()
  await put('a', '1')
  const { ETag } = await client.send(new CF.DescribeKeyValueStoreCommand({ Name: 'redirects' }))
  await client.send(new CF.DeleteKeyValueStoreCommand({ Name: 'redirects', IfMatch: ETag }))
  expect(await refused(pairs.send(new Kvs.DescribeKeyValueStoreCommand({ KvsARN })))).toBe(
    '404 ResourceNotFoundException'
  )
  const again = await createStore(client)
  emulator.clock.advance(60)
  expect(again).not.toBe(KvsARN)
  expect((await pairs.send(new Kvs.DescribeKeyValueStoreCommand({ KvsARN: again }))).ItemCount).toBe(0)
})

test('pairs outlive the process, with their version, and a reset forgets them', async () => {
  const dataDir = temporaryFolder()
  const before = await startWithStore({ dataDir })
  await before.update({ a: '1', b: '2' })
  await before.remove('b')
  const described = await before.describe()
  await before.emulator.close()

  const after = await startEmulator({ dataDir })
  after.emulator.clock.advance(60)
  const pairs = pairsClient(after.url)
  const { KvsARN } = before
  const describe = () => pairs.send(new Kvs.DescribeKeyValueStoreCommand({ KvsARN }))
  expect({ ...(await describe()), $metadata: undefined }).toEqual({ ...described, $metadata: undefined })
  expect((await pairs.send(new Kvs.GetKeyCommand({ KvsARN, Key: 'a' }))).Value).toBe('1')
  after.emulator.reset()
  expect(await refused(describe())).toBe('404 ResourceNotFoundException')
})

test('calls of pairs are counted and can be made to fail, by the names that IAM gives them', async () => {
  const { put, get, emulator } = await startWithStore()
  await put('a', '1')
  expect(emulator.calls.count('cloudfront-keyvaluestore:PutKey')).toBe(1)
  const operations = ['cloudfront-keyvaluestore:GetKey']
  emulator.faults.add({ kind: 'error', code: 'InternalServerException', status: 500, operations, count: 1 })
  expect(await refused(get('a'))).toBe('500 InternalServerException')
  expect((await get('a')).Value).toBe('1')
})

test.each([
  ['GET', 'ARN/other', undefined, 404],
  ['GET', 'ARN/keys/a/b', undefined, 404],
  ['PATCH', 'ARN/keys/a', undefined, 405],
  ['PUT', 'ARN/keys/a', '{', 400],
  ['PUT', 'ARN/keys/a', '[]', 400],
  ['PUT', 'ARN/keys/a', '{"Value":1}', 400],
  ['PUT', 'ARN/keys/', '{"Value":"1"}', 400],
  ['PUT', 'ARN/keys/%zz', '{"Value":"1"}', 400],
  ['PUT', 'ARN/keys/a', '{"Value":"1"}', 400],
  ['POST', 'ARN/keys', '{"Puts":{}}', 400],
  ['POST', 'ARN/keys', '{"Puts":[{"Key":"a"}]}', 400],
  ['POST', 'ARN/keys', '{"Deletes":[null]}', 400]
])('%s %s with %s is refused', async (method, path, body, status) => {
  const { url, KvsARN, describe, log } = await startWithStore()
  const address = `${url}/key-value-stores/${path.replace('ARN', encodeURIComponent(KvsARN))}`
  const authorization =
    'AWS4-ECDSA-P256-SHA256 Credential=a/20260101/cloudfront-keyvaluestore/aws4_request, Signature=a'
  const answer = await fetch(address, { method, headers: { authorization }, ...(body !== undefined && { body }) })
  expect([answer.status, answer.headers.get('content-type')]).toEqual([status, 'application/json'])
  expect(await answer.json()).toEqual({ Message: expect.any(String) })
  expect(answer.headers.get('x-amzn-errortype')).toMatch(/^\w+$/)
  expect((await describe()).ItemCount).toBe(0)
  expect(log.filter(({ level }) => level === 'error')).toEqual([])
})

test('a call that is not signed is refused', async () => {
  const { url, KvsARN } = await startWithStore()
  const answer = await fetch(`${url}/key-value-stores/${encodeURIComponent(KvsARN)}`)
  expect(answer.status).toBe(403)
})

test('a function reads the store that it is associated with, as it is when it is tested', async () => {
  const { client, update, KvsARN } = await startWithStore()
  await update({ '/old': '/new', count: '2' })
  const FunctionCode = Buffer.from(`
    import cf from 'cloudfront'
    async function handler({ request }) {
      const kvs = cf.kvs('${KvsARN.split('/')[1]}')
      const { keyCount } = await kvs.meta()
      return { statusCode: 301, headers: { location: { value: await kvs.get(request.uri) }, 'x-count': { value: String(keyCount) } } }
    }`)
  const KeyValueStoreAssociations = { Quantity: 1, Items: [{ KeyValueStoreARN: KvsARN }] }
  const FunctionConfig = { Comment: '', Runtime: 'cloudfront-js-2.0', KeyValueStoreAssociations } as const
  const made = await client.send(new CF.CreateFunctionCommand({ Name: 'moved', FunctionConfig, FunctionCode }))
  const event = { version: '1.0', context: { eventType: 'viewer-request' }, request: { method: 'GET', uri: '/old' } }
  const testing = () =>
    client.send(
      new CF.TestFunctionCommand({ Name: 'moved', IfMatch: made.ETag, EventObject: Buffer.from(JSON.stringify(event)) })
    )
  const location = async () =>
    JSON.parse((await testing()).TestResult?.FunctionOutput ?? '').response.headers.location.value
  expect(await location()).toBe('/new')
  await update({ '/old': '/newer' })
  expect(await location()).toBe('/newer')
  await update({}, ['/old'])
  expect((await testing()).TestResult?.FunctionErrorMessage).toContain('KeyNotFound')
})
