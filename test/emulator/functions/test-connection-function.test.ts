import * as CF from '@aws-sdk/client-cloudfront'
import { expect, test } from 'vitest'
import { startWithStore } from '../key-value-stores/key-value-calls.ts'
import { refusal } from '../refusal.ts'
import { startEmulator } from '../start-emulator.ts'

async function create(client: CF.CloudFrontClient, code: string, storeArn?: string) {
  const { ConnectionFunctionSummary, ETag = '' } = await client.send(
    new CF.CreateConnectionFunctionCommand({
      Name: 'judges',
      ConnectionFunctionConfig: {
        Comment: '',
        Runtime: 'cloudfront-js-2.0',
        ...(storeArn && { KeyValueStoreAssociations: { Quantity: 1, Items: [{ KeyValueStoreARN: storeArn }] } })
      },
      ConnectionFunctionCode: Buffer.from(code)
    })
  )
  return { Id: ConnectionFunctionSummary?.Id ?? '', IfMatch: ETag }
}

const connection = { clientIp: '203.0.113.7', clientCertInfo: { serialNumber: '0A1B' } }

async function testing(
  client: CF.CloudFrontClient,
  made: { Id: string; IfMatch: string },
  more: Partial<CF.TestConnectionFunctionCommandInput> = {}
) {
  const ConnectionObject = Buffer.from(JSON.stringify(connection))
  const answer = await client.send(new CF.TestConnectionFunctionCommand({ ...made, ConnectionObject, ...more }))
  return answer.ConnectionFunctionTestResult
}

test('TestConnectionFunction: certificates whose number is in a key value store are denied', async () => {
  const { client, put, KvsARN } = await startWithStore()
  const made = await create(
    client,
    `
    import cf from 'cloudfront'
    async function connectionHandler(connection) {
      const { serialNumber } = connection.clientCertInfo
      if (await cf.kvs().exists(serialNumber)) {
        console.log('Connection denied - certificate revoked')
        return connection.deny()
      }
      connection.logCustomData('number ' + serialNumber)
      return connection.allow()
    }`,
    KvsARN
  )
  const allowed = await testing(client, made)
  expect(allowed).toMatchObject({
    ConnectionFunctionSummary: { Name: 'judges', Id: made.Id, Stage: 'DEVELOPMENT' },
    ComputeUtilization: '1',
    ConnectionFunctionErrorMessage: ''
  })
  expect(JSON.parse(allowed?.ConnectionFunctionOutput ?? '')).toEqual({ decision: 'allow', customData: 'number 0A1B' })
  await put('0A1B', '')
  const denied = await testing(client, made)
  expect(JSON.parse(denied?.ConnectionFunctionOutput ?? '')).toEqual({ decision: 'deny' })
  expect(denied?.ConnectionFunctionExecutionLogs).toEqual(['Connection denied - certificate revoked'])

  const { ETag } = await client.send(new CF.DescribeKeyValueStoreCommand({ Name: 'redirects' }))
  const remove = () => client.send(new CF.DeleteKeyValueStoreCommand({ Name: 'redirects', IfMatch: ETag }))
  expect(await refusal(remove())).toMatchObject({ code: 'CannotDeleteEntityWhileInUse', status: 409 })
  await client.send(new CF.DeleteConnectionFunctionCommand(made))
  await remove()
})

test('TestConnectionFunction: the first decision counts, and without one there is an error', async () => {
  const { client } = await startEmulator()
  const made = await create(client, 'function connectionHandler(c) { if (c.decide) { c.deny(); c.allow() } }')
  const undecided = await testing(client, made)
  expect(undecided).toMatchObject({
    ConnectionFunctionErrorMessage:
      'The CloudFront function returned an invalid value: The function must call connection.allow() or connection.deny().',
    ConnectionFunctionOutput: ''
  })
  const ConnectionObject = Buffer.from('{"decide":true}')
  expect((await testing(client, made, { ConnectionObject }))?.ConnectionFunctionOutput).toBe('{"decision":"deny"}')
})

test('TestConnectionFunction: what it does wrong is in the answer; its handler is not that of other functions', async () => {
  const { client } = await startEmulator()
  const made = await create(client, 'function handler(event) { return event.request }')
  expect((await testing(client, made))?.ConnectionFunctionErrorMessage).toContain('"connectionHandler" is not defined')
})

test('TestConnectionFunction: by stage and its version, with an object', async () => {
  const { client } = await startEmulator()
  const made = await create(client, 'function connectionHandler(connection) { connection.allow() }')
  expect(await refusal(testing(client, made, { Stage: 'LIVE' }))).toMatchObject({ code: 'EntityNotFound', status: 404 })
  await client.send(new CF.PublishConnectionFunctionCommand(made))
  const live = await client.send(new CF.DescribeConnectionFunctionCommand({ Identifier: made.Id, Stage: 'LIVE' }))
  const tested = await testing(client, { ...made, IfMatch: live.ETag ?? '' }, { Stage: 'LIVE' })
  expect(tested).toMatchObject({ ConnectionFunctionSummary: { Stage: 'LIVE' }, ConnectionFunctionErrorMessage: '' })
  expect(await refusal(testing(client, { ...made, IfMatch: live.ETag ?? '' }))).toMatchObject({ status: 412 })
  expect(await refusal(testing(client, { ...made, IfMatch: 'no version' }))).toMatchObject({ status: 400 })
  for (const text of ['[]', 'null', '{', `{"a":${'['.repeat(200)}${']'.repeat(200)}}`]) {
    const call = testing(client, made, { ConnectionObject: Buffer.from(text) })
    expect(await refusal(call)).toMatchObject({ code: 'InvalidArgument', status: 400 })
  }
})
