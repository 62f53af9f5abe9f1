import * as CF from '@aws-sdk/client-cloudfront'
import { isIPv4, isIPv6 } from 'node:net'
import { expect, test } from 'vitest'
import { refusal } from '../refusal.ts'
import { startEmulator } from '../start-emulator.ts'

async function start() {
  const { client, emulator } = await startEmulator()
  const create = (change: Partial<CF.CreateAnycastIpListRequest> = {}) =>
    client.send(new CF.CreateAnycastIpListCommand({ Name: 'list', IpCount: 3, ...change }))
  return { client, emulator, create }
}

test('a list has as many addresses as it was made for, and they stay', async () => {
  const { client, emulator, create } = await start()
  const { AnycastIpList: made, ETag, $metadata } = await create({ IpCount: 21 })
  expect($metadata.httpStatusCode).toBe(202)
  expect(made).toMatchObject({ Status: 'Deploying', IpCount: 21, IpAddressType: 'ipv4' })
  expect(made?.Arn).toBe(`arn:aws:cloudfront::123456789012:anycast-ip-list/${made?.Id}`)
  expect(new Set(made?.AnycastIps?.filter(isIPv4)).size).toBe(21)
  emulator.clock.advance(60)
  const read = await client.send(new CF.GetAnycastIpListCommand({ Id: made?.Id }))
  expect([read.AnycastIpList, read.ETag]).toEqual([{ ...made, Status: 'Deployed' }, ETag])
  const update = { Id: made?.Id, IfMatch: ETag, IpAddressType: 'dualstack' as const }
  const { AnycastIpList: updated } = await client.send(new CF.UpdateAnycastIpListCommand(update))
  expect(updated?.AnycastIps?.filter(isIPv4)).toEqual(made?.AnycastIps)
  expect(new Set(updated?.AnycastIps?.filter(isIPv6)).size).toBe(21)
})

test('two lists have no address in common', async () => {
  const { create } = await start()
  const [one, two] = [await create(), await create({ Name: 'other', IpAddressType: 'ipv6' })]
  const all = [...(one.AnycastIpList?.AnycastIps ?? []), ...(two.AnycastIpList?.AnycastIps ?? [])]
  expect(new Set(all).size).toBe(6)
})

test('a list stays while a connection group has it', async () => {
  const { client, create } = await start()
  const { AnycastIpList: made, ETag: IfMatch } = await create()
  await client.send(new CF.CreateConnectionGroupCommand({ Name: 'group', AnycastIpListId: made?.Id }))
  const remove = new CF.DeleteAnycastIpListCommand({ Id: made?.Id, IfMatch })
  expect(await refusal(client.send(remove))).toMatchObject({ code: 'CannotDeleteEntityWhileInUse', status: 409 })
})

test.each<[string, Partial<CF.CreateAnycastIpListRequest>]>([
  ['no name', { Name: '' }],
  ['four addresses', { IpCount: 4 }]
])('a list with %s is refused', async (_case, change) => {
  const { create } = await start()
  expect(await refusal(create(change))).toMatchObject({ code: 'InvalidArgument', status: 400 })
})

test('ranges of one’s own are shown with the list', async () => {
  const { create } = await start()
  const IpamCidrConfigs = [{ Cidr: '192.0.2.0/24', IpamPoolArn: 'arn:aws:ec2::123456789012:ipam-pool/ipam-pool-1' }]
  const { AnycastIpList: made } = await create({ IpamCidrConfigs })
  expect(made?.IpamConfig).toEqual({ Quantity: 1, IpamCidrConfigs })
})
