import * as CF from '@aws-sdk/client-cloudfront'
import { expect, test } from 'vitest'
import { createReferences } from './own-references.ts'
import { refusal } from './refusal.ts'
import { startEmulator } from './start-emulator.ts'

const POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { AWS: '111122223333' }, Action: 'cloudfront:CreateDistribution', Resource: '*' }
  ]
})
const arnOf = (name: string) => `arn:aws:cloudfront::123456789012:${name}`

async function start() {
  const { client, emulator } = await startEmulator()
  const own = await createReferences(client)
  const get = (ResourceArn: string) => client.send(new CF.GetResourcePolicyCommand({ ResourceArn }))
  const put = (ResourceArn: string, PolicyDocument = POLICY) =>
    client.send(new CF.PutResourcePolicyCommand({ ResourceArn, PolicyDocument }))
  const remove = (ResourceArn: string) => client.send(new CF.DeleteResourcePolicyCommand({ ResourceArn }))
  return { client, emulator, own, get, put, remove }
}

test('whatever can be shared has a policy, which the next one replaces and a deletion takes away', async () => {
  const { own, get, put, remove } = await start()
  for (const arn of [
    arnOf(`vpcorigin/${own.vpcOrigin}`),
    arnOf(`anycast-ip-list/${own.anycastIpList}`),
    arnOf(`trust-store/${own.trustStore}`),
    arnOf(`connection-function/${own.connectionFunction}`)
  ]) {
    expect(await refusal(get(arn))).toMatchObject({ code: 'EntityNotFound', status: 404 })
    expect(await put(arn)).toMatchObject({ $metadata: { httpStatusCode: 200 }, ResourceArn: arn })
    expect(await get(arn)).toMatchObject({ ResourceArn: arn, PolicyDocument: POLICY })
    const other = POLICY.replace('Allow', 'Deny')
    await put(arn, other)
    expect((await get(arn)).PolicyDocument).toBe(other)
    expect((await remove(arn)).$metadata.httpStatusCode).toBe(200)
    expect(await refusal(remove(arn))).toMatchObject({ code: 'EntityNotFound', status: 404 })
  }
})

test('a policy goes with what it is about', async () => {
  const { client, emulator, own, get, put } = await start()
  emulator.clock.advance(60)
  const arn = arnOf(`vpcorigin/${own.vpcOrigin}`)
  await put(arn)
  const { ETag: IfMatch } = await client.send(new CF.GetVpcOriginCommand({ Id: own.vpcOrigin }))
  await client.send(new CF.DeleteVpcOriginCommand({ Id: own.vpcOrigin, IfMatch }))
  for (const call of [get, put]) expect(await refusal(call(arn))).toMatchObject({ code: 'EntityNotFound', status: 404 })
})

test.each([
  ['what cannot be shared', arnOf('distribution/E127EXAMPLE51Z'), POLICY, 'InvalidArgument', 400],
  ['what is not there', arnOf('trust-store/ts_nobody'), POLICY, 'EntityNotFound', 404],
  ['what is no ARN', 'trust-store', POLICY, 'InvalidArgument', 400]
])('a policy for %s is refused', async (_case, arn, document, code, status) => {
  const { put } = await start()
  expect(await refusal(put(arn, document))).toMatchObject({ code, status })
})

test.each(['', 'Allow', 'null', '{}', '{"Statement":[]}', '{"Statement":["Allow"]}'])(
  'the document %j is refused',
  async document => {
    const { own, put } = await start()
    expect(await refusal(put(arnOf(`vpcorigin/${own.vpcOrigin}`), document))).toMatchObject({
      code: 'InvalidArgument',
      status: 400
    })
  }
)
