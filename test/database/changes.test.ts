import { getEventListeners } from 'node:events'
import { expect, onTestFinished, test } from 'vitest'
import { createChanges } from '../../src/database/changes.ts'
import { startStore } from '../helpers/start-store.ts'

const CHANNEL = 'frontage_test_changes'

async function start() {
  const { database } = await startStore()
  const changes = createChanges({ database, channel: CHANNEL })
  await changes.start()
  onTestFinished(() => changes.close())
  return { changes, notify: (ids: string) => database.query('SELECT pg_notify($1, $2)', [CHANNEL, ids]) }
}

test('a wait leaves no listener on the signal, however it ends', async () => {
  const { changes, notify } = await start()
  const watch = changes.watch('a')
  const leave = new AbortController()
  const warnings: Error[] = []
  const note = (warning: Error) => warnings.push(warning)
  process.on('warning', note)
  onTestFinished(() => void process.off('warning', note))

  for (let round = 0; round < 300; round += 1) expect(await watch.wait(0, leave.signal)).toBe(false)
  expect(getEventListeners(leave.signal, 'abort')).toHaveLength(0)

  const changed = watch.wait(60_000, leave.signal)
  await notify('b,a')
  expect(await changed).toBe(true)
  expect(getEventListeners(leave.signal, 'abort')).toHaveLength(0)

  const left = watch.wait(60_000, leave.signal)
  leave.abort()
  expect(await left).toBe(false)
  expect(getEventListeners(leave.signal, 'abort')).toHaveLength(0)
  expect(await watch.wait(60_000, leave.signal)).toBe(false)
  expect(warnings).toEqual([])
})

test('a change before the wait is not missed, and counts once', async () => {
  const { changes, notify } = await start()
  const watch = changes.watch('a')
  const heard = watch.wait(60_000)
  await notify('a')
  await heard
  await notify('a')
  expect(await watch.wait(60_000)).toBe(true)
  expect(await watch.wait(0)).toBe(false)
  watch.end()
})
