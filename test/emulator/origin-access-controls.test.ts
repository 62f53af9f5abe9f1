import * as CF from '@aws-sdk/client-cloudfront'
import { describe, expect, test } from 'vitest'
import { createDistribution, updateDistribution } from './distribution-calls.ts'
import { refusal, refusalCode } from './refusal.ts'
import { bucket, listOf, sample, times, website } from './sample-config.ts'
import { startEmulator } from './start-emulator.ts'
import { temporaryFolder } from './temporary-folder.ts'

const UNKNOWN = 'E2R9E4C0B4J02L'
const STALE = 'E2QWRUHAPOMQZL'

function control(change: Partial<CF.OriginAccessControlConfig> = {}): CF.OriginAccessControlConfig {
  return {
    Name: 'for the site',
    SigningProtocol: 'sigv4',
    SigningBehavior: 'always',
    OriginAccessControlOriginType: 's3',
    ...change
  }
}

async function create(client: CF.CloudFrontClient, change: Partial<CF.OriginAccessControlConfig> = {}) {
  const OriginAccessControlConfig = control(change)
  const answer = await client.send(new CF.CreateOriginAccessControlCommand({ OriginAccessControlConfig }))
  return { answer, Id: answer.OriginAccessControl?.Id ?? '', ETag: answer.ETag ?? '' }
}

function update(client: CF.CloudFrontClient, { Id, ETag }: { Id: string; ETag?: string }, change = {}) {
  const OriginAccessControlConfig = control(change)
  return client.send(new CF.UpdateOriginAccessControlCommand({ Id, IfMatch: ETag, OriginAccessControlConfig }))
}

function remove(client: CF.CloudFrontClient, { Id, ETag }: { Id: string; ETag?: string }) {
  return client.send(new CF.DeleteOriginAccessControlCommand({ Id, IfMatch: ETag }))
}

const using = (Id: string, DomainName = 'site.s3.amazonaws.com') =>
  sample(config => (config.Origins = listOf(bucket('bucket', { DomainName, OriginAccessControlId: Id }))))
const usingCustom = (Id: string, DomainName: string) =>
  sample(config => (config.Origins = listOf(website('bucket', { DomainName, OriginAccessControlId: Id }))))

test('CreateOriginAccessControl: 201 with an id, an absolute Location, an ETag, and the configuration as it was given', async () => {
  const { client, url } = await startEmulator()
  const { answer, Id, ETag } = await create(client)
  expect(answer.$metadata.httpStatusCode).toBe(201)
  expect(Id).toMatch(/^E[A-Z0-9]{13}$/)
  expect(ETag).toMatch(/^E[A-Z0-9]{13}$/)
  expect(answer.Location).toBe(`${url}/2020-05-31/origin-access-control/${Id}`)
  expect(answer.OriginAccessControl?.OriginAccessControlConfig).toEqual({ ...control(), Description: '' })
})

test('GetOriginAccessControl and GetOriginAccessControlConfig answer the same version', async () => {
  const { client } = await startEmulator()
  const { Id, ETag } = await create(client, { Description: 'for one bucket' })
  const whole = await client.send(new CF.GetOriginAccessControlCommand({ Id }))
  const alone = await client.send(new CF.GetOriginAccessControlConfigCommand({ Id }))
  expect([whole.ETag, alone.ETag]).toEqual([ETag, ETag])
  expect(alone.OriginAccessControlConfig).toEqual(control({ Description: 'for one bucket' }))
  expect(whole.OriginAccessControl).toEqual({ Id, OriginAccessControlConfig: alone.OriginAccessControlConfig })
})

test('UpdateOriginAccessControl replaces the configuration and gives a new ETag', async () => {
  const { client } = await startEmulator()
  const made = await create(client, { Description: 'old' })
  const updated = await update(client, made, { SigningBehavior: 'never' })
  expect(updated.ETag).not.toBe(made.ETag)
  const { OriginAccessControlConfig, ETag } = await client.send(
    new CF.GetOriginAccessControlConfigCommand({ Id: made.Id })
  )
  expect(OriginAccessControlConfig).toEqual(control({ SigningBehavior: 'never', Description: '' }))
  expect(ETag).toBe(updated.ETag)
})

test('DeleteOriginAccessControl: 204, and it is gone', async () => {
  const { client } = await startEmulator()
  const made = await create(client)
  expect((await remove(client, made)).$metadata.httpStatusCode).toBe(204)
  expect(await refusal(client.send(new CF.GetOriginAccessControlCommand({ Id: made.Id })))).toMatchObject({
    code: 'NoSuchOriginAccessControl',
    status: 404
  })
})

test('the SDK’s paginator sees every access control once, with the members of a summary', async () => {
  const { client } = await startEmulator()
  const made = await Promise.all(times(5, index => create(client, { Name: `number ${index}` })))
  const pages: CF.OriginAccessControlList[] = []
  for await (const page of CF.paginateListOriginAccessControls({ client, pageSize: 2 }, {})) {
    if (page.OriginAccessControlList) pages.push(page.OriginAccessControlList)
  }
  expect(pages.map(({ Quantity, IsTruncated }) => [Quantity, IsTruncated])).toEqual([
    [2, true],
    [2, true],
    [1, false]
  ])
  const items = pages.flatMap(({ Items }) => Items ?? [])
  expect(items.map(({ Id }) => Id)).toEqual(made.map(({ Id }) => Id).sort())
  expect(items[0]).toMatchObject({ Description: '', SigningProtocol: 'sigv4', OriginAccessControlOriginType: 's3' })
})

test.each([
  ['no version at all', undefined, 'InvalidIfMatchVersion', 400],
  ['an asterisk', '*', 'InvalidIfMatchVersion', 400],
  ['a version that is not the current one', STALE, 'PreconditionFailed', 412]
])('updates and deletions of an access control with %s are refused', async (_case, ETag, code, status) => {
  const { client } = await startEmulator()
  const { Id } = await create(client)
  const version = { Id, ...(ETag !== undefined && { ETag }) }
  expect(await refusal(update(client, version))).toMatchObject({ code, status })
  expect(await refusal(remove(client, version))).toMatchObject({ code, status })
})

test('an unknown access control is 404 NoSuchOriginAccessControl for every operation on it', async () => {
  const { client } = await startEmulator()
  const Id = UNKNOWN
  const calls = [
    client.send(new CF.GetOriginAccessControlCommand({ Id })),
    client.send(new CF.GetOriginAccessControlConfigCommand({ Id })),
    update(client, { Id }),
    remove(client, { Id })
  ]
  for (const refused of await Promise.all(calls.map(refusal)))
    expect(refused).toMatchObject({ code: 'NoSuchOriginAccessControl', status: 404 })
})

describe('names', () => {
  test('are unique when one is created, and when one is updated', async () => {
    const { client } = await startEmulator()
    await create(client)
    const other = await create(client, { Name: 'another' })
    const refused = { code: 'OriginAccessControlAlreadyExists', status: 409 }
    expect(await refusal(create(client))).toMatchObject(refused)
    expect(await refusal(update(client, other))).toMatchObject(refused)
  })

  test('do not stand in their own way, and are free again after a deletion', async () => {
    const { client } = await startEmulator()
    const made = await create(client)
    const { ETag = '' } = await update(client, made, { SigningBehavior: 'no-override' })
    await remove(client, { Id: made.Id, ETag })
    expect((await create(client)).Id).not.toBe(made.Id)
  })
})

test.each([
  ['no name', { Name: '' }],
  ['a name of 65 characters', { Name: 'x'.repeat(65) }],
  ['a description of 257 characters', { Description: 'x'.repeat(257) }],
  ['always-amz-auth for a bucket', { SigningBehavior: 'always-amz-auth' as const }]
])('%s is an InvalidArgument', async (_case, change) => {
  const { client } = await startEmulator()
  expect(await refusal(create(client, change))).toMatchObject({ code: 'InvalidArgument', status: 400 })
})

test('an account has 100 access controls', async () => {
  const { client } = await startEmulator()
  await Promise.all(times(100, index => create(client, { Name: `number ${index}` })))
  const refused = await refusal(create(client))
  expect(refused).toMatchObject({ code: 'TooManyOriginAccessControls', status: 400 })
})

describe('beside distributions', () => {
  test('an access control that an origin has cannot be deleted; without that origin it can', async () => {
    const { client } = await startEmulator()
    const made = await create(client)
    const user = await createDistribution(client, using(made.Id))
    expect(await refusal(remove(client, made))).toEqual({
      code: 'OriginAccessControlInUse',
      status: 409,
      message: 'The CloudFront origin access control is still being used.'
    })
    const { Origins } = user.config
    const Items = (Origins?.Items ?? []).map(origin => ({ ...origin, OriginAccessControlId: '' }))
    await updateDistribution(client, user, { Origins: listOf(...Items) })
    await remove(client, made)
  })

  test.each([
    ['s3', 'site.s3.eu-west-1.amazonaws.com', using],
    ['lambda', 'abc.lambda-url.eu-west-1.on.aws', usingCustom],
    ['mediapackagev2', 'abc.egress.x.mediapackagev2.eu-west-1.amazonaws.com', usingCustom],
    ['mediastore', 'abc.data.mediastore.eu-west-1.amazonaws.com', usingCustom]
  ] as const)('one for %s fits its own kind of origin and no other', async (type, host, configOf) => {
    const { client } = await startEmulator()
    const fitting = await create(client, { Name: 'a', OriginAccessControlOriginType: type })
    const wrong = await create(client, { Name: 'b', OriginAccessControlOriginType: type === 's3' ? 'lambda' : 's3' })
    await createDistribution(client, configOf(fitting.Id, host))
    expect(await refusal(createDistribution(client, configOf(wrong.Id, host)))).toEqual({
      code: 'InvalidOriginAccessControl',
      status: 400,
      message: 'Illegal configuration: The origin type and OAC origin type differ.'
    })
  })

  test('a host of no such kind is InvalidDomainNameForOriginAccessControl', async () => {
    const { client } = await startEmulator()
    const { Id } = await create(client, { OriginAccessControlOriginType: 'lambda' })
    const call = createDistribution(client, usingCustom(Id, 'www.example.com'))
    expect(await refusalCode(call)).toBe('InvalidDomainNameForOriginAccessControl')
  })

  test('the kind of one in use is an IllegalUpdate to change, its signing is not', async () => {
    const { client } = await startEmulator()
    const made = await create(client)
    await createDistribution(client, using(made.Id))
    const change = { OriginAccessControlOriginType: 'lambda' }
    expect(await refusal(update(client, made, change))).toMatchObject({ code: 'IllegalUpdate', status: 400 })
    await update(client, made, { SigningBehavior: 'never' })
  })

  test('an access control of another account, thus one that is not here, is accepted only where it is taken on trust', async () => {
    const { client, emulator } = await startEmulator()
    expect(await refusal(createDistribution(client, using(UNKNOWN)))).toMatchObject({
      code: 'InvalidOriginAccessControl',
      status: 400
    })
    emulator.trust.set(['originAccessControls'])
    expect((await createDistribution(client, using(UNKNOWN))).distribution.Status).toBe('InProgress')
  })
})

test('access controls are there after a restart, with the same version', async () => {
  const dataDir = temporaryFolder()
  const first = await startEmulator({ dataDir })
  const { Id, ETag } = await create(first.client)
  await first.emulator.close()
  const { client } = await startEmulator({ dataDir })
  expect((await client.send(new CF.GetOriginAccessControlCommand({ Id }))).ETag).toBe(ETag)
})
