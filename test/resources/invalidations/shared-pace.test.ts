import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { createPacer, type Pacer } from '../../../src/cloudfront/pacer.ts'
import { sharePace } from '../../../src/invalidation/dispatch/shared-pace.ts'
import { type StartedStore, startStore, storeKind } from '../../helpers/start-store.ts'

async function throttle(pacer: Pacer): Promise<void> {
  pacer.report('throttled', await pacer.acquire('read'))
}

describe.runIf(storeKind === 'postgres')('instances on one server', () => {
  async function start({ another }: StartedStore, from: string) {
    const pacer = createPacer({ waitMaxMs: 1_000 })
    const learn = vi.spyOn(pacer, 'learn')
    const onError = vi.fn()
    const database = another()
    const query = vi.spyOn(database, 'query')
    const stop = await sharePace({ database, pacer, from, onError })
    // Its question is on its way before anybody is throttled: an answer that comes later would be news from the others.
    await Promise.all(query.mock.results.map(({ value }) => value as Promise<unknown>))
    onTestFinished(async () => {
      await stop()
      expect(onError).not.toHaveBeenCalled()
    })
    return { pacer, learn, database }
  }

  test('one that is throttled slows the others down, and not itself again', async () => {
    const store = await startStore()
    const a = await start(store, 'a')
    const b = await start(store, 'b')
    await throttle(a.pacer)
    await vi.waitFor(() => expect(b.pacer.ratePerSecond).toBeLessThan(2))
    expect(a.learn).not.toHaveBeenCalled()
  })

  test('a later one is told immediately, only by those that are throttled', async () => {
    const store = await startStore()
    const a = await start(store, 'a')
    const b = await start(store, 'b')
    await throttle(a.pacer)
    await vi.waitFor(() => expect(b.pacer.ratePerSecond).toBeLessThan(2))
    const c = await start(store, 'c')
    await vi.waitFor(() => expect(c.learn.mock.calls).toHaveLength(2))
    expect(c.pacer.ratePerSecond).toBeLessThan(2)
  })

  test('nonsense on the channel, and the empty payload after a lost connection, change nothing', async () => {
    const store = await startStore()
    const { pacer, learn, database } = await start(store, 'a')
    for (const message of ['', 'b', 'b ', 'b -1', 'b 0', 'b NaN', 'b Infinity', 'b x y']) {
      await database.query('SELECT pg_notify($1, $2)', ['frontage_pace', message])
    }
    await database.query('SELECT pg_notify($1, $2)', ['frontage_pace', 'b 3'])
    await vi.waitFor(() => expect(learn).toHaveBeenCalled())
    expect(learn.mock.calls).toEqual([[3]])
    expect(pacer.ratePerSecond).toBeLessThan(3)
  })
})

test.runIf(storeKind === 'embedded')(
  'on the embedded store there are no other processes, so nothing is sent',
  async () => {
    const { database } = await startStore()
    const query = vi.spyOn(database, 'query')
    const pacer = createPacer({ waitMaxMs: 1_000 })
    const stop = await sharePace({ database, pacer, from: 'a', onError: () => undefined })
    await throttle(pacer)
    await stop()
    expect(query).not.toHaveBeenCalled()
  }
)
