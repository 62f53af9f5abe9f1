import { randomUUID } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { expect, onTestFinished, test, vi } from 'vitest'
import { type Database } from '../../src/database/database.ts'
import { createIdempotencyKeys } from '../../src/database/idempotency-keys.ts'
import { isServiceError } from '../../src/errors.ts'
import { holdStoreClock } from '../helpers/hold-store-clock.ts'
import { openLosingCommits } from '../helpers/lost-commit.ts'
import { mortalDatabase } from '../helpers/mortal-database.ts'
import { startStore } from '../helpers/start-store.ts'
import { heldClock, recordingLogger } from '../jobs/start-engine.ts'

const REQUEST = { caller: 'me', key: 'key-1', fingerprint: 'f' }
const NOW = { timeoutMs: 0, signal: new AbortController().signal }

test('a key whose COMMIT was not acknowledged is not extended, and is free again after eight seconds', async () => {
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
  clock.advance(6)
  vi.advanceTimersByTime(2_000)
  await Promise.all(asked)
  clock.advance(2)
  expect((await keys.acquire(REQUEST, NOW)).state).toBe('ours')

  // This one is known to be ours, and stays so for as long as it takes.
  clock.advance(6)
  vi.advanceTimersByTime(2_000)
  await Promise.all(asked)
  clock.advance(6)
  expect((await keys.acquire(REQUEST, NOW)).state).toBe('running')
  expect(logger.lines).toEqual([])
})

test('a waiter for the answer of an instance that has died takes over after eight seconds', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] })
  onTestFinished(() => void vi.useRealTimers())
  const store = await startStore()
  const clock = heldClock()
  const database = await holdStoreClock(store.database, clock)
  const logger = recordingLogger()
  const ofProcess = (its: Database) => createIdempotencyKeys({ database: its, logger, newToken: randomUUID })
  const dying = mortalDatabase(database)
  expect((await ofProcess(dying.database).acquire(REQUEST, NOW)).state).toBe('ours')
  dying.kill()

  let read = 0
  const transaction: Database['transaction'] = async run => {
    const result = await database.transaction(run)
    read++
    return result
  }
  const found = ofProcess({ ...database, transaction }).acquire(REQUEST, { ...NOW, timeoutMs: 60_000 })
  // It reads once more after it has begun to watch.
  while (read < 2) await setImmediate()
  await setImmediate()
  clock.advance(8)
  await vi.advanceTimersByTimeAsync(8_000)
  expect((await found).state).toBe('ours')
})
