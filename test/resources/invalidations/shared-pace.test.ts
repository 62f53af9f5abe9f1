import { expect, test, vi } from 'vitest'
import { createPacer } from '../../../src/cloudfront/pacer.ts'
import { type Database } from '../../../src/database/database.ts'
import { sharePace } from '../../../src/resources/invalidations/shared-pace.ts'
import { startStore } from '../../helpers/start-store.ts'

test('one instance that is throttled slows the others down, and not itself again', async () => {
  const { database } = await startStore()
  // One process has the embedded store; here it stands for a server.
  const server: Database = { ...database, kind: 'postgres' }
  const pacers = ['a', 'b'].map(from => ({ from, pacer: createPacer({ waitMaxMs: 1_000 }) }))
  const onError = vi.fn()
  const stops = await Promise.all(
    pacers.map(({ from, pacer }) => sharePace({ database: server, pacer, from, onError }))
  )
  const hear = vi.spyOn(pacers[0]!.pacer, 'hear')
  pacers[0]!.pacer.report('throttled')
  await vi.waitFor(() => expect(pacers[1]!.pacer.ratePerSecond).toBeLessThan(2))
  expect(hear).not.toHaveBeenCalled()
  for (const stop of stops) await stop()
  expect(onError).not.toHaveBeenCalled()
})
