import * as CF from '@aws-sdk/client-cloudfront'
import { expect, test } from 'vitest'
import { createDistribution } from '../distribution-calls.ts'
import { refusal, refusalCode } from '../refusal.ts'
import { listOf, sample, times } from '../sample-config.ts'
import { startEmulator } from '../start-emulator.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const ARN = 'arn:aws:cloudfront::123456789012:function/redirect'
const code = (text = 'return event.request') => Buffer.from(`function handler(event) { ${text} }`)
const FunctionConfig = { Comment: 'for the site', Runtime: 'cloudfront-js-2.0' } as const

async function create(client: CF.CloudFrontClient, change: Partial<CF.CreateFunctionCommandInput> = {}) {
  const { Name = 'redirect', ...rest } = change
  const given = { Name, FunctionConfig, FunctionCode: code(), ...rest }
  const answer = await client.send(new CF.CreateFunctionCommand(given))
  return { answer, Name, IfMatch: answer.ETag ?? '' }
}

const publish = (client: CF.CloudFrontClient, { Name, IfMatch }: { Name: string; IfMatch: string }) =>
  client.send(new CF.PublishFunctionCommand({ Name, IfMatch }))
const describeStage = (client: CF.CloudFrontClient, Stage?: CF.FunctionStage) =>
  client.send(new CF.DescribeFunctionCommand({ Name: 'redirect', Stage }))

async function codeOf(client: CF.CloudFrontClient, Stage?: CF.FunctionStage) {
  const answer = await client.send(new CF.GetFunctionCommand({ Name: 'redirect', Stage }))
  return { ...answer, text: Buffer.from(answer.FunctionCode ?? []).toString() }
}

test('CreateFunction: 201, in the stage DEVELOPMENT and unpublished, with its ARN', async () => {
  const { client, url } = await startEmulator()
  const { answer } = await create(client)
  expect(answer.$metadata.httpStatusCode).toBe(201)
  expect(answer.Location).toBe(`${url}/2020-05-31/function/${ARN}`)
  expect(answer.FunctionSummary).toMatchObject({
    Name: 'redirect',
    Status: 'UNPUBLISHED',
    FunctionConfig,
    FunctionMetadata: { FunctionARN: ARN, Stage: 'DEVELOPMENT' }
  })
})

test('GetFunction: the code to the byte, with its ETag and the type that CloudFront gives it', async () => {
  const { client, url } = await startEmulator()
  const FunctionCode = Uint8Array.from(times(256, index => index))
  const { IfMatch } = await create(client, { FunctionCode })
  const answer = await client.send(new CF.GetFunctionCommand({ Name: 'redirect' }))
  expect([...(answer.FunctionCode ?? [])]).toEqual([...FunctionCode])
  expect([answer.ETag, answer.ContentType]).toEqual([IfMatch, 'application/octet-stream'])
  const raw = await fetch(`${url}/2020-05-31/function/redirect`, {
    headers: { authorization: 'AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/cloudfront/aws4_request, Signature=a' }
  })
  expect(new Uint8Array(await raw.arrayBuffer())).toEqual(FunctionCode)
})

test('PublishFunction copies DEVELOPMENT to LIVE, and each stage has its own code, ETag and time from then on', async () => {
  const { client, emulator } = await startEmulator()
  const made = await create(client)
  expect(await refusal(describeStage(client, 'LIVE'))).toMatchObject({ code: 'NoSuchFunctionExists', status: 404 })
  expect(await refusalCode(codeOf(client, 'LIVE'))).toBe('NoSuchFunctionExists')
  const published = await publish(client, made)
  expect(published.FunctionSummary).toMatchObject({ Status: 'UNASSOCIATED', FunctionMetadata: { Stage: 'LIVE' } })

  emulator.clock.advance(60)
  const FunctionCode = code('return 1')
  const updated = await client.send(new CF.UpdateFunctionCommand({ ...made, FunctionConfig, FunctionCode }))
  const [development, live] = [await describeStage(client), await describeStage(client, 'LIVE')]
  expect(development.ETag).toBe(updated.ETag)
  expect(new Set([made.IfMatch, updated.ETag, live.ETag]).size).toBe(3)
  expect(live.FunctionSummary).toEqual(published.FunctionSummary)
  expect(development.FunctionSummary?.FunctionMetadata?.LastModifiedTime?.getTime()).toBe(
    (live.FunctionSummary?.FunctionMetadata?.LastModifiedTime?.getTime() ?? 0) + 60_000
  )
  expect([(await codeOf(client, 'DEVELOPMENT')).text, (await codeOf(client, 'LIVE')).text]).toEqual([
    code('return 1').toString(),
    code().toString()
  ])
  const { FunctionSummary } = await publish(client, { Name: 'redirect', IfMatch: updated.ETag ?? '' })
  expect(FunctionSummary?.FunctionMetadata?.CreatedTime).toEqual(
    made.answer.FunctionSummary?.FunctionMetadata?.CreatedTime
  )
  expect((await codeOf(client, 'LIVE')).text).toBe(code('return 1').toString())
})

test('PublishFunction wants the version of the stage DEVELOPMENT', async () => {
  const { client } = await startEmulator()
  const made = await create(client)
  await publish(client, made)
  const { ETag = '' } = await describeStage(client, 'LIVE')
  expect(await refusalCode(publish(client, { ...made, IfMatch: ETag }))).toBe('PreconditionFailed')
  expect(await refusalCode(publish(client, { ...made, IfMatch: 'none' }))).toBe('InvalidIfMatchVersion')
})

test('UpdateFunction gives its ETag in the header ETtag, and in ETag, too', async () => {
  const { client } = await startEmulator()
  const made = await create(client)
  let headers: Record<string, string> = {}
  client.middlewareStack.add(
    next => async args => {
      const result = await next(args)
      headers = (result.response as { headers: Record<string, string> }).headers
      return result
    },
    { step: 'deserialize', priority: 'low' }
  )
  const { ETag } = await client.send(new CF.UpdateFunctionCommand({ ...made, FunctionConfig, FunctionCode: code() }))
  expect([headers.ettag, headers.etag]).toEqual([ETag, ETag])
})

test('a function that a distribution has is DEPLOYED, and is not deleted', async () => {
  const { client } = await startEmulator()
  const made = await create(client)
  await publish(client, made)
  const FunctionAssociations = listOf({ FunctionARN: ARN, EventType: 'viewer-request' as const })
  await createDistribution(
    client,
    sample(config => Object.assign(config.DefaultCacheBehavior, { FunctionAssociations }))
  )
  expect((await describeStage(client)).FunctionSummary?.Status).toBe('DEPLOYED')
  expect((await describeStage(client, 'LIVE')).FunctionSummary?.Status).toBe('DEPLOYED')
  expect(await refusal(client.send(new CF.DeleteFunctionCommand(made)))).toEqual({
    code: 'FunctionInUse',
    status: 409,
    message: 'Cannot delete function redirect, it is in use by 1 distributions'
  })
})

test('ListFunctions: by stage, or every stage of each, also over pages of one', async () => {
  const { client } = await startEmulator()
  await publish(client, await create(client))
  await create(client, { Name: 'another' })
  const listed = async (Stage?: CF.FunctionStage) => {
    const found: unknown[] = []
    let Marker: string | undefined
    do {
      const { FunctionList } = await client.send(new CF.ListFunctionsCommand({ Stage, Marker, MaxItems: 1 }))
      found.push(...(FunctionList?.Items ?? []).map(item => [item.Name, item.FunctionMetadata?.Stage]))
      Marker = FunctionList?.NextMarker
    } while (Marker)
    return found
  }
  expect(await listed()).toEqual([
    ['another', 'DEVELOPMENT'],
    ['redirect', 'DEVELOPMENT'],
    ['redirect', 'LIVE']
  ])
  expect(await listed('LIVE')).toEqual([['redirect', 'LIVE']])
  expect(await listed('DEVELOPMENT')).toHaveLength(2)
})

test.each<[string, Partial<CF.CreateFunctionCommandInput>, string, number]>([
  ['a name with a blank', { Name: 'my function' }, 'InvalidArgument', 400],
  ['a name of 65 characters', { Name: 'x'.repeat(65) }, 'InvalidArgument', 400],
  ['no code', { FunctionCode: new Uint8Array() }, 'InvalidArgument', 400],
  ['10241 bytes of code', { FunctionCode: new Uint8Array(10_241) }, 'FunctionSizeLimitExceeded', 413],
  [
    'a key value store in the first runtime',
    {
      FunctionConfig: {
        Comment: '',
        Runtime: 'cloudfront-js-1.0',
        KeyValueStoreAssociations: listOf({
          KeyValueStoreARN: 'arn:aws:cloudfront::123456789012:key-value-store/00000000-0000-4000-8000-000000000000'
        })
      }
    },
    'InvalidArgument',
    400
  ]
])('a function with %s is refused', async (_case, change, expected, status) => {
  const { client } = await startEmulator()
  expect(await refusal(create(client, change))).toMatchObject({ code: expected, status })
})

test('code of 10240 bytes is accepted, and one byte more is refused in an update, too', async () => {
  const { client } = await startEmulator()
  const made = await create(client, { FunctionCode: new Uint8Array(10_240).fill(32) })
  const update = new CF.UpdateFunctionCommand({ ...made, FunctionConfig, FunctionCode: new Uint8Array(10_241) })
  expect(await refusalCode(client.send(update))).toBe('FunctionSizeLimitExceeded')
})

test('both stages are there after a restart', async () => {
  const dataDir = temporaryFolder()
  const first = await startEmulator({ dataDir })
  const made = await create(first.client)
  await publish(first.client, made)
  await first.client.send(new CF.UpdateFunctionCommand({ ...made, FunctionConfig, FunctionCode: code('return 1') }))
  const live = await describeStage(first.client, 'LIVE')
  await first.emulator.close()
  const { client } = await startEmulator({ dataDir })
  expect((await describeStage(client, 'LIVE')).ETag).toBe(live.ETag)
  expect((await codeOf(client, 'LIVE')).text).toBe(code().toString())
  expect((await codeOf(client)).text).toBe(code('return 1').toString())
})

test('a function takes tags when it is created and later, without a new ETag', async () => {
  const { client } = await startEmulator()
  const { IfMatch } = await create(client, { Tags: { Items: [{ Key: 'team', Value: 'web' }] } })
  await client.send(new CF.TagResourceCommand({ Resource: ARN, Tags: { Items: [{ Key: 'stage', Value: 'test' }] } }))
  const { Tags } = await client.send(new CF.ListTagsForResourceCommand({ Resource: ARN }))
  expect(Tags?.Items).toEqual([
    { Key: 'team', Value: 'web' },
    { Key: 'stage', Value: 'test' }
  ])
  await client.send(new CF.UntagResourceCommand({ Resource: ARN, TagKeys: { Items: ['team'] } }))
  expect((await client.send(new CF.ListTagsForResourceCommand({ Resource: ARN }))).Tags?.Items).toHaveLength(1)
  expect((await describeStage(client)).ETag).toBe(IfMatch)
  const unknown = client.send(new CF.ListTagsForResourceCommand({ Resource: `${ARN}s` }))
  expect(await refusalCode(unknown)).toBe('NoSuchResource')
})
