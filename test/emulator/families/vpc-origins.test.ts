import * as CF from '@aws-sdk/client-cloudfront'
import { expect, test } from 'vitest'
import { createDistribution } from '../distribution-calls.ts'
import { refusal } from '../refusal.ts'
import { bucket, listOf, sample } from '../sample-config.ts'
import { startEmulator } from '../start-emulator.ts'

const ENDPOINT: CF.VpcOriginEndpointConfig = {
  Name: 'internal',
  Arn: 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/internal/0123456789abcdef',
  HTTPPort: 80,
  HTTPSPort: 443,
  OriginProtocolPolicy: 'https-only',
  OriginSslProtocols: { Quantity: 1, Items: ['TLSv1.2'] },
  IpAddressType: 'ipv4'
}

async function start() {
  const { client, emulator } = await startEmulator()
  const create = (change: Partial<CF.VpcOriginEndpointConfig> = {}, Tags?: CF.Tags) =>
    client.send(new CF.CreateVpcOriginCommand({ VpcOriginEndpointConfig: { ...ENDPOINT, ...change }, Tags }))
  const get = (Id: string | undefined) => client.send(new CF.GetVpcOriginCommand({ Id }))
  return { client, emulator, create, get }
}

test('a VPC origin is on its way until the clock has moved on, after a change once more', async () => {
  const { client, emulator, create, get } = await start()
  const { VpcOrigin: made, $metadata, ETag } = await create()
  expect($metadata.httpStatusCode).toBe(202)
  expect(made).toMatchObject({ Status: 'Deploying', AccountId: '123456789012', VpcOriginEndpointConfig: ENDPOINT })
  expect(made?.Arn).toBe(`arn:aws:cloudfront::123456789012:vpcorigin/${made?.Id}`)
  emulator.clock.advance(60)
  const deployed = await get(made?.Id)
  expect([deployed.VpcOrigin, deployed.ETag]).toEqual([{ ...made, Status: 'Deployed' }, ETag])

  const update = { Id: made?.Id, IfMatch: ETag, VpcOriginEndpointConfig: { ...ENDPOINT, HTTPPort: 8080 } }
  const updated = await client.send(new CF.UpdateVpcOriginCommand(update))
  expect(updated).toMatchObject({ $metadata: { httpStatusCode: 202 }, VpcOrigin: { Status: 'Deploying' } })
  const [summary] = (await client.send(new CF.ListVpcOriginsCommand({}))).VpcOriginList?.Items ?? []
  expect(summary).toMatchObject({
    Id: made?.Id,
    Name: 'internal',
    Status: 'Deploying',
    OriginEndpointArn: ENDPOINT.Arn,
    IpAddressType: 'ipv4'
  })
})

test('a VPC origin is neither changed nor deleted while it is being deployed', async () => {
  const { client, emulator, create, get } = await start()
  const { VpcOrigin: made, ETag: IfMatch } = await create()
  const call = { Id: made?.Id, IfMatch }
  const update = () =>
    client.send(new CF.UpdateVpcOriginCommand({ ...call, VpcOriginEndpointConfig: { ...ENDPOINT, HTTPPort: 8080 } }))
  const remove = () => client.send(new CF.DeleteVpcOriginCommand(call))
  expect(await refusal(update())).toMatchObject({ code: 'CannotUpdateEntityWhileInUse', status: 409 })
  expect(await refusal(remove())).toMatchObject({ code: 'CannotDeleteEntityWhileInUse', status: 409 })
  expect((await get(made?.Id)).ETag).toBe(IfMatch)
  emulator.clock.advance(60)
  await remove()
})

test('a deletion is accepted, and answers what is deleted', async () => {
  const { client, emulator, create, get } = await start()
  const { VpcOrigin: made, ETag: IfMatch } = await create()
  emulator.clock.advance(60)
  const deleted = await client.send(new CF.DeleteVpcOriginCommand({ Id: made?.Id, IfMatch }))
  expect(deleted.$metadata.httpStatusCode).toBe(202)
  expect([deleted.VpcOrigin, deleted.ETag]).toEqual([{ ...made, Status: 'Deployed' }, IfMatch])
  expect(await refusal(get(made?.Id))).toMatchObject({ code: 'EntityNotFound', status: 404 })
})

test('while a distribution has it, a VPC origin neither changes nor goes', async () => {
  const { client, create } = await start()
  const { VpcOrigin: made, ETag: IfMatch } = await create()
  const origin = bucket('bucket', { S3OriginConfig: undefined, VpcOriginConfig: { VpcOriginId: made?.Id } })
  await createDistribution(
    client,
    sample(config => Object.assign(config, { Origins: listOf(origin) }))
  )
  const update = { Id: made?.Id, IfMatch, VpcOriginEndpointConfig: ENDPOINT }
  const message =
    'The specified VPC origin is currently associated with one or more distributions. Please disassociate the VPC origin ' +
    'from all distributions before updating or deleting'
  expect(await refusal(client.send(new CF.UpdateVpcOriginCommand(update)))).toEqual({
    code: 'CannotUpdateEntityWhileInUse',
    status: 409,
    message
  })
  expect(await refusal(client.send(new CF.DeleteVpcOriginCommand({ Id: made?.Id, IfMatch })))).toEqual({
    code: 'CannotDeleteEntityWhileInUse',
    status: 409,
    message
  })
})

test.each<[string, Partial<CF.VpcOriginEndpointConfig>, string]>([
  ['no name', { Name: '' }, 'InvalidArgument'],
  ['the ARN of a bucket', { Arn: 'arn:aws:s3:::bucket' }, 'InvalidArgument'],
  ['a port that is not for origins', { HTTPSPort: 444 }, 'InvalidArgument'],
  [
    'another quantity than it has items',
    { OriginSslProtocols: { Quantity: 2, Items: ['TLSv1.2'] } },
    'InconsistentQuantities'
  ]
])('a VPC origin with %s is refused', async (_case, change, code) => {
  const { create } = await start()
  expect(await refusal(create(change))).toMatchObject({ code, status: 400 })
})

test('a VPC origin has tags from its creation on', async () => {
  const { client, create } = await start()
  const Tags = { Items: [{ Key: 'team', Value: 'web' }] }
  const { VpcOrigin: made, ETag } = await create({}, Tags)
  const Resource = made?.Arn
  expect((await client.send(new CF.ListTagsForResourceCommand({ Resource }))).Tags).toEqual(Tags)
  await client.send(new CF.UntagResourceCommand({ Resource, TagKeys: { Items: ['team'] } }))
  expect((await client.send(new CF.ListTagsForResourceCommand({ Resource }))).Tags?.Items ?? []).toEqual([])
  expect((await client.send(new CF.GetVpcOriginCommand({ Id: made?.Id }))).ETag).toBe(ETag)
})
