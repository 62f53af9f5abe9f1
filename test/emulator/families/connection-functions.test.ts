import * as CF from '@aws-sdk/client-cloudfront'
import { expect, test } from 'vitest'
import { refusal } from '../refusal.ts'
import { startEmulator } from '../start-emulator.ts'

const CONFIG: CF.FunctionConfig = { Comment: '', Runtime: 'cloudfront-js-2.0' }
const first = Buffer.from('function connectionHandler(connection) { connection.allow() }')
const second = Buffer.from('function connectionHandler(connection) { connection.deny() }')

async function start() {
  const { client } = await startEmulator()
  const create = (change: Partial<CF.CreateConnectionFunctionRequest> = {}) =>
    client.send(
      new CF.CreateConnectionFunctionCommand({
        Name: 'gate',
        ConnectionFunctionConfig: CONFIG,
        ConnectionFunctionCode: first,
        ...change
      })
    )
  const code = async (Identifier: string | undefined, Stage?: CF.FunctionStage) => {
    const answer = await client.send(new CF.GetConnectionFunctionCommand({ Identifier, Stage }))
    return [Buffer.from(answer.ConnectionFunctionCode ?? []).toString(), answer.ETag]
  }
  const stages = async (Stage?: CF.FunctionStage) => {
    const { ConnectionFunctions = [] } = await client.send(new CF.ListConnectionFunctionsCommand({ Stage }))
    return ConnectionFunctions.map(each => each.Stage)
  }
  return { client, create, code, stages }
}

test('a publication copies what is in development to LIVE, where it stays until the next one', async () => {
  const { client, create, code, stages } = await start()
  const { ConnectionFunctionSummary: made, ETag } = await create()
  const Id = made?.Id
  expect(made).toMatchObject({ Name: 'gate', Stage: 'DEVELOPMENT', Status: 'UNPUBLISHED' })
  expect(made?.ConnectionFunctionArn).toBe(`arn:aws:cloudfront::123456789012:connection-function/${Id}`)
  expect(await refusal(code(Id, 'LIVE'))).toMatchObject({ code: 'EntityNotFound', status: 404 })
  expect(await stages()).toEqual(['DEVELOPMENT'])

  const published = await client.send(new CF.PublishConnectionFunctionCommand({ Id, IfMatch: ETag }))
  expect(published.ConnectionFunctionSummary).toMatchObject({ Id, Stage: 'LIVE', Status: 'UNASSOCIATED' })
  const update = { Id, IfMatch: ETag, ConnectionFunctionConfig: CONFIG, ConnectionFunctionCode: second }
  const updated = await client.send(new CF.UpdateConnectionFunctionCommand(update))
  expect(await code(Id)).toEqual([second.toString(), updated.ETag])
  const [live, liveETag] = await code(Id, 'LIVE')
  expect([live, liveETag === updated.ETag]).toEqual([first.toString(), false])
  expect([await stages(), await stages('LIVE')]).toEqual([['DEVELOPMENT', 'LIVE'], ['LIVE']])
})

test('a function is found by id, name or ARN', async () => {
  const { create, code } = await start()
  const { ConnectionFunctionSummary: made, ETag } = await create()
  for (const identifier of [made?.Id, 'gate', made?.ConnectionFunctionArn])
    expect(await code(identifier)).toEqual([first.toString(), ETag])
})

test.each<[string, Partial<CF.CreateConnectionFunctionRequest>, string, number]>([
  ['a name with a blank', { Name: 'the gate' }, 'InvalidArgument', 400],
  ['no code', { ConnectionFunctionCode: Buffer.alloc(0) }, 'InvalidArgument', 400],
  ['too much code', { ConnectionFunctionCode: Buffer.alloc(41 * 1024, 'x') }, 'EntitySizeLimitExceeded', 413],
  [
    'the first runtime',
    { ConnectionFunctionConfig: { ...CONFIG, Runtime: 'cloudfront-js-1.0' } },
    'InvalidArgument',
    400
  ]
])('a function with %s is refused', async (_case, change, code, status) => {
  const { create } = await start()
  expect(await refusal(create(change))).toMatchObject({ code, status })
})
