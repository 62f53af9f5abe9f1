import * as CF from '@aws-sdk/client-cloudfront'
import { expect, test } from 'vitest'
import { createDistribution, getDistribution, invalidate, updateDistribution } from './distribution-calls.ts'
import { refusal, refusalCode } from './refusal.ts'
import { sample } from './sample-config.ts'
import { startEmulator } from './start-emulator.ts'

const NEVER_AN_ID = 'E1234567890ABC'

test('CreateDistribution: 201 with identifiers in CloudFront’s forms, an absolute Location and an unquoted ETag', async () => {
  const { client, url } = await startEmulator()
  const answer = await client.send(new CF.CreateDistributionCommand({ DistributionConfig: sample() }))
  expect(answer.$metadata.httpStatusCode).toBe(201)
  expect(answer.ETag).toMatch(/^E[A-Z0-9]{13}$/)
  const { Id, ARN, DomainName, Status } = answer.Distribution ?? {}
  expect(Id).toMatch(/^E[A-Z0-9]{13}$/)
  expect(ARN).toBe(`arn:aws:cloudfront::123456789012:distribution/${Id}`)
  expect(DomainName).toMatch(/^d[a-z0-9]{13}\.cloudfront\.net$/)
  expect(Status).toBe('InProgress')
  expect(answer.Location).toBe(`${url}/2020-05-31/distribution/${Id}`)
})

test('GetDistribution and GetDistributionConfig answer the same version', async () => {
  const { client } = await startEmulator()
  const { Id, ETag, config } = await createDistribution(client)
  const read = await getDistribution(client, Id)
  const alone = await client.send(new CF.GetDistributionConfigCommand({ Id }))
  expect([read.ETag, alone.ETag]).toEqual([ETag, ETag])
  expect([read.config, alone.DistributionConfig]).toEqual([config, config])
})

test('a caller reference makes one distribution, even when all else is the same', async () => {
  const { client } = await startEmulator()
  const config = sample()
  const { Id } = await createDistribution(client, config)
  expect(await refusal(createDistribution(client, config))).toEqual({
    code: 'DistributionAlreadyExists',
    status: 409,
    message:
      'The caller reference that you are using to create a distribution is associated with another distribution. Already ' +
      `exists: ${Id}`
  })
})

test('a distribution is InProgress until the propagation time is over, then Deployed with the same ETag', async () => {
  const { client, emulator } = await startEmulator({ propagationSeconds: 60 })
  const { Id, ETag } = await createDistribution(client)
  emulator.clock.advance(59.999)
  expect((await getDistribution(client, Id)).distribution.Status).toBe('InProgress')
  emulator.clock.advance(0.001)
  const deployed = await getDistribution(client, Id)
  expect(deployed.distribution.Status).toBe('Deployed')
  expect(deployed.ETag).toBe(ETag)
})

test('UpdateDistribution replaces the configuration, gives a new ETag and is InProgress again', async () => {
  const { client, emulator } = await startEmulator({ propagationSeconds: 60 })
  const made = await createDistribution(client)
  emulator.clock.advance(60)
  const updated = await updateDistribution(client, made, { Comment: 'changed' })
  expect(updated.config.Comment).toBe('changed')
  expect(updated.ETag).not.toBe(made.ETag)
  expect(updated.distribution.Status).toBe('InProgress')
  expect(updated.distribution.LastModifiedTime).toEqual(new Date(emulator.clock.now()))
  expect(await getDistribution(client, made.Id)).toEqual(updated)
})

test('UpdateDistribution is accepted while the change before it is still InProgress', async () => {
  const { client } = await startEmulator()
  const first = await updateDistribution(client, await createDistribution(client), { Comment: 'one' })
  expect((await updateDistribution(client, first, { Comment: 'two' })).config.Comment).toBe('two')
})

test.each([
  ['no version at all', undefined, 'InvalidIfMatchVersion', 400],
  ['a quoted one', '"E2QWRUHAPOMQZL"', 'InvalidIfMatchVersion', 400],
  ['an asterisk', '*', 'InvalidIfMatchVersion', 400],
  ['a version that is not the current one', 'E2QWRUHAPOMQZL', 'PreconditionFailed', 412]
])('updates and deletions with %s are refused', async (_case, IfMatch, code, status) => {
  const { client } = await startEmulator()
  const { Id, config: DistributionConfig } = await createDistribution(client)
  const update = client.send(new CF.UpdateDistributionCommand({ Id, IfMatch, DistributionConfig }))
  expect(await refusal(update)).toMatchObject({ code, status })
  expect(await refusal(client.send(new CF.DeleteDistributionCommand({ Id, IfMatch })))).toMatchObject({ code, status })
})

test('an ETag that was current before an update is stale after it', async () => {
  const { client } = await startEmulator()
  const made = await createDistribution(client)
  await updateDistribution(client, made, { Comment: 'changed' })
  expect(await refusalCode(updateDistribution(client, made, { Comment: 'late' }))).toBe('PreconditionFailed')
  expect((await getDistribution(client, made.Id)).config.Comment).toBe('changed')
})

test('of two updates at once with one ETag exactly one wins', async () => {
  const { client } = await startEmulator()
  const made = await createDistribution(client)
  const attempts = ['one', 'two', 'three', 'four'].map(Comment => updateDistribution(client, made, { Comment }))
  const outcomes = await Promise.allSettled(attempts)
  const winners = outcomes.filter(outcome => outcome.status === 'fulfilled')
  expect(winners).toHaveLength(1)
  expect(await getDistribution(client, made.Id)).toEqual(winners[0]?.value)
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ name: 'PreconditionFailed' })
  }
})

test('DeleteDistribution: only when disabled, and only once that is deployed', async () => {
  const { client, emulator } = await startEmulator({ propagationSeconds: 60 })
  const made = await createDistribution(client)
  emulator.clock.advance(60)
  const remove = (IfMatch: string) => client.send(new CF.DeleteDistributionCommand({ Id: made.Id, IfMatch }))
  expect(await refusal(remove(made.ETag))).toMatchObject({ code: 'DistributionNotDisabled', status: 409 })
  const { ETag } = await updateDistribution(client, made, { Enabled: false })
  expect(await refusalCode(remove(ETag))).toBe('DistributionNotDisabled')
  emulator.clock.advance(60)
  expect((await remove(ETag)).$metadata.httpStatusCode).toBe(204)
  expect(await refusalCode(getDistribution(client, made.Id))).toBe('NoSuchDistribution')
})

test('a deleted distribution takes its invalidations, its aliases and its caller reference with it', async () => {
  const { client, emulator } = await startEmulator()
  const config = sample(each => {
    each.Enabled = false
  })
  const { Id, ETag } = await createDistribution(client, config)
  const { Id: invalidationId } = await invalidate(client, Id, ['/*'])
  emulator.clock.advance(60)
  await client.send(new CF.DeleteDistributionCommand({ Id, IfMatch: ETag }))
  const gone = client.send(new CF.GetInvalidationCommand({ DistributionId: Id, Id: invalidationId }))
  expect(await refusalCode(gone)).toBe('NoSuchDistribution')
  expect((await createDistribution(client, config)).Id).not.toBe(Id)
})

test('an unknown distribution is 404 NoSuchDistribution for every operation on it, whatever the version', async () => {
  const { client } = await startEmulator()
  const Id = NEVER_AN_ID
  const calls = [
    client.send(new CF.GetDistributionCommand({ Id })),
    client.send(new CF.GetDistributionConfigCommand({ Id })),
    client.send(new CF.UpdateDistributionCommand({ Id, DistributionConfig: sample() })),
    client.send(new CF.DeleteDistributionCommand({ Id })),
    client.send(new CF.ListInvalidationsCommand({ DistributionId: Id })),
    client.send(new CF.GetInvalidationCommand({ DistributionId: Id, Id: 'I1' })),
    invalidate(client, Id, ['/*'])
  ]
  for (const refused of await Promise.all(calls.map(refusal)))
    expect(refused).toMatchObject({ code: 'NoSuchDistribution', status: 404 })
})
