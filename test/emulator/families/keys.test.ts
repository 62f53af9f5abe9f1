import { generateKeyPairSync } from 'node:crypto'
import * as CF from '@aws-sdk/client-cloudfront'
import { expect, test } from 'vitest'
import { createDistribution, getDistribution } from '../distribution-calls.ts'
import { createKey, EncodedKey } from '../own-references.ts'
import { refusal, refusalCode } from '../refusal.ts'
import { listOf, sample } from '../sample-config.ts'
import { startEmulator } from '../start-emulator.ts'

const pem = (key: { publicKey: { export(options: object): string | Buffer } }) =>
  key.publicKey.export({ type: 'spki', format: 'pem' }).toString()
const EC = pem(generateKeyPairSync('ec', { namedCurve: 'P-256' }))

async function create(client: CF.CloudFrontClient, change: Partial<CF.PublicKeyConfig> = {}) {
  const PublicKeyConfig = { Name: 'signer', CallerReference: 'first', EncodedKey, ...change }
  const { PublicKey, ETag } = await client.send(new CF.CreatePublicKeyCommand({ PublicKeyConfig }))
  return { Id: PublicKey?.Id ?? '', IfMatch: ETag, PublicKey, PublicKeyConfig }
}

const group = (client: CF.CloudFrontClient, Items: string[], Name = 'signers') =>
  client.send(new CF.CreateKeyGroupCommand({ KeyGroupConfig: { Name, Items } }))

test('CreatePublicKey: an RSA key of 2048 bits, or an ECDSA key of the curve P-256', async () => {
  const { client } = await startEmulator()
  const { Id, PublicKey } = await create(client)
  expect(Id).toMatch(/^K[A-Z0-9]{13}$/)
  expect(PublicKey?.PublicKeyConfig).toEqual({ Name: 'signer', CallerReference: 'first', EncodedKey, Comment: '' })
  expect(PublicKey?.CreatedTime).toBeInstanceOf(Date)
  await create(client, { Name: 'another', CallerReference: 'second', EncodedKey: EC })
})

test.each([
  ['no key', ''],
  ['a text that is no PEM', 'ssh-rsa AAAA'],
  ['a PEM that is no key', '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n'],
  ['an RSA key of 1024 bits', pem(generateKeyPairSync('rsa', { modulusLength: 1024 }))],
  ['a key of another curve', pem(generateKeyPairSync('ec', { namedCurve: 'P-384' }))],
  ['a key of another kind', pem(generateKeyPairSync('ed25519'))]
])('a public key that is %s is refused', async (_case, wrong) => {
  const { client } = await startEmulator()
  expect(await refusal(create(client, { EncodedKey: wrong }))).toMatchObject({ code: 'InvalidArgument', status: 400 })
})

test('neither the caller reference nor the name may come twice', async () => {
  const { client } = await startEmulator()
  await create(client)
  expect(await refusalCode(create(client, { Name: 'another' }))).toBe('PublicKeyAlreadyExists')
  expect(await refusalCode(create(client, { CallerReference: 'another' }))).toBe('PublicKeyAlreadyExists')
})

test.each([{ Name: 'other' }, { CallerReference: 'other' }, { EncodedKey: EC }])(
  'an update of a public key to %o is CannotChangeImmutablePublicKeyFields',
  async change => {
    const { client } = await startEmulator()
    const { Id, IfMatch, PublicKeyConfig } = await create(client)
    const update = (config: Partial<CF.PublicKeyConfig>) =>
      client.send(new CF.UpdatePublicKeyCommand({ Id, IfMatch, PublicKeyConfig: { ...PublicKeyConfig, ...config } }))
    expect(await refusal(update(change))).toMatchObject({ code: 'CannotChangeImmutablePublicKeyFields', status: 400 })
    await update({ Comment: 'new' })
  }
)

test.each([
  ['no key', 0, 'InvalidArgument'],
  ['six keys', 6, 'TooManyPublicKeysInKeyGroup']
])('a key group of %s is refused', async (_case, count, code) => {
  const { client } = await startEmulator()
  const keys = []
  for (let index = 0; index < count; index += 1) keys.push(await createKey(client, `key-${index}`))
  expect(await refusalCode(group(client, keys))).toBe(code)
})

test('a key group names keys that are there, each once', async () => {
  const { client } = await startEmulator()
  const { Id } = await create(client)
  expect(await refusalCode(group(client, [Id, Id]))).toBe('InvalidArgument')
  expect(await refusal(group(client, [Id, 'K2JCJMDEHXQW5F']))).toMatchObject({
    code: 'InvalidArgument',
    message: 'One or more public keys do not exist: K2JCJMDEHXQW5F.'
  })
})

test('a distribution shows the keys of its groups as they are now', async () => {
  const { client } = await startEmulator()
  const { Id: first } = await create(client)
  const second = await createKey(client, 'second')
  const { KeyGroup, ETag: IfMatch } = await group(client, [first])
  const Id = KeyGroup?.Id ?? ''
  const { Id: distribution } = await createDistribution(
    client,
    sample(config => Object.assign(config.DefaultCacheBehavior, { TrustedKeyGroups: { Enabled: true, ...listOf(Id) } }))
  )
  const KeyGroupConfig = { Name: 'signers', Items: [first, second] }
  await client.send(new CF.UpdateKeyGroupCommand({ Id, IfMatch, KeyGroupConfig }))
  expect((await getDistribution(client, distribution)).distribution.ActiveTrustedKeyGroups).toEqual({
    Enabled: true,
    ...listOf({ KeyGroupId: Id, KeyPairIds: listOf(first, second) })
  })
})

test('a key that a profile of field-level encryption has is not deleted', async () => {
  const { client } = await startEmulator()
  const { Id, IfMatch } = await create(client)
  const FieldLevelEncryptionProfileConfig = {
    Name: 'cards',
    CallerReference: 'cards',
    EncryptionEntities: listOf({ PublicKeyId: Id, ProviderId: 'shop', FieldPatterns: listOf('card*') })
  }
  await client.send(new CF.CreateFieldLevelEncryptionProfileCommand({ FieldLevelEncryptionProfileConfig }))
  expect(await refusalCode(client.send(new CF.DeletePublicKeyCommand({ Id, IfMatch })))).toBe('PublicKeyInUse')
})
