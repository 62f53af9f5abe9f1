import * as CF from '@aws-sdk/client-cloudfront'
import { expect, test } from 'vitest'
import { refusal, refusalCode } from './refusal.ts'
import { times } from './sample-config.ts'
import { startEmulator } from './start-emulator.ts'
import { createMultiTenant, createTenant, updateTenant } from './tenant-calls.ts'

async function createGroup(client: CF.CloudFrontClient, change: Partial<CF.CreateConnectionGroupRequest> = {}) {
  const answer = await client.send(new CF.CreateConnectionGroupCommand({ Name: 'group', ...change }))
  return { ...answer, Id: answer.ConnectionGroup?.Id ?? '', ETag: answer.ETag ?? '' }
}

const list = async (client: CF.CloudFrontClient, request: CF.ListConnectionGroupsRequest = {}) =>
  (await client.send(new CF.ListConnectionGroupsCommand(request))).ConnectionGroups ?? []

test('CreateConnectionGroup: 201, enabled with IPv6, InProgress and then Deployed', async () => {
  const { client, emulator } = await startEmulator({ propagationSeconds: 60 })
  const made = await createGroup(client, { Tags: { Items: [{ Key: 'team', Value: 'web' }] } })
  expect(made.$metadata.httpStatusCode).toBe(201)
  expect(made.ConnectionGroup).toMatchObject({
    Id: expect.stringMatching(/^cg_\w{22}$/) as string,
    Name: 'group',
    Arn: `arn:aws:cloudfront::123456789012:connection-group/${made.Id}`,
    RoutingEndpoint: expect.stringMatching(/^d\w{13}\.cloudfront\.net$/) as string,
    Tags: { Items: [{ Key: 'team', Value: 'web' }] },
    Ipv6Enabled: true,
    Enabled: true,
    IsDefault: false,
    Status: 'InProgress'
  })
  emulator.clock.advance(60)
  expect((await list(client)).map(({ Status }) => Status)).toEqual(['Deployed'])
})

test('a connection group is found by id, name, ARN and routing endpoint', async () => {
  const { client } = await startEmulator()
  const { ConnectionGroup, ETag, Id } = await createGroup(client)
  for (const Identifier of [Id, 'group', ConnectionGroup?.Arn]) {
    const found = await client.send(new CF.GetConnectionGroupCommand({ Identifier }))
    expect(found).toMatchObject({ ConnectionGroup, ETag })
  }
  const { RoutingEndpoint } = ConnectionGroup ?? {}
  const found = await client.send(new CF.GetConnectionGroupByRoutingEndpointCommand({ RoutingEndpoint }))
  expect(found).toMatchObject({ ConnectionGroup, ETag })
  const unknown = client.send(new CF.GetConnectionGroupCommand({ Identifier: 'cg_unknown' }))
  expect(await refusal(unknown)).toMatchObject({ code: 'EntityNotFound', status: 404 })
})

test('a name is given once, and must be one', async () => {
  const { client } = await startEmulator()
  await createGroup(client)
  expect(await refusal(createGroup(client))).toMatchObject({ code: 'EntityAlreadyExists', status: 409 })
  expect(await refusalCode(createGroup(client, { Name: 'no name' }))).toBe('InvalidArgument')
  expect(await refusalCode(createGroup(client, { Name: 'b', Tags: { Items: [{ Key: 'aws:x' }] } }))).toBe(
    'InvalidTagging'
  )
})

test('an account has 100 connection groups', async () => {
  const { client } = await startEmulator()
  for (const Name of times(100, index => `g${index}`)) await createGroup(client, { Name })
  expect(await refusalCode(createGroup(client))).toBe('EntityLimitExceeded')
})

test('UpdateConnectionGroup changes what is given, with a new version, and wants the current one', async () => {
  const { client } = await startEmulator()
  const { Id, ETag } = await createGroup(client)
  const update = (IfMatch: string) =>
    client.send(new CF.UpdateConnectionGroupCommand({ Id, IfMatch, AnycastIpListId: 'aip_1' }))
  const { ConnectionGroup, ETag: next } = await update(ETag)
  expect(ConnectionGroup).toMatchObject({ AnycastIpListId: 'aip_1', Ipv6Enabled: true, Enabled: true })
  expect(next).not.toBe(ETag)
  expect(await refusal(update(ETag))).toMatchObject({ code: 'PreconditionFailed', status: 412 })
})

test('ListConnectionGroups gives pages, and those of one anycast list', async () => {
  const { client } = await startEmulator()
  const ids = []
  for (const Name of ['a', 'b', 'c']) {
    ids.push((await createGroup(client, { Name, ...(Name === 'b' && { AnycastIpListId: 'aip_1' }) })).Id)
  }
  const first = await client.send(new CF.ListConnectionGroupsCommand({ MaxItems: 2 }))
  const second = await list(client, { Marker: first.NextMarker })
  const listed = [...(first.ConnectionGroups ?? []), ...second].map(({ Id }) => Id)
  expect(listed).toEqual([...ids].sort())
  expect((await list(client, { AssociationFilter: { AnycastIpListId: 'aip_1' } })).map(({ Name }) => Name)).toEqual([
    'b'
  ])
})

test('a group goes only when no tenant is in it and it is disabled', async () => {
  const { client } = await startEmulator()
  const { Id, ETag } = await createGroup(client)
  const { Id: distributionId } = await createMultiTenant(client)
  const tenant = await createTenant(client, distributionId, { ConnectionGroupId: Id })
  const remove = (IfMatch: string) => client.send(new CF.DeleteConnectionGroupCommand({ Id, IfMatch }))
  expect(await refusal(remove(ETag))).toMatchObject({ code: 'CannotDeleteEntityWhileInUse', status: 409 })
  const { Id: other } = await createGroup(client, { Name: 'other' })
  await updateTenant(client, tenant, { ConnectionGroupId: other })
  expect(await refusal(remove(ETag))).toMatchObject({ code: 'ResourceNotDisabled', status: 409 })
  const disabled = await client.send(new CF.UpdateConnectionGroupCommand({ Id, IfMatch: ETag, Enabled: false }))
  expect((await remove(disabled.ETag ?? '')).$metadata.httpStatusCode).toBe(204)
  expect((await list(client)).map(({ Name }) => Name)).toEqual(['other'])
})

test('the first tenant without a group makes the default one, and the next ones get it, too', async () => {
  const { client } = await startEmulator()
  const { Id } = await createMultiTenant(client)
  const first = await createTenant(client, Id)
  const second = await createTenant(client, Id)
  const groups = await list(client)
  expect(groups).toMatchObject([{ Id: first.tenant.ConnectionGroupId, IsDefault: true, Enabled: true }])
  expect(second.tenant.ConnectionGroupId).toBe(first.tenant.ConnectionGroupId)
})

test('no default group is left behind by a tenant that was refused', async () => {
  const { client } = await startEmulator()
  const { Id } = await createMultiTenant(client)
  expect(await refusalCode(createTenant(client, Id, { Domains: [] }))).toBe('InvalidArgument')
  expect(await list(client)).toEqual([])
})
