import { expect, test } from 'vitest'
import { type Response } from 'supertest'
import { MERGE_PATCH, startWithDistribution } from './start-distribution.ts'

test('GET audit: the newest first, page by page', async () => {
  const { request, url } = await startWithDistribution()
  for (let index = 0; index < 4; index++)
    await request
      .patch(url)
      .send({ comment: `${index}` })
      .expect(200)
  const seen: (string | undefined)[] = []
  let path: string | undefined = '/audit?limit=2'
  while (path !== undefined) {
    const answer: Response = await request.get(path).expect(200)
    const { body, headers } = answer
    seen.push(
      ...body.items.map(
        (record: { changes?: { path: string; value: string }[] }) =>
          record.changes?.find(change => change.path === '/comment')?.value
      )
    )
    expect(body.items.length).toBeLessThanOrEqual(2)
    path = /<([^>]+)>/.exec(headers.link ?? '')?.[1]
  }
  expect(seen).toEqual(['3', '2', '1', '0', ''])
})

test('GET audit: by caller, action, resource, distribution, outcome, dry run and time', async () => {
  const { request, url, id, emulator } = await startWithDistribution()
  emulator.clock.advance(60_000)
  await request.patch(`${url}/origins/www.example.com`).type(MERGE_PATCH).send({ originPath: '/a' }).expect(200)
  emulator.clock.advance(60_000)
  await request.patch(`${url}?dryRun=true`).send({ comment: 'x' }).expect(200)
  await request.patch('/distributions/EUNKNOWN12345').send({ comment: 'x' }).expect(404)
  const all = (await request.get('/audit').expect(200)).body.items
  const actionsOf = async (query: Record<string, string>) =>
    (await request.get('/audit').query(query).expect(200)).body.items.map(({ action }: { action: string }) => action)
  const everything = ['patchDistribution', 'patchDistribution', 'patchOrigin', 'createDistribution']
  expect(await actionsOf({ caller: all[0].caller.id })).toEqual(everything)
  expect(await actionsOf({ caller: 'nobody' })).toEqual([])
  expect(await actionsOf({ action: 'patchOrigin' })).toEqual(['patchOrigin'])
  expect(await actionsOf({ resource: `${url}/origins/www.example.com` })).toEqual(['patchOrigin'])
  expect(await actionsOf({ distribution: id })).toEqual(everything.slice(1))
  expect(await actionsOf({ outcome: 'refused' })).toEqual(['patchDistribution'])
  expect(await actionsOf({ outcome: 'succeeded' })).toEqual(everything.slice(1))
  expect(await actionsOf({ dryRun: 'true' })).toEqual(['patchDistribution'])
  expect(await actionsOf({ dryRun: 'false', distribution: id })).toEqual(['patchOrigin', 'createDistribution'])
  expect(await actionsOf({ since: all[2].at, until: all[1].at })).toEqual(['patchOrigin'])
})

test('GET distributions/:id/audit: what was done to it and its parts, also once it is gone; empty for what never was', async () => {
  const { request, url } = await startWithDistribution()
  await request
    .post('/distributions')
    .send({ origins: [{ domainName: 'other.example.com' }] })
    .expect(201)
  await request.patch(`${url}/origins/www.example.com`).type(MERGE_PATCH).send({ originPath: '/a' }).expect(200)
  const { body } = await request.get(`${url}/audit`).expect(200)
  expect(body.items.map(({ action }: { action: string }) => action)).toEqual(['patchOrigin', 'createDistribution'])
  const none = await request.get('/distributions/EUNKNOWN12345/audit').expect(200)
  expect(none.body).toEqual({ items: [] })
})

test('GET audit: 400 for a made-up cursor, time or outcome', async () => {
  const { request } = await startWithDistribution()
  for (const query of ['cursor=x', 'since=yesterday', 'outcome=fine', 'what=else']) {
    const { body } = await request.get(`/audit?${query}`).expect(400)
    expect(body.code).toBe('VALIDATION_FAILED')
  }
})
