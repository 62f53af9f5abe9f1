import { ListInvalidationsCommand } from '@aws-sdk/client-cloudfront'
import { describe, expect, test } from 'vitest'
import { type HeldClock } from '../../../src/emulator/clock.ts'
import { startInvalidations } from './start-invalidations.ts'

const MINUTE = 60
const HOUR = 60 * MINUTE
const numbered = (count: number) => Array.from({ length: count }, (_, index) => `/${index}`)
/** AWS takes no call whose time is a quarter of an hour off, unless the SDK has put it right. */
const near = [
  ['ten minutes ahead of CloudFront’s', 10 * MINUTE],
  ['ten minutes behind', -10 * MINUTE]
] as const
const far = [
  ['two hours ahead of CloudFront’s', 2 * HOUR],
  ['two hours behind', -2 * HOUR]
] as const

/** The last minute of the month that it is. */
function endMonth(clock: HeldClock): void {
  const now = new Date(clock.now())
  const end = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1)
  clock.advance((end - clock.now()) / 1_000 - MINUTE)
}

describe.each([...near, ...far])('with a clock that is %s', (_, clockAheadSeconds) => {
  const options = { clockAheadSeconds, localPropagationSeconds: MINUTE }

  test('an invalidation is followed to its end, and took as long as CloudFront did', async () => {
    const { create, eventually, emulator, request, url } = await startInvalidations({}, options)
    const id = await create({ paths: ['/a'] })
    await eventually(id, ({ status }) => expect(status).toBe('inProgress'))
    emulator.clock.advance(MINUTE)
    await eventually(id, ({ status }) => expect(status).toBe('succeeded'))
    const { body } = await request.get(`${url}/${id}`)
    const seconds = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / 1_000
    expect(seconds(body.createdAt, body.submittedAt)).toBe(0)
    expect(seconds(body.submittedAt, body.endedAt)).toBe(MINUTE)
    const { body: usage } = await request.get(`${url}/usage`)
    expect(usage.durationSeconds).toEqual({ p50: MINUTE, p95: MINUTE, samples: 1 })
  })

  test('an invalidation whose answer was lost is found again, and there is one', async () => {
    const { create, end, emulator, cloudfront, id: DistributionId } = await startInvalidations({}, options)
    emulator.faults.add({ kind: 'resetAfter', operations: ['CreateInvalidation'], count: 4 })
    const id = await create({ paths: ['/a', '/b'] })
    expect((await end(id)).cloudFrontInvalidations).toHaveLength(1)
    const { InvalidationList } = await cloudfront.send(new ListInvalidationsCommand({ DistributionId }))
    expect(InvalidationList?.Quantity).toBe(1)
  })
})

describe.each([...near, ...far])('with a clock that is %s', (_, clockAheadSeconds) => {
  test('an invalidation whose answer was lost, and whose repetition is refused, is found again', async () => {
    const {
      create,
      end,
      emulator,
      cloudfront,
      id: DistributionId
    } = await startInvalidations({}, { clockAheadSeconds })
    const { hold } = emulator.faults.add({ kind: 'hold', operations: ['CreateInvalidation'], count: 1 })
    emulator.faults.add({ kind: 'resetAfter', operations: ['CreateInvalidation'], count: 1 })
    const id = await create({ paths: ['/a', '/b'] })
    await hold.untilHeld()
    emulator.faults.add({
      kind: 'error',
      code: 'TooManyInvalidationsInProgress',
      status: 400,
      operations: ['CreateInvalidation'],
      count: 3
    })
    hold.release()
    await end(id)
    const { InvalidationList } = await cloudfront.send(new ListInvalidationsCommand({ DistributionId }))
    expect(InvalidationList?.Quantity).toBe(1)
  })
})

test('the month of a budget is the service’s, for what it accepts and for what it has submitted', async () => {
  const { create, end, request, url, emulator } = await startInvalidations({}, { clockAheadSeconds: 10 * MINUTE })
  endMonth(emulator.clock)
  await request.put(`${url.replace('invalidations', 'invalidation-guard')}`).send({ monthlyBudget: { usd: 0 } })
  await end(await create({ paths: numbered(1_000) }))
  // CloudFront has passed into the month in which the service has been all along.
  expect(new Date(emulator.clock.now()).getUTCDate()).toBe(1)
  const usage = await request.get(`${url}/usage`)
  expect(usage.body.month).toEqual({ paths: 1_000, freeLeft: 0, usd: 0 })
  const refused = await request.post(url).send({ paths: ['/one-more'] })
  expect([refused.status, refused.body.code]).toEqual([409, 'INVALIDATION_BUDGET_EXCEEDED'])
})
