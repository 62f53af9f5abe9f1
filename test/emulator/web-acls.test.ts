import * as CF from '@aws-sdk/client-cloudfront'
import { expect, test } from 'vitest'
import { createDistribution, getDistribution } from './distribution-calls.ts'
import { refusal } from './refusal.ts'
import { sample } from './sample-config.ts'
import { startEmulator } from './start-emulator.ts'

const WEB_ACL = 'arn:aws:wafv2:us-east-1:123456789012:global/webacl/site/a1b2c3d4-5678-90ab-cdef-000000000001'

const associate = (client: CF.CloudFrontClient, Id: string, IfMatch?: string, WebACLArn = WEB_ACL) =>
  client.send(new CF.AssociateDistributionWebACLCommand({ Id, IfMatch, WebACLArn }))
const disassociate = (client: CF.CloudFrontClient, Id: string, IfMatch?: string) =>
  client.send(new CF.DisassociateDistributionWebACLCommand({ Id, IfMatch }))

test('AssociateDistributionWebACL puts the web ACL into the configuration: a new version that is InProgress', async () => {
  const { client, emulator } = await startEmulator({ propagationSeconds: 60 })
  const { Id, ETag, config } = await createDistribution(client)
  emulator.clock.advance(60)
  const answer = await associate(client, Id, ETag)
  expect(answer).toMatchObject({ Id, WebACLArn: WEB_ACL, $metadata: { httpStatusCode: 200 } })
  expect(answer.ETag).not.toBe(ETag)
  const read = await getDistribution(client, Id)
  expect(read.ETag).toBe(answer.ETag)
  expect(read.config).toEqual({ ...config, WebACLId: WEB_ACL })
  expect(read.distribution.Status).toBe('InProgress')
})

test('DisassociateDistributionWebACL takes it away again, with a new version', async () => {
  const { client } = await startEmulator()
  const { Id, ETag } = await createDistribution(
    client,
    sample(config => (config.WebACLId = WEB_ACL))
  )
  const answer = await disassociate(client, Id, ETag)
  expect(answer).toMatchObject({ Id, $metadata: { httpStatusCode: 200 } })
  const read = await getDistribution(client, Id)
  expect([read.ETag, read.config.WebACLId]).toEqual([answer.ETag, ''])
  expect(read.ETag).not.toBe(ETag)
})

test.each([
  ['no version at all', undefined, 'InvalidIfMatchVersion', 400],
  ['a version that is not the current one', 'E2QWRUHAPOMQZL', 'PreconditionFailed', 412]
])('both are refused with %s', async (_case, version, code, status) => {
  const { client } = await startEmulator()
  const { Id } = await createDistribution(client)
  expect(await refusal(associate(client, Id, version))).toMatchObject({ code, status })
  expect(await refusal(disassociate(client, Id, version))).toMatchObject({ code, status })
})

test('an unknown distribution is EntityNotFound, as these two have no NoSuchDistribution', async () => {
  const { client } = await startEmulator()
  const refused = { code: 'EntityNotFound', status: 404 }
  expect(await refusal(associate(client, 'E1234567890ABC'))).toMatchObject(refused)
  expect(await refusal(disassociate(client, 'E1234567890ABC'))).toMatchObject(refused)
})

test.each(['a1b2c3d4-5678-90ab-cdef-000000000001', WEB_ACL.replace('us-east-1', 'eu-west-1'), 'site'])(
  'the web ACL %s is an InvalidArgument, and nothing changes',
  async WebACLArn => {
    const { client } = await startEmulator()
    const { Id, ETag } = await createDistribution(client)
    expect(await refusal(associate(client, Id, ETag, WebACLArn))).toMatchObject({
      code: 'InvalidArgument',
      status: 400
    })
    expect((await getDistribution(client, Id)).ETag).toBe(ETag)
  }
)
