import pg from 'pg'
import { expect, onTestFinished, test, vi } from 'vitest'
import { isServiceError } from '../../src/errors.ts'
import { openPostgres, type PostgresOptions } from '../../src/database/postgres.ts'
import { startPostgresProxy } from '../helpers/postgres-proxy.ts'

function open(url: string, options: Partial<PostgresOptions> = {}) {
  const database = openPostgres({ url, connectTimeoutMs: 2_000, ...options })
  onTestFinished(() => database.close())
  return database
}

test('without a server queries, transactions and listeners are STORE_UNAVAILABLE', async () => {
  const database = open('postgres://nobody@127.0.0.1:9/nothing')
  for (const asking of [
    database.query('SELECT 1'),
    database.transaction(async tx => tx.query('SELECT 1')),
    database.listen('news', () => undefined)
  ]) {
    const error = await asking.catch((error: unknown) => error)
    expect(isServiceError(error, 'STORE_UNAVAILABLE'), String(error)).toBe(true)
  }
})

const { DATABASE_URL } = process.env

test.skipIf(DATABASE_URL === undefined)(
  'connections that break fail what is under way, are made anew, and tell listeners that something may be missing [needs DATABASE_URL]',
  async () => {
    const proxy = await startPostgresProxy(new URL(DATABASE_URL ?? ''))
    const logged: object[] = []
    const database = open(proxy.url, { logger: { warn: details => logged.push(details) } })
    const heard: string[] = []
    await database.listen('news', payload => heard.push(payload))
    await Promise.all(Array.from({ length: 5 }, () => database.query('SELECT pg_sleep(0.1)')))
    const slow = database.query('SELECT pg_sleep(60)').catch((error: unknown) => error)
    await database.query('SELECT 1')
    proxy.cut()
    expect(isServiceError(await slow, 'STORE_UNAVAILABLE')).toBe(true)
    const away = await database.query('SELECT 1').catch((error: unknown) => error)
    expect(isServiceError(away, 'STORE_UNAVAILABLE'), String(away)).toBe(true)
    // What breaks while idle is said, without all that a connection holds.
    await vi.waitFor(() => expect(logged).toContainEqual({ reason: expect.any(String) as string }))
    proxy.mend()
    expect(await database.query('SELECT 1 AS one')).toEqual([{ one: 1 }])
    await vi.waitFor(() => expect(heard).toContain(''), { timeout: 10_000 })
    await database.query("SELECT pg_notify('news', 'again')")
    await vi.waitFor(() => expect(heard).toContain('again'))
  }
)

test.skipIf(DATABASE_URL === undefined)(
  'a statement that takes too long is STORE_UNAVAILABLE, a mistake in one is not [needs DATABASE_URL]',
  async () => {
    const database = openPostgres({ url: DATABASE_URL ?? '', statementTimeoutMs: 100 })
    onTestFinished(() => database.close())
    const slow = await database.query('SELECT pg_sleep(60)').catch((error: unknown) => error)
    expect(isServiceError(slow, 'STORE_UNAVAILABLE')).toBe(true)
    const wrong = await database.query('SELECT nothing').catch((error: unknown) => error)
    expect(isServiceError(wrong)).toBe(false)
  }
)

test.skipIf(DATABASE_URL === undefined)(
  'a transaction on a connection that falls silent waits for one timeout, not for a second one to roll back [needs DATABASE_URL]',
  async () => {
    const proxy = await startPostgresProxy(new URL(DATABASE_URL ?? ''))
    const database = open(proxy.url, { statementTimeoutMs: 100 })
    const queries = vi.spyOn(pg.Client.prototype, 'query')
    onTestFinished(() => queries.mockRestore())
    const lost = database.transaction(async tx => {
      await tx.query('SELECT 1')
      proxy.silence()
    })
    const error = await lost.catch((error: unknown) => error)
    expect(isServiceError(error, 'STORE_UNAVAILABLE'), String(error)).toBe(true)
    expect(queries.mock.calls.flat()).toContain('COMMIT')
    expect(queries.mock.calls.flat()).not.toContain('ROLLBACK')
  }
)

test.skipIf(DATABASE_URL === undefined)(
  'the probe finds a server that accepts no writes, and its connection is not kept for when it does again [needs DATABASE_URL]',
  async () => {
    const url = new URL(DATABASE_URL ?? '')
    const admin = open(url.href)
    const role = `reader_${process.pid}`
    await admin.script(`CREATE ROLE ${role} LOGIN PASSWORD 'secret'`)
    onTestFinished(() => admin.script(`DROP ROLE ${role}`))
    await admin.script(`ALTER ROLE ${role} SET default_transaction_read_only = on`)
    url.username = role
    url.password = 'secret'
    const database = openPostgres({ url: url.href })
    onTestFinished(() => database.close())
    await expect(database.query('SELECT 1 AS one')).resolves.toEqual([{ one: 1 }])
    await expect(database.probe()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
    // Only a new connection has the new setting.
    await admin.script(`ALTER ROLE ${role} RESET default_transaction_read_only`)
    await expect(database.probe()).resolves.toBeUndefined()
  }
)

test.skipIf(DATABASE_URL === undefined).each(['cut', 'silence'] as const)(
  'listeners end and the store closes while the server is away (%s) [needs DATABASE_URL]',
  async away => {
    const proxy = await startPostgresProxy(new URL(DATABASE_URL ?? ''))
    const database = open(proxy.url, { statementTimeoutMs: 100 })
    const stops = [await database.listen('news', () => undefined), await database.listen('more', () => undefined)]
    const underWay = database.query('SELECT pg_sleep(60)').catch((error: unknown) => error)
    proxy[away]()
    for (const stop of stops) await stop()
    await database.close()
    expect(isServiceError(await underWay, 'STORE_UNAVAILABLE')).toBe(true)
  }
)
