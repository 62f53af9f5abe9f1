import { expect, test, vi } from 'vitest'
import { deferred } from '../../jobs/start-engine.ts'
import { startInvalidations } from './start-invalidations.ts'

const PATHS = 10_000
/** Some 400 KB. */
const BODY = { paths: Array.from({ length: PATHS }, (_, n) => `/a/rather/ordinary/path/of/a/file-${n}.jpg`) }

test('a flood while the store is busy: 503 OVERLOADED beyond the bound, and what was accepted is all there', async () => {
  const { request, url, database, create, read, emulator } = await startInvalidations({}, { bodiesMaxBytes: 1_000_000 })
  await create({ paths: ['/first'] })
  const [locked, done] = [deferred<void>(), deferred<void>()]
  const busy = database.transaction(async tx => {
    await tx.script('LOCK TABLE invalidations IN EXCLUSIVE MODE')
    locked.resolve()
    await done.promise
  })
  await locked.promise

  const answered: number[] = []
  const flood = Array.from({ length: 10 }, async () => {
    const answer = await request.post(url).send(BODY)
    answered.push(answer.status)
    return answer
  })
  // What is within the bound waits for the store, and everything else has been answered.
  await vi.waitFor(() => expect(answered.length).toBeGreaterThanOrEqual(7), { timeout: 60_000, interval: 20 })
  expect(new Set(answered)).toEqual(new Set([503]))
  expect((await request.get('/health/live')).status).toBe(200)
  done.resolve()
  await busy

  const answers = await Promise.all(flood)
  for (const { body, headers } of answers.filter(({ status }) => status === 503)) {
    expect(body).toMatchObject({ code: 'OVERLOADED', retryable: true })
    expect(headers['retry-after']).toBe('5')
  }
  const accepted = answers.filter(({ status }) => status === 201)
  expect(accepted.length).toBeGreaterThanOrEqual(1)
  expect(accepted.length).toBeLessThanOrEqual(3)
  for (const { body } of accepted) expect((await read(body.id)).progress.total).toBe(PATHS)
  // Nothing is left over of what was refused.
  const stored = await database.query('SELECT 1 FROM invalidations WHERE total > 1')
  expect(stored).toHaveLength(accepted.length)
  expect((await request.post(url).send(BODY)).status).toBe(201)
  expect(emulator.calls.count('CreateInvalidation')).toBeGreaterThan(0)
}, 120_000)

test('a hundred thousand paths in one request, and fifty clients beside it, are no overload', async () => {
  const { request, url } = await startInvalidations()
  const paths = Array.from({ length: 100_000 }, (_, n) => `/a/rather/ordinary/path/of/a/file-${n}.jpg`)
  let isDone = false
  const large = request
    .post(url)
    .send({ paths })
    .then(({ status }) => {
      isDone = true
      return status
    })
  const client = async (name: number) => {
    const statuses = new Set<number>()
    for (let n = 0; n < 3 || !isDone; n += 1) {
      statuses.add((await request.post(url).send({ paths: [`/${name}/${n}`] })).status)
    }
    return [...statuses]
  }
  const answers = await Promise.all(Array.from({ length: 50 }, (_, name) => client(name)))
  expect([await large, ...answers.flat()]).toEqual(Array.from({ length: 51 }, () => 201))
}, 120_000)
