import { onTestFinished } from 'vitest'
import { type Database } from '../../src/database/database.ts'
import { openPostgres } from '../../src/database/postgres.ts'
import { ServiceError } from '../../src/errors.ts'
import { startPostgresProxy } from './postgres-proxy.ts'
import { type StartedStore } from './start-store.ts'

/**
 * The same store, and a way to lose the answer to its next COMMIT, which takes effect all the same: on a server the
 * connection breaks at that moment. Nothing lies between this process and the embedded store, so that there it is said here.
 */
export async function openLosingCommits({ database, url }: StartedStore) {
  if (url === undefined) {
    let loses = false
    const losing: Database = {
      ...database,
      async transaction(run) {
        const result = await database.transaction(run)
        if (!loses) return result
        loses = false
        throw new ServiceError('STORE_UNAVAILABLE', 'The answer to COMMIT was lost.')
      }
    }
    return {
      database: losing,
      loseNextCommit: () => {
        loses = true
      }
    }
  }
  const proxy = await startPostgresProxy(new URL(url))
  const losing = openPostgres({ url: proxy.url })
  onTestFinished(() => losing.close())
  return { database: losing, loseNextCommit: () => proxy.loseAnswerTo('COMMIT') }
}
