import { expect, test } from 'vitest'
import { bindStore, bindStoreToAccounts } from '../../src/database/store-binding.ts'
import { startStore, storeKind } from '../helpers/start-store.ts'

test('a store belongs to the first backend that opens it, and to no other', async () => {
  const { database } = await startStore()
  await bindStore(database, 'local:a')
  await bindStore(database, 'local:a')
  await expect(bindStore(database, 'endpoint:http://127.0.0.1:1')).rejects.toThrow(
    'The store belongs to the local CloudFront a, and this start is for the CloudFront at http://127.0.0.1:1: give each a store'
  )
  await expect(bindStore(database, 'local:b')).rejects.toThrow('is for the local CloudFront b')
  await expect(bindStore(database, 'aws')).rejects.toThrow('is for AWS:')
})

test('a store of AWS is bound to the account once that is known', async () => {
  const { database } = await startStore()
  await bindStore(database, 'aws')
  await bindStore(database, 'aws:111111111111')
  await bindStore(database, 'aws')
  await bindStore(database, 'aws:111111111111')
  await expect(bindStore(database, 'aws:222222222222')).rejects.toThrow(
    'belongs to the AWS account 111111111111, and this start is for the AWS account 222222222222'
  )
})

test.skipIf(storeKind === 'embedded')(
  'of two that open it concurrently, one gets it [needs DATABASE_URL]',
  async () => {
    const { database, another } = await startStore()
    const outcomes = await Promise.allSettled([bindStore(database, 'local:a'), bindStore(another(), 'local:b')])
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  }
)

test.skipIf(storeKind === 'embedded')(
  'several accounts take over a store that takes longer to read than a statement may [needs DATABASE_URL]',
  async () => {
    const { database, another } = await startStore()
    await bindStore(database, 'aws:111111111111')
    const impatient = another({ statementTimeoutMs: 100 })
    let binding: Promise<void> | undefined
    await database.transaction(async tx => {
      await tx.script('LOCK TABLE invalidation_batches IN ACCESS EXCLUSIVE MODE')
      binding = bindStoreToAccounts(impatient, ['aws:111111111111'])
      binding.catch(() => undefined)
      await tx.query('SELECT pg_sleep(1)')
    })
    await expect(binding).resolves.toBeUndefined()
  }
)
