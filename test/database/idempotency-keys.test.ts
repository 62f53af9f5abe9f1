import { randomUUID } from 'node:crypto'
import { expect, onTestFinished, test, vi } from 'vitest'
import { type Database } from '../../src/database/database.ts'
import { createIdempotencyKeys } from '../../src/database/idempotency-keys.ts'
import { isServiceError } from '../../src/errors.ts'
import { holdStoreClock } from '../helpers/hold-store-clock.ts'
import { openLosingCommits } from '../helpers/lost-commit.ts'
import { startStore } from '../helpers/start-store.ts'
import { heldClock, recordingLogger } from '../jobs/start-engine.ts'

const REQUEST = { caller: 'me', key: 'key-1', fingerprint: 'f' }
const NOW = { timeoutMs: 0, signal: new AbortController().signal }

test('a key whose COMMIT was not answered is held by nobody, and free again after half a minute', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  onTestFinished(() => void vi.useRealTimers())
  const store = await startStore()
  const { database: losing, loseNextCommit } = await openLosingCommits(store)
  const clock = heldClock()
  const database = await holdStoreClock(losing, clock)
  const asked: Promise<unknown>[] = []
  const recorded: Database = {
    ...database,
    query<Result extends object>(text: string, params?: readonly unknown[]) {
      const answer = database.query<Result>(text, params)
      asked.push(answer)
      return answer
    }
  }
  const logger = recordingLogger()
  const keys = createIdempotencyKeys({ database: recorded, logger, newToken: randomUUID })
  onTestFinished(() => keys.close())

  loseNextCommit()
  const error = await keys.acquire(REQUEST, NOW).catch((error: unknown) => error)
  expect(isServiceError(error, 'STORE_UNAVAILABLE'), String(error)).toBe(true)
  const [row] = await store.database.query('SELECT lease_token FROM idempotency_keys')
  expect(row?.lease_token, 'it was committed').not.toBeNull()

  // Leases of what this process runs are extended meanwhile.
  clock.advance(25)
  vi.advanceTimersByTime(10_000)
  await Promise.all(asked)
  clock.advance(6)
  expect((await keys.acquire(REQUEST, NOW)).state).toBe('ours')

  // This one is known to be ours, and stays so for as long as it takes.
  clock.advance(25)
  vi.advanceTimersByTime(10_000)
  await Promise.all(asked)
  clock.advance(25)
  expect((await keys.acquire(REQUEST, NOW)).state).toBe('running')
  expect(logger.lines).toEqual([])
})
