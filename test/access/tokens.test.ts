import { randomUUID } from 'node:crypto'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createTokens } from '../../src/access/tokens.ts'
import { newTokenText } from '../../src/access/token-text.ts'
import { type Database } from '../../src/database/database.ts'
import { startStore, storeKind } from '../helpers/start-store.ts'
import { heldClock, recordingLogger } from '../jobs/start-engine.ts'

/** Two instances on one store. What the second one asks the store for is counted, and may be refused. */
async function start() {
  const store = await startStore()
  const clock = heldClock()
  const asked = { count: 0, isUnavailable: false, hold: async (_: readonly object[]) => Promise.resolve() }
  const observed = (database: Database): Database => ({
    ...database,
    query: async <Result extends object>(text: string, params?: readonly unknown[]) => {
      asked.count += 1
      if (asked.isUnavailable) throw new Error('the store is away')
      const rows = await database.query<Result>(text, params)
      if (text.includes('WHERE hash = ')) await asked.hold(rows)
      return rows
    }
  })
  const open = async (database: Database) => {
    const tokens = createTokens({ database, clock, logger: recordingLogger() })
    await tokens.start()
    onTestFinished(() => tokens.close())
    return tokens
  }
  const one = await open(store.database)
  const other = await open(observed(storeKind === 'postgres' ? store.another() : store.database))
  const issue = async (expiresInSeconds?: number) =>
    one.issue(
      { name: 'pipeline', grant: { scopes: ['invalidations:write'] }, expiresInSeconds },
      { createdBy: 'the test', reference: randomUUID() }
    )
  return { one, other, issue, clock, asked, database: store.database }
}

test('a token works on every instance immediately, and is refused by all once it is revoked', async () => {
  const { one, other, issue } = await start()
  const { token, stored } = await issue()
  const caller = await other.authenticate(token)
  expect(caller).toMatchObject({ kind: 'token', grant: { scopes: ['invalidations:write'] } })
  expect(caller?.name).toBe(`pipeline (${stored.id})`)
  expect(await one.authenticate(token)).toMatchObject({ id: caller?.id })

  await one.revoke(stored.id)
  expect(await one.authenticate(token)).toBeUndefined()
  // The clock is held: only the notification can have told it.
  await vi.waitFor(async () => expect(await other.authenticate(token)).toBeUndefined())
})

test('a revocation whose notification was lost counts five seconds later', async () => {
  const { other, issue, clock, database } = await start()
  const { token, stored } = await issue()
  expect(await other.authenticate(token)).toBeDefined()
  await database.query('UPDATE access_tokens SET revoked_at = now() WHERE id = $1', [stored.id])
  clock.advance(4)
  expect(await other.authenticate(token)).toBeDefined()
  clock.advance(1)
  expect(await other.authenticate(token)).toBeUndefined()
})

test('it is looked up once in five seconds, however many requests arrive, and a text that is no token never is', async () => {
  const { other, issue, clock, asked } = await start()
  const { token } = await issue()
  await Promise.all(Array.from({ length: 20 }, async () => other.authenticate(token)))
  await other.authenticate(token)
  await other.authenticate('frt_something')
  expect(asked.count).toBe(1)
  clock.advance(5)
  await other.authenticate(token)
  expect(asked.count).toBe(2)
})

test('while the store is unavailable, known tokens are accepted for five more seconds, and then refused', async () => {
  const { other, issue, clock, asked } = await start()
  const { token } = await issue()
  await other.authenticate(token)
  asked.isUnavailable = true
  expect(await other.authenticate(token)).toBeDefined()
  clock.advance(5)
  await expect(other.authenticate(token)).rejects.toThrow('away')
  asked.isUnavailable = false
  expect(await other.authenticate(token)).toBeDefined()
})

test('it is refused from the moment it expires, even if it is known', async () => {
  const { other, issue, clock } = await start()
  const { token } = await issue(60)
  clock.advance(58)
  expect(await other.authenticate(token)).toBeDefined()
  clock.advance(1.999)
  expect(await other.authenticate(token)).toBeDefined()
  clock.advance(0.001)
  expect(await other.authenticate(token)).toBeUndefined()
})

test('a made-up token is refused', async () => {
  const { other } = await start()
  expect(await other.authenticate(newTokenText())).toBeUndefined()
})

test('the last use is written down without a request waiting for it, and the token is nowhere in the store', async () => {
  const { other, issue, clock, database } = await start()
  const { token, stored } = await issue()
  await other.authenticate(token)
  clock.advance(30)
  await other.authenticate(token)
  expect((await other.get(stored.id)).lastUsedAt).toBeNull()
  await other.noteUse()
  expect((await other.get(stored.id)).lastUsedAt?.getTime()).toBe(clock.now())
  expect(JSON.stringify(await database.query('SELECT * FROM access_tokens'))).not.toContain(token.slice(4, 20))
})

test('the same request makes one token', async () => {
  const { one } = await start()
  const request = { name: 'x', grant: { scopes: ['admin'] as const } }
  await one.issue(request, { createdBy: 'me', reference: 'again' })
  await expect(one.issue(request, { createdBy: 'me', reference: 'again' })).rejects.toMatchObject({
    code: 'TOKEN_SHOWN_ONCE'
  })
  expect(await one.list({ before: undefined, limit: 10 })).toHaveLength(1)
})

test('made-up tokens use two connections to the store at most, and known tokens do not wait for them', async () => {
  const { other, issue, asked, clock } = await start()
  const { token } = await issue()
  await other.authenticate(token)
  let release: () => void = () => undefined
  const released = new Promise<void>(resolve => (release = resolve))
  asked.count = 0
  asked.hold = async rows => (rows.length === 0 ? released : undefined)
  const guesses = Array.from({ length: 102 }, async () => other.authenticate(newTokenText()))
  await vi.waitFor(() => expect(asked.count).toBe(2))
  await expect(other.authenticate(newTokenText())).rejects.toMatchObject({ code: 'OVERLOADED' })
  // What is known has to be read again by now.
  clock.advance(5)
  expect(await other.authenticate(token)).toBeDefined()
  expect(asked.count).toBe(3)
  release()
  expect((await Promise.all(guesses)).filter(Boolean)).toEqual([])
  expect(asked.count).toBe(103)
})

test('a request after a revocation does not join a read from before it', async () => {
  const { other, issue, asked } = await start()
  const { token, stored } = await issue()
  let release: () => void = () => undefined
  const released = new Promise<void>(resolve => (release = resolve))
  asked.count = 0
  asked.hold = async () => released
  const before = other.authenticate(token)
  await vi.waitFor(() => expect(asked.count).toBe(1))
  await new Promise<void>(resolve => setImmediate(resolve))
  await other.revoke(stored.id)
  const after = other.authenticate(token)
  release()
  await before
  expect(await after).toBeUndefined()
  expect(await other.authenticate(token)).toBeUndefined()
})
