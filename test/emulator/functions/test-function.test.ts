import * as CF from '@aws-sdk/client-cloudfront'
import { expect, test } from 'vitest'
import { runEmulator } from '../emulator-process.ts'
import { refusal } from '../refusal.ts'
import { sdkClient, startEmulator } from '../start-emulator.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { requestEvent } from './run-function.ts'

const Name = 'rewrite'

async function create(client: CF.CloudFrontClient, code: string) {
  const FunctionConfig = { Comment: '', Runtime: 'cloudfront-js-2.0' } as const
  const { ETag } = await client.send(
    new CF.CreateFunctionCommand({ Name, FunctionConfig, FunctionCode: Buffer.from(code) })
  )
  return ETag ?? ''
}

function testFunction(
  client: CF.CloudFrontClient,
  IfMatch: string,
  { event = JSON.stringify(requestEvent()), Stage }: { event?: string; Stage?: CF.FunctionStage } = {}
) {
  return client.send(new CF.TestFunctionCommand({ Name, IfMatch, Stage, EventObject: Buffer.from(event) }))
}

const rewriting = (suffix: string) => `
  async function handler({ request }) {
    console.log('at ' + new Date().toISOString())
    request.uri += '${suffix}'
    return request
  }`

test('TestFunction runs the function, and answers with output, log, utilisation and summary', async () => {
  const { client, emulator } = await startEmulator()
  const IfMatch = await create(client, rewriting('#1'))
  const { TestResult } = await testFunction(client, IfMatch)
  expect(TestResult).toMatchObject({
    FunctionSummary: { Name, Status: 'UNPUBLISHED', FunctionMetadata: { Stage: 'DEVELOPMENT' } },
    FunctionExecutionLogs: [`at ${new Date(emulator.clock.now()).toISOString()}`],
    FunctionErrorMessage: '',
    ComputeUtilization: '1'
  })
  expect(JSON.parse(TestResult?.FunctionOutput ?? '')).toMatchObject({ request: { uri: '/index.html#1' } })
})

test('TestFunction is throttled where more tests than twenty wait, and the others run', async () => {
  const { client } = await startEmulator()
  // The one that the engine cannot interrupt takes all the time that a run may take, during which the others arrive.
  const code = `function handler({ request }) {
    if (request.uri === '/slow') [].includes.call({ length: 2 ** 53 - 1 }, 1)
    return request
  }`
  const IfMatch = await create(client, code)
  const slow = testFunction(client, IfMatch, { event: JSON.stringify(requestEvent({ uri: '/slow' })) })
  const others = Array.from({ length: 40 }, async () => testFunction(client, IfMatch))
  const results = await Promise.allSettled([slow, ...others])
  const refused = results.filter(({ status }) => status === 'rejected')
  expect(refused.length).toBeGreaterThan(0)
  expect(results.length - refused.length).toBeGreaterThanOrEqual(21)
  for (const { reason } of refused as PromiseRejectedResult[]) {
    expect(await refusal(Promise.reject(reason as Error))).toEqual({
      code: 'Throttling',
      status: 400,
      message: 'Rate exceeded'
    })
  }
  expect((await testFunction(client, IfMatch)).TestResult?.FunctionErrorMessage).toBe('')
}, 60_000)

test('TestFunction runs the code of the stage that is asked for, by its own ETag', async () => {
  const { client } = await startEmulator()
  const first = await create(client, rewriting('#1'))
  expect(await refusal(testFunction(client, first, { Stage: 'LIVE' }))).toMatchObject({ code: 'NoSuchFunctionExists' })
  await client.send(new CF.PublishFunctionCommand({ Name, IfMatch: first }))
  const FunctionConfig = { Comment: '', Runtime: 'cloudfront-js-1.0' } as const
  const FunctionCode = Buffer.from('function handler(event) { return { statusCode: 204 } }')
  const { ETag: second = '' } = await client.send(
    new CF.UpdateFunctionCommand({ Name, IfMatch: first, FunctionConfig, FunctionCode })
  )
  const { ETag: live = '' } = await client.send(new CF.DescribeFunctionCommand({ Name, Stage: 'LIVE' }))
  const answers = [await testFunction(client, live, { Stage: 'LIVE' }), await testFunction(client, second)]
  expect(answers.map(({ TestResult }) => JSON.parse(TestResult?.FunctionOutput ?? ''))).toMatchObject([
    { request: { uri: '/index.html#1' } },
    { response: { statusCode: 204 } }
  ])
  expect(answers.map(({ TestResult }) => TestResult?.FunctionSummary?.FunctionMetadata?.Stage)).toEqual([
    'LIVE',
    'DEVELOPMENT'
  ])
  for (const stale of [first, live, 'E000']) {
    expect(await refusal(testFunction(client, stale))).toMatchObject({ code: 'InvalidIfMatchVersion', status: 400 })
  }
})

test('TestFunction: what a function does wrong is in the answer, which is 200', async () => {
  const { client } = await startEmulator()
  const { TestResult } = await testFunction(
    client,
    await create(client, 'function handler() { console.log(1); for (;;); }')
  )
  expect(TestResult).toMatchObject({
    FunctionErrorMessage: expect.stringContaining('invalid or could not run'),
    FunctionExecutionLogs: ['1'],
    FunctionOutput: '',
    ComputeUtilization: '100'
  })
})

test.each([
  ['no JSON', '{'],
  ['no object', '[]'],
  ['another version', JSON.stringify({ ...requestEvent(), version: '2.0' })],
  ['no type', JSON.stringify({ ...requestEvent(), context: {} })],
  ['another type', JSON.stringify({ ...requestEvent(), context: { eventType: 'origin-request' } })],
  ['no request', JSON.stringify({ ...requestEvent(), request: undefined })],
  ['no path', JSON.stringify(requestEvent({ uri: undefined as never }))],
  ['a response without a response', JSON.stringify({ ...requestEvent(), context: { eventType: 'viewer-response' } })],
  ['headers that are texts', JSON.stringify(requestEvent({ headers: { a: 'b' } as never }))],
  [
    'several values that are none',
    JSON.stringify(requestEvent({ querystring: { a: { value: 'b', multiValue: 5 } } as never }))
  ],
  ['no end of depth', JSON.stringify(requestEvent()).replace('{}', `${'['.repeat(10_000)}${']'.repeat(10_000)}`)],
  ['more than 40 KB', JSON.stringify(requestEvent({ uri: `/${'a'.repeat(41_000)}` }))]
])('TestFunction: 400 InvalidArgument for an event with %s', async (_, event) => {
  const { client } = await startEmulator()
  const IfMatch = await create(client, rewriting(''))
  expect(await refusal(testFunction(client, IfMatch, { event }))).toMatchObject({
    code: 'InvalidArgument',
    status: 400
  })
})

test('the local CloudFront as it is built runs functions, too, and lives on after one that ran wild', async () => {
  const emulator = runEmulator({ LOCAL_CLOUDFRONT_PORT: '0', DATA_DIR: temporaryFolder(), LOG_LEVEL: 'silent' })
  const { localCloudFront, url = localCloudFront } = JSON.parse(await emulator.ready) as Record<string, string>
  const client = sdkClient(url!)
  const IfMatch = await create(client, rewriting('#1'))
  const event = JSON.stringify(requestEvent())
  expect((await testFunction(client, IfMatch, { event })).TestResult?.FunctionErrorMessage).toBe('')
  const FunctionCode = Buffer.from('function handler() { Array.prototype.indexOf.call({ length: 2 ** 32 - 1 }, 1) }')
  const FunctionConfig = { Comment: '', Runtime: 'cloudfront-js-2.0' } as const
  const { ETag = '' } = await client.send(new CF.UpdateFunctionCommand({ Name, IfMatch, FunctionConfig, FunctionCode }))
  expect((await testFunction(client, ETag)).TestResult?.FunctionErrorMessage).toContain('exceeded its time')
  expect((await client.send(new CF.DescribeFunctionCommand({ Name }))).ETag).toBe(ETag)
  client.destroy()
})

test('what a function says is readable for every client, whatever characters it has and however long it is', async () => {
  const { client } = await startEmulator()
  const code = `
    function handler({ request }) {
      console.log('a\\u0000b\\u001b[31m\\ud800\\uffff]]>')
      if (request.uri === '/throw') throw new Error('\\u0000'.repeat(2e5))
      request.uri = '/\\uffff'
      return request
    }`
  const IfMatch = await create(client, code)
  const { TestResult: returned } = await testFunction(client, IfMatch)
  expect(returned?.FunctionExecutionLogs).toEqual(['a\ufffdb\ufffd[31m\ufffd\ufffd]]>'])
  expect(JSON.parse(returned?.FunctionOutput ?? '')).toMatchObject({ request: { uri: '/\uffff' } })
  const { TestResult: thrown } = await testFunction(client, IfMatch, {
    event: JSON.stringify(requestEvent({ uri: '/throw' }))
  })
  expect(thrown?.FunctionErrorMessage).toMatch(/could not run\. Error: \ufffd+…$/)
  expect(thrown?.FunctionErrorMessage?.length).toBeLessThan(2000)
})
