import { applyPatch, type Operation } from 'rfc6902'
import { expect, test } from 'vitest'
import { MERGE_PATCH, stageDistribution, startWithDistribution } from '../resources/start-distribution.ts'

type Started = Awaited<ReturnType<typeof startWithDistribution>>

const configOf = async ({ request }: Started, url: string) =>
  (await request.get(url).expect(200)).body.config as Record<string, unknown>

/** What the newest record's patch makes of a configuration. */
async function applied({ request }: Started, before: object, history = '/audit'): Promise<unknown> {
  const { body } = await request.get(`${history}?limit=1`).expect(200)
  expect(body.items[0]).toMatchObject({ outcome: 'succeeded' })
  expect(body.items[0].changesLeftOut).toBeUndefined()
  const document = structuredClone(before)
  const failures = applyPatch(document, body.items[0].changes as Operation[]).filter(failure => failure !== null)
  expect(failures).toEqual([])
  return document
}

test('the recorded patch of a change makes the configuration that CloudFront then has', async () => {
  const started = await startWithDistribution({
    origins: ['a', 'b'].map(id => ({ id, domainName: `${id}.example.com` })),
    defaultCacheBehavior: { targetOriginId: 'a' }
  })
  const { request, url } = started
  const before = await configOf(started, url)
  const origins = [{ id: 'new', domainName: 'new.example.com' }, ...(before.origins as object[])]
  const cacheBehaviors = [{ pathPattern: '/new/*', targetOriginId: 'new' }]
  await request.patch(url).type(MERGE_PATCH).set('if-match', '*').send({ origins, cacheBehaviors }).expect(200)
  const after = await configOf(started, url)
  expect(await applied(started, before)).toEqual(after)
  const fewer = { origins: (after.origins as object[]).slice(0, 2), cacheBehaviors: [] }
  await request.patch(url).type(MERGE_PATCH).set('if-match', '*').send(fewer).expect(200)
  expect(await applied(started, after)).toEqual(await configOf(started, url))
})

test('the recorded patch of a creation makes the configuration that CloudFront then has', async () => {
  const started = await startWithDistribution({ tags: { team: 'web' }, httpVersion: 'http2' })
  const { request, url } = started
  expect(await applied(started, {})).toEqual({ ...(await configOf(started, url)), tags: { team: 'web' } })
  const { stagingId } = await stageDistribution(started, url)
  const staging = `/distributions/${stagingId}`
  const copied = await configOf(started, staging)
  expect(await applied(started, {}, `${staging}/audit`)).toEqual(copied)
  const [origin] = copied.origins as { id: string }[]
  const cacheBehaviors = [{ pathPattern: '/new/*', targetOriginId: origin?.id }]
  await request.patch(staging).type(MERGE_PATCH).set('if-match', '*').send({ cacheBehaviors }).expect(200)
  const primary = await configOf(started, url)
  await request.post(`${url}/promotion`).send({ stagingDistributionId: stagingId }).expect(200)
  expect(await applied(started, primary)).toEqual(await configOf(started, url))
  const policy = await request.post('/cache-policies').send({ name: 'brief', minTtl: 1 }).expect(201)
  expect(await applied(started, {})).toEqual(await configOf(started, `/cache-policies/${policy.body.id}`))
})
