import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { expect, onTestFinished, test, vi } from 'vitest'
import { isServiceError } from '../../src/errors.ts'
import { openPostgres } from '../../src/database/postgres.ts'

/** Forwards to a server, and can cut every connection. */
async function startProxy(target: URL) {
  const sockets = new Set<Socket>()
  let cut = false
  const server = createServer(client => {
    if (cut) return void client.destroy()
    const upstream = connect(Number(target.port), target.hostname)
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket
        .on('error', () => socket.destroy())
        .on('close', () => {
          client.destroy()
          upstream.destroy()
        })
    }
    client.pipe(upstream).pipe(client)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const close = () => {
    for (const socket of sockets) socket.destroy()
    sockets.clear()
  }
  onTestFinished(() => {
    close()
    server.close()
  })
  const url = new URL(target)
  url.hostname = '127.0.0.1'
  url.port = String((server.address() as AddressInfo).port)
  return {
    url: url.href,
    cut() {
      cut = true
      close()
    },
    mend() {
      cut = false
    }
  }
}

function open(url: string) {
  const database = openPostgres({ url, connectTimeoutMs: 2_000 })
  onTestFinished(() => database.close())
  return database
}

test('a server that is not there is STORE_UNAVAILABLE, for queries, transactions and listeners', async () => {
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
    const proxy = await startProxy(new URL(DATABASE_URL ?? ''))
    const database = open(proxy.url)
    const heard: string[] = []
    await database.listen('news', payload => heard.push(payload))
    const slow = database.query('SELECT pg_sleep(60)').catch((error: unknown) => error)
    await database.query('SELECT 1')
    proxy.cut()
    expect(isServiceError(await slow, 'STORE_UNAVAILABLE')).toBe(true)
    const away = await database.query('SELECT 1').catch((error: unknown) => error)
    expect(isServiceError(away, 'STORE_UNAVAILABLE'), String(away)).toBe(true)
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
