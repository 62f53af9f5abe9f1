import * as CF from '@aws-sdk/client-cloudfront'
import { expect, test } from 'vitest'
import { refusal } from '../refusal.ts'
import { startEmulator } from '../start-emulator.ts'

const LOCATION: CF.CaCertificatesBundleS3Location = { Bucket: 'certificates', Key: 'ca.pem', Region: 'us-east-1' }

async function start() {
  const { client, emulator } = await startEmulator()
  const create = (change: Partial<CF.CaCertificatesBundleS3Location> = {}, Name = 'store') =>
    client.send(
      new CF.CreateTrustStoreCommand({
        Name,
        CaCertificatesBundleSource: { CaCertificatesBundleS3Location: { ...LOCATION, ...change } }
      })
    )
  const get = (Identifier: string | undefined) => client.send(new CF.GetTrustStoreCommand({ Identifier }))
  return { client, emulator, create, get }
}

test('a trust store is pending until the clock has moved on, and found by id, name or ARN', async () => {
  const { emulator, create, get } = await start()
  const { TrustStore: made, ETag } = await create()
  expect(made).toMatchObject({ Name: 'store', Status: 'pending', UseClientCertificateOCSPEndpoint: false })
  expect(made?.Arn).toBe(`arn:aws:cloudfront::123456789012:trust-store/${made?.Id}`)
  emulator.clock.advance(60)
  for (const identifier of [made?.Id, 'store', made?.Arn]) {
    const read = await get(identifier)
    expect([read.TrustStore, read.ETag]).toEqual([{ ...made, Status: 'active' }, ETag])
  }
})

test('an update may say the bundle, the OCSP setting or both, and what it leaves out stays', async () => {
  const { client, create, get } = await start()
  const { TrustStore: made, ETag } = await create()
  const update = (input: Partial<CF.UpdateTrustStoreRequest>, IfMatch: string | undefined) =>
    client.send(new CF.UpdateTrustStoreCommand({ Id: made?.Id, IfMatch, ...input }))
  const first = await update({ UseClientCertificateOCSPEndpoint: true }, ETag)
  expect(first.TrustStore).toMatchObject({ Name: 'store', UseClientCertificateOCSPEndpoint: true })
  const source = { CaCertificatesBundleS3Location: { ...LOCATION, Key: 'other.pem' } }
  await update({ CaCertificatesBundleSource: source }, first.ETag)
  expect((await get(made?.Id)).TrustStore).toMatchObject({ UseClientCertificateOCSPEndpoint: true, Status: 'pending' })
})

test.each<[string, Partial<CF.CaCertificatesBundleS3Location>, string?]>([
  ['no name', {}, ''],
  ['no bucket', { Bucket: '' }],
  ['no key', { Key: '' }],
  ['no region', { Region: 'somewhere' }]
])('a trust store with %s is refused', async (_case, change, name) => {
  const { create } = await start()
  expect(await refusal(create(change, name))).toMatchObject({ code: 'InvalidArgument', status: 400 })
})

test('a list of trust stores has their versions', async () => {
  const { client, create } = await start()
  const { TrustStore: made, ETag } = await create()
  const { TrustStoreList: list } = await client.send(new CF.ListTrustStoresCommand({}))
  expect(list).toEqual([expect.objectContaining({ Id: made?.Id, ETag, Status: 'pending' })])
})
