import * as CF from '@aws-sdk/client-cloudfront'
import { expect, test } from 'vitest'
import { createKey } from '../own-references.ts'
import { refusal } from '../refusal.ts'
import { listOf, times } from '../sample-config.ts'
import { startEmulator } from '../start-emulator.ts'

async function start() {
  const { client, emulator } = await startEmulator()
  const key = await createKey(client, 'key')
  /** With a key that is there, where an entity names none. */
  const createProfile = (change: Partial<CF.FieldLevelEncryptionProfileConfig> = {}) => {
    const { EncryptionEntities, ...config } = { ...profile, ...change }
    const entities = (EncryptionEntities?.Items ?? []).map(each => ({ ...each, PublicKeyId: each.PublicKeyId ?? key }))
    return client.send(
      new CF.CreateFieldLevelEncryptionProfileCommand({
        FieldLevelEncryptionProfileConfig: { ...config, EncryptionEntities: listOf(...entities) }
      })
    )
  }
  const createConfig = (change: Partial<CF.FieldLevelEncryptionConfig>) =>
    client.send(
      new CF.CreateFieldLevelEncryptionConfigCommand({
        FieldLevelEncryptionConfig: { CallerReference: 'config', ...change }
      })
    )
  return { client, emulator, createProfile, createConfig }
}

const entity = (...patterns: string[]): CF.EncryptionEntity => ({
  PublicKeyId: undefined,
  ProviderId: 'shop',
  FieldPatterns: listOf(...patterns)
})
const profile: CF.FieldLevelEncryptionProfileConfig = {
  Name: 'cards',
  CallerReference: 'profile',
  EncryptionEntities: listOf(entity('card*'))
}

const byQueryArg = (...args: CF.QueryArgProfile[]): Partial<CF.FieldLevelEncryptionConfig> => ({
  QueryArgProfileConfig: { ForwardWhenQueryArgProfileIsUnknown: false, QueryArgProfiles: listOf(...args) }
})
const byContentType = (...types: CF.ContentTypeProfile[]): Partial<CF.FieldLevelEncryptionConfig> => ({
  ContentTypeProfileConfig: { ForwardWhenContentTypeIsUnknown: true, ContentTypeProfiles: listOf(...types) }
})
const form = (change: Partial<CF.ContentTypeProfile> = {}): CF.ContentTypeProfile => ({
  Format: 'URLEncoded',
  ContentType: 'application/x-www-form-urlencoded',
  ...change
})

test('a configuration names profiles, which cannot go before it', async () => {
  const { client, createProfile, createConfig } = await start()
  const { FieldLevelEncryptionProfile: made, ETag: IfMatch } = await createProfile()
  const Id = made?.Id
  expect(Id).toMatch(/^P[A-Z0-9]{13}$/)
  const config = await createConfig({
    ...byQueryArg({ QueryArg: 'profile', ProfileId: Id }),
    ...byContentType(form({ ProfileId: Id }))
  })
  expect(config.FieldLevelEncryption?.Id).toMatch(/^C[A-Z0-9]{13}$/)
  const remove = () => client.send(new CF.DeleteFieldLevelEncryptionProfileCommand({ Id, IfMatch }))
  expect(await refusal(remove())).toMatchObject({ code: 'FieldLevelEncryptionProfileInUse', status: 409 })
  await client.send(
    new CF.UpdateFieldLevelEncryptionConfigCommand({
      Id: config.FieldLevelEncryption?.Id,
      IfMatch: config.ETag,
      FieldLevelEncryptionConfig: { CallerReference: 'config' }
    })
  )
  await remove()
})

test('a profile has a name and a caller reference that no other has', async () => {
  const { createProfile } = await start()
  await createProfile()
  for (const change of [{ CallerReference: 'another' }, { Name: 'another' }])
    expect(await refusal(createProfile(change))).toMatchObject({ code: 'FieldLevelEncryptionProfileAlreadyExists' })
})

test.each<[string, Partial<CF.FieldLevelEncryptionConfig>, string, number]>([
  ['no caller reference', { CallerReference: '' }, 'InvalidArgument', 400],
  [
    'a profile that there is not',
    byQueryArg({ QueryArg: 'a', ProfileId: 'P0' }),
    'NoSuchFieldLevelEncryptionProfile',
    404
  ],
  ['no profile for a query argument', byQueryArg({ QueryArg: 'a', ProfileId: '' }), 'QueryArgProfileEmpty', 400],
  [
    'too many query arguments',
    byQueryArg(...times(6, n => ({ QueryArg: `a${n}`, ProfileId: 'P0' }))),
    'TooManyFieldLevelEncryptionQueryArgProfiles',
    400
  ],
  [
    'a query argument twice',
    byQueryArg(...times(2, () => ({ QueryArg: 'a', ProfileId: 'P0' }))),
    'InvalidArgument',
    400
  ],
  ['another content type', byContentType(form({ ContentType: 'text/plain' })), 'InvalidArgument', 400],
  ['two content types', byContentType(form(), form()), 'TooManyFieldLevelEncryptionContentTypeProfiles', 400]
])('a configuration with %s is refused', async (_case, change, code, status) => {
  const { createConfig } = await start()
  expect(await refusal(createConfig(change))).toMatchObject({ code, status })
})

test.each<[string, Partial<CF.FieldLevelEncryptionProfileConfig>, string, number?]>([
  ['no name', { Name: '' }, 'InvalidArgument'],
  [
    'a public key that there is not',
    { EncryptionEntities: listOf({ ...entity('card*'), PublicKeyId: 'K2JCJMDEHXQW5F' }) },
    'NoSuchPublicKey',
    404
  ],
  ['nothing to encrypt', { EncryptionEntities: { Quantity: 0 } }, 'InvalidArgument'],
  ['no field patterns', { EncryptionEntities: listOf(entity()) }, 'InvalidArgument'],
  [
    'too many field patterns',
    { EncryptionEntities: listOf(entity('a'), entity(...times(10, n => `b${n}`))) },
    'TooManyFieldLevelEncryptionFieldPatterns'
  ],
  [
    'too many entities',
    { EncryptionEntities: listOf(...times(11, n => entity(`a${n}`))) },
    'TooManyFieldLevelEncryptionEncryptionEntities'
  ],
  [
    'more than 10 KB',
    { EncryptionEntities: listOf(entity('a'.repeat(10 * 1024))) },
    'FieldLevelEncryptionProfileSizeExceeded'
  ]
])('a profile with %s is refused', async (_case, change, code, status = 400) => {
  const { createProfile } = await start()
  expect(await refusal(createProfile(change))).toMatchObject({ code, status })
})

test('a profile is not updated beyond its quotas either, which can be changed', async () => {
  const { client, emulator, createProfile } = await start()
  const { FieldLevelEncryptionProfile: made, ETag } = await createProfile()
  const [first] = made?.FieldLevelEncryptionProfileConfig?.EncryptionEntities?.Items ?? []
  const update = (IfMatch: string | undefined, ...patterns: string[]) =>
    client.send(
      new CF.UpdateFieldLevelEncryptionProfileCommand({
        Id: made?.Id,
        IfMatch,
        FieldLevelEncryptionProfileConfig: {
          ...profile,
          EncryptionEntities: listOf(
            ...patterns.map(pattern => ({ ...entity(pattern), PublicKeyId: first?.PublicKeyId }))
          )
        }
      })
    )
  emulator.quotas.set({ encryptionEntitiesPerFieldLevelEncryptionProfile: 1 })
  expect(await refusal(update(ETag, 'a', 'b'))).toMatchObject({
    code: 'TooManyFieldLevelEncryptionEncryptionEntities',
    status: 400
  })
  emulator.quotas.set({ encryptionEntitiesPerFieldLevelEncryptionProfile: 2, fieldLevelEncryptionProfileBytes: 300 })
  const { ETag: next } = await update(ETag, 'a', 'b')
  expect(await refusal(update(next, 'a'.repeat(300)))).toMatchObject({
    code: 'FieldLevelEncryptionProfileSizeExceeded',
    status: 400
  })
})

test('neither can change its caller reference', async () => {
  const { client, createProfile, createConfig } = await start()
  const made = await createProfile()
  const config = await createConfig({})
  const updates = [
    () =>
      client.send(
        new CF.UpdateFieldLevelEncryptionProfileCommand({
          Id: made.FieldLevelEncryptionProfile?.Id,
          IfMatch: made.ETag,
          FieldLevelEncryptionProfileConfig: {
            ...profile,
            ...made.FieldLevelEncryptionProfile?.FieldLevelEncryptionProfileConfig,
            CallerReference: 'another'
          }
        })
      ),
    () =>
      client.send(
        new CF.UpdateFieldLevelEncryptionConfigCommand({
          Id: config.FieldLevelEncryption?.Id,
          IfMatch: config.ETag,
          FieldLevelEncryptionConfig: { CallerReference: 'another' }
        })
      )
  ]
  for (const update of updates) expect(await refusal(update())).toMatchObject({ code: 'IllegalUpdate', status: 400 })
})
