import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as CF from '@aws-sdk/client-cloudfront'
import * as Kvs from '@aws-sdk/client-cloudfront-keyvaluestore'
import { expect, test } from 'vitest'
import { refusal } from '../refusal.ts'
import { startEmulator } from '../start-emulator.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { pairsClient } from './key-value-calls.ts'

const document = (...pairs: unknown[]) => JSON.stringify({ data: pairs })
const pair = (key: string, value: string) => ({ key, value })

/** A local CloudFront with a bucket `site` in a folder, and a file beside the bucket that is none of its business. */
async function startWithBucket(files: Readonly<Record<string, string>> = {}) {
  const folder = temporaryFolder()
  const bucketsDir = join(folder, 'buckets')
  const bucket = join(bucketsDir, 'site')
  mkdirSync(join(bucket, 'data'), { recursive: true })
  writeFileSync(join(folder, 'secret.json'), document(pair('secret', '1')))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(bucket, name), text)
  const started = await startEmulator({ buckets: { folder: bucketsDir } })
  const create = (SourceARN: string, Name = 'redirects') =>
    started.client.send(new CF.CreateKeyValueStoreCommand({ Name, ImportSource: { SourceType: 'S3', SourceARN } }))
  const list = async () =>
    (await started.client.send(new CF.ListKeyValueStoresCommand({}))).KeyValueStoreList?.Items ?? []
  return { ...started, folder, bucket, create, list }
}

test('a store is created with the pairs of a file in a bucket, and is ready when the clock has moved on', async () => {
  const { client, url, emulator, create } = await startWithBucket({
    'data/pairs ä.json': document(pair('a', '1'), pair('ä', ''), pair('__proto__', '2'))
  })
  const { KeyValueStore } = await create('arn:aws:s3:::site/data/pairs ä.json')
  expect(KeyValueStore?.Status).toBe('PROVISIONING')
  emulator.clock.advance(60)
  const described = await client.send(new CF.DescribeKeyValueStoreCommand({ Name: 'redirects' }))
  expect(described.KeyValueStore?.Status).toBe('READY')
  const pairs = pairsClient(url)
  const KvsARN = KeyValueStore?.ARN ?? ''
  const { Items } = await pairs.send(new Kvs.ListKeysCommand({ KvsARN }))
  expect(Items).toEqual([
    { Key: '__proto__', Value: '2' },
    { Key: 'a', Value: '1' },
    { Key: 'ä', Value: '' }
  ])
  const { ETag: IfMatch, ItemCount } = await pairs.send(new Kvs.DescribeKeyValueStoreCommand({ KvsARN }))
  expect(ItemCount).toBe(3)
  await pairs.send(new Kvs.DeleteKeyCommand({ KvsARN, Key: 'a', IfMatch }))
})

test.each([
  ['no JSON', '{'],
  ['another form', '[{"key":"a","value":"1"}]'],
  ['a value that is no text', document({ key: 'a', value: 1 })],
  ['a key twice', document(pair('a', '1'), pair('a', '2'))],
  ['an empty key', document(pair('', '1'))],
  ['a key of 513 bytes', document(pair('x'.repeat(513), '1'))],
  ['a value of 1025 bytes', document(pair('a', 'x'.repeat(1025)))]
])('a file with %s is refused, and nothing is created', async (_case, text) => {
  const { create, list } = await startWithBucket({ 'pairs.json': text })
  expect(await refusal(create('arn:aws:s3:::site/pairs.json'))).toMatchObject({ code: 'InvalidArgument', status: 400 })
  expect(await list()).toEqual([])
})

test('a file that is not UTF-8 is refused, and one beyond 5 MB', async () => {
  const { create, bucket, list } = await startWithBucket()
  writeFileSync(join(bucket, 'latin.json'), Buffer.from(document(pair('a', '\u00e4')), 'latin1'))
  expect(await refusal(create('arn:aws:s3:::site/latin.json'))).toMatchObject({ code: 'InvalidArgument' })
  writeFileSync(join(bucket, 'large.json'), document(pair('a', '1')) + ' '.repeat(5 * 1024 * 1024))
  expect(await refusal(create('arn:aws:s3:::site/large.json'))).toMatchObject({ code: 'EntitySizeLimitExceeded' })
  expect(await list()).toEqual([])
})

test.each([
  'arn:aws:s3:::site',
  'arn:aws:s3:::site/',
  'arn:aws:s3:::site/nowhere.json',
  'arn:aws:s3:::other/pairs.json',
  'arn:aws:s3:::site/data',
  'arn:aws:s3:::site/data/../../../secret.json',
  'arn:aws:s3:::../secret.json',
  'arn:aws:s3:::site/../../secret.json',
  'arn:aws:s3:::site//data/pairs.json',
  'arn:aws:s3:::site/..%2f..%2fsecret.json',
  'arn:aws:s3:::site/a\\b.json',
  'arn:aws:s3:::site/link.json',
  'arn:aws:s3:::site/folder-link/secret.json',
  'arn:aws:s3:::linked-bucket/secret.json',
  'arn:aws:dynamodb:::site/pairs.json',
  'site/pairs.json'
])('%s is refused: no object of a bucket', async arn => {
  const { create, folder, bucket, list } = await startWithBucket()
  symlinkSync(join(folder, 'secret.json'), join(bucket, 'link.json'))
  symlinkSync(folder, join(bucket, 'folder-link'))
  symlinkSync(folder, join(bucket, '..', 'linked-bucket'))
  const refused = await refusal(create(arn))
  expect(refused).toMatchObject({ code: 'InvalidArgument', status: 400 })
  expect(refused.message).not.toContain(folder)
  expect(await list()).toEqual([])
})

test('without a folder of buckets an import source is refused, and says how to have one', async () => {
  const { client } = await startEmulator()
  const refused = await refusal(
    client.send(
      new CF.CreateKeyValueStoreCommand({
        Name: 'redirects',
        ImportSource: { SourceType: 'S3', SourceARN: 'arn:aws:s3:::site/pairs.json' }
      })
    )
  )
  expect(refused).toMatchObject({ code: 'InvalidArgument', status: 400 })
  expect(refused.message).toContain('LOCAL_EDGE_BUCKETS')
})

test('a name that is taken, or a wrong one, is refused as without an import', async () => {
  const { create, client, url, emulator } = await startWithBucket({ 'pairs.json': document(pair('a', '1')) })
  const { KeyValueStore } = await create('arn:aws:s3:::site/pairs.json')
  expect(await refusal(create('arn:aws:s3:::site/pairs.json'))).toMatchObject({ code: 'EntityAlreadyExists' })
  expect(await refusal(create('arn:aws:s3:::site/pairs.json', 'no name'))).toMatchObject({ code: 'InvalidArgument' })
  emulator.clock.advance(60)
  const described = await client.send(new CF.DescribeKeyValueStoreCommand({ Name: 'redirects' }))
  await client.send(new CF.DeleteKeyValueStoreCommand({ Name: 'redirects', IfMatch: described.ETag }))
  const { ETag } = await client.send(new CF.CreateKeyValueStoreCommand({ Name: 'redirects' }))
  expect(ETag).not.toBe(described.ETag)
  const KvsARN = KeyValueStore?.ARN
  expect(await refusal(pairsClient(url).send(new Kvs.ListKeysCommand({ KvsARN })).catch(asCloudFront))).toMatchObject({
    code: 'ResourceNotFoundException'
  })
})

/** The other client's errors, for `refusal`. */
function asCloudFront(error: Kvs.CloudFrontKeyValueStoreServiceException): never {
  throw new CF.CloudFrontServiceException({ name: error.name, $fault: 'client', $metadata: error.$metadata })
}
