import { expect, test } from 'vitest'
import { insertInvalidations } from '../../../src/resources/invalidations/accept.ts'
import { forgetEnded } from '../../../src/resources/invalidations/retention.ts'
import { startStore } from '../../helpers/start-store.ts'

test('what ended before the time is forgotten with its batches, everything else stays', async () => {
  const { database } = await startStore()
  const row = { target: '/distributions/E1', caller: 'a', priority: 0 as const, items: ['/a'], warnings: [] }
  const createdAt = new Date('2026-01-01')
  await insertInvalidations(
    database,
    ['old', 'new', 'open'].map(id => ({ ...row, id, createdAt }))
  )
  await database.script(`
    DELETE FROM invalidation_chunks;
    INSERT INTO invalidation_batches (id, target, items, paths, wildcards, status, created_at, ended_at)
      VALUES ('shared', '/distributions/E1', '[]', 1, 0, 'completed', '2026-01-01', '2026-01-02'),
             ('own', '/distributions/E1', '[]', 1, 0, 'completed', '2026-01-01', '2026-01-02');
    INSERT INTO invalidation_parts (invalidation_id, batch_id, items, count)
      VALUES ('old', 'own', '["/a"]', 1), ('old', 'shared', '["/a"]', 1), ('new', 'shared', '["/a"]', 1);
    UPDATE invalidations SET status = 'completed', ended_at = '2026-01-02' WHERE id = 'old';
    UPDATE invalidations SET status = 'completed', ended_at = '2026-03-02' WHERE id = 'new'`)
  expect(await forgetEnded(database, new Date('2026-02-01'))).toBe(1)
  const ids = async (table: string) =>
    (await database.query<{ id: string }>(`SELECT id FROM ${table} ORDER BY id`)).map(({ id }) => id)
  expect([await ids('invalidations'), await ids('invalidation_batches')]).toEqual([['new', 'open'], ['shared']])
})
