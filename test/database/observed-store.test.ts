import { expect, test } from 'vitest'
import { observeStore } from '../../src/database/observed-store.ts'
import { ServiceError } from '../../src/errors.ts'
import { startStore } from '../helpers/start-store.ts'

test('what a transaction is rolled back for on purpose is no failure of the store; what the store refuses is', async () => {
  const { database } = await startStore()
  const failures: boolean[] = []
  const observed = observeStore(database, (_, { failed }) => failures.push(failed))
  await observed.query('SELECT 1')
  const refuse = async (error: Error) => observed.transaction(async () => Promise.reject(error)).catch(() => undefined)
  await refuse(new ServiceError('TOKEN_NOT_FOUND', 'There is none.'))
  await refuse(new ServiceError('STORE_UNAVAILABLE', 'It is away.'))
  await observed.query('SELECT nothing FROM nowhere').catch(() => undefined)
  expect(failures).toEqual([false, false, true, true])
})
