import { expect, test, vi } from 'vitest'
import { aDistribution, startTwo } from './start-accounts.ts'

test('tags are kept fresh in all accounts, whichever one the request named that began it', async () => {
  // A part of them is read again ten times a second.
  const { request, database, blue, green } = await startTwo({ tagIndexMaxAgeSeconds: 3 })
  for (const account of ['blue', 'green']) {
    const tagged = { ...aDistribution(), tags: { team: 'web' } }
    const created = await request.post(`/distributions?account=${account}`).send(tagged)
    expect(created.status, created.text).toBe(201)
  }
  expect((await request.get('/distributions?account=green&tag=team:web')).body.items).toHaveLength(1)
  expect((await request.get('/distributions?tag=team:web')).body.items).toHaveLength(2)
  // While it waits others run, too.
  blue.faults.add({ kind: 'hold', operations: ['ListCachePolicies'] })
  const waiting = request.get('/cache-policies?account=blue').then(({ status }) => status)
  await vi.waitFor(() => expect(blue.calls.count('ListCachePolicies')).toBe(1), { timeout: 10_000 })
  for (const { calls } of [blue, green]) calls.clear()
  await vi.waitFor(
    () => {
      for (const { calls } of [blue, green]) expect(calls.count('ListTagsForResource')).toBeGreaterThan(1)
    },
    { timeout: 10_000 }
  )
  expect(await database.query('SELECT arn FROM distribution_tags')).toHaveLength(2)
  blue.faults.clear()
  expect(await waiting).toBe(200)
})
