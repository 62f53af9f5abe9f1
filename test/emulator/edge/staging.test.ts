import type * as CF from '@aws-sdk/client-cloudfront'
import { expect, test } from 'vitest'
import { chooseStaging } from '../../../src/delivery/staging.ts'
import { copyDistribution, createPolicy, policyFor } from '../continuous-deployment-calls.ts'
import { getDistribution, updateDistribution } from '../distribution-calls.ts'
import { legacy, listOf } from '../sample-config.ts'
import { inFrontOf, localOrigin, startEdge, startOrigin } from './start-edge.ts'

/** A primary distribution whose staging copy has another path at the origin, with the traffic that goes there. */
async function startStaging(TrafficConfig: CF.TrafficConfig) {
  const origin = await startOrigin((request, response) => response.end(request.url))
  const { client, emulator, distribution, ask } = await startEdge()
  const primary = await distribution(config => {
    inFrontOf(localOrigin(origin.port))(config)
    const ForwardedValues = { QueryString: false, Cookies: { Forward: 'all' as const } }
    config.DefaultCacheBehavior = legacy({ TargetOriginId: 'origin', ForwardedValues })
  })
  const copy = await copyDistribution(client, primary)
  const Items = (copy.config.Origins?.Items ?? []).map(one => ({ ...one, OriginPath: '/next' }))
  await updateDistribution(client, copy, { Origins: listOf(...Items) })
  const policy = await createPolicy(client, policyFor(copy.distribution.DomainName, { TrafficConfig }))
  await updateDistribution(client, await getDistribution(client, primary.Id), {
    ContinuousDeploymentPolicyId: policy.Id
  })
  emulator.clock.advance(60)
  return { primary, copy, ask, emulator, origin }
}

test('viewers with the header get the staging distribution, which nobody reaches by its own name', async () => {
  const { primary, copy, ask } = await startStaging({
    Type: 'SingleHeader',
    SingleHeaderConfig: { Header: 'aws-cf-cd-next', Value: 'yes' }
  })
  expect((await primary.get('/a')).text).toBe('/a')
  expect((await primary.get('/a', { headers: { 'aws-cf-cd-next': 'yes' } })).text).toBe('/next/a')
  expect((await primary.get('/a', { headers: { 'aws-cf-cd-next': 'no' } })).text).toBe('/a')
  expect((await ask('/a', { host: copy.distribution.DomainName ?? '' })).status).toBe(403)
})

test('by weight with stickiness: the cookie of an answer leads to where the answer came from, until the viewer is idle for long', async () => {
  const { primary, emulator } = await startStaging(sticky(0.15))
  const servedTo = async (cookie?: string) => {
    const { text, headers } = await primary.get('/a', { headers: cookie === undefined ? {} : { Cookie: cookie } })
    const [given = ''] = headers['set-cookie']?.[0]?.split(';') ?? []
    return { staging: text === '/next/a', cookie: given }
  }
  const first = await servedTo()
  expect(first.cookie).toMatch(first.staging ? /^aws-cf-cd-session=s\./ : /^aws-cf-cd-session=p\./)
  // The cookie of the other side, whichever that is by chance.
  const other = first.cookie.replace(/=[sp]/, first.staging ? '=p' : '=s')
  emulator.clock.advance(299)
  for (let left = 5; left > 0; left -= 1) {
    expect((await servedTo(first.cookie)).staging).toBe(first.staging)
    expect((await servedTo(other)).staging).toBe(!first.staging)
  }
  emulator.clock.advance(1)
  const seconds = String(Math.floor(emulator.clock.now() / 1000))
  expect((await servedTo(other)).cookie, 'a new session').toContain(`.${seconds}.${seconds}`)
})

test('the cookie of a session is in no key, and no origin sees it', async () => {
  const { primary, origin } = await startStaging(sticky(0.15))
  await primary.get('/a', { headers: { Cookie: 'a=1; aws-cf-cd-session=p.1.1' } })
  await primary.get('/a', { headers: { Cookie: 'a=1; aws-cf-cd-session=p.1.2' } })
  await primary.get('/a', { headers: { Cookie: 'aws-cf-cd-session=s.1.1; a=1' } })
  expect(new Set(origin.seen.map(({ headers }) => headers.cookie))).toEqual(new Set(['a=1']))
  // At most one for each of the two.
  expect(origin.seen.length).toBeLessThanOrEqual(2)
})

const sticky = (Weight: number) => ({
  Type: 'SingleWeight' as const,
  SingleWeightConfig: { Weight, SessionStickinessConfig: { IdleTTL: 300, MaximumTTL: 600 } }
})

test('by weight, a share of the requests', () => {
  const traffic = { Type: 'SingleWeight' as const, SingleWeightConfig: { Weight: 0.15 } }
  expect(chooseStaging(traffic, [], 0.149, 0)).toEqual({ staging: true })
  expect(chooseStaging(traffic, [], 0.15, 0)).toEqual({ staging: false })
})

test('with stickiness a viewer stays until he is idle for long, or the session is over', () => {
  const second = 1000
  const cookieOf = (choice: { cookie?: string | undefined }) =>
    [['Cookie', choice.cookie?.split(';')[0] ?? '']] as const
  const first = chooseStaging(sticky(0.1), [], 0.05, 0)
  expect(first).toMatchObject({ staging: true, cookie: expect.stringContaining('Max-Age=300') as string })
  const second1 = chooseStaging(sticky(0.1), cookieOf(first), 0.9, 299 * second)
  expect(second1.staging).toBe(true)
  expect(chooseStaging(sticky(0.1), cookieOf(first), 0.9, 300 * second).staging, 'idle').toBe(false)
  const third = chooseStaging(sticky(0.1), cookieOf(second1), 0.9, 598 * second)
  expect(third.staging).toBe(true)
  expect(chooseStaging(sticky(0.1), cookieOf(third), 0.9, 600 * second).staging, 'over').toBe(false)
  const primary = chooseStaging(sticky(0.1), [], 0.5, 0)
  expect(chooseStaging(sticky(0.1), cookieOf(primary), 0.05, second).staging).toBe(false)
})
