import { AsyncLocalStorage } from 'node:async_hooks'
import { type Queryable } from './database.ts'

interface Scope {
  open: boolean
}

/** Node before 24 puts a hook on every promise of the process for it, a tenth of the time of a small request. */
let watchesNesting = Number(process.versions.node.split('.', 1)[0]) >= 24

/** Has stores notice what is asked inside a transaction on older Node, too: for tests, which are where it must be noticed. */
export function watchNesting(): void {
  watchesNesting = true
}

/**
 * Keeps the two ways of asking apart. With one session, a query of the database awaited inside a transaction would wait for
 * that transaction and it for the query; with a pool it would silently not be part of it. Where that is watched it throws
 * at once.
 */
export function createTransactionGuard() {
  const scopes = new AsyncLocalStorage<Scope>()

  return {
    /** Throws where the caller is inside a transaction of this store that has not ended. */
    refuseInside(): void {
      if (scopes.getStore()?.open) {
        throw new Error('the database was asked inside a transaction: ask the transaction it was given instead')
      }
    },

    /** Runs with a `tx` that throws once the transaction has ended. */
    async run<Result>(session: Queryable, run: (tx: Queryable) => Promise<Result>): Promise<Result> {
      const scope: Scope = { open: true }
      const whileOpen = () => {
        if (!scope.open) throw new Error('the transaction has ended: an await is missing inside it')
      }
      const tx: Queryable = {
        async query(text, params) {
          whileOpen()
          return session.query(text, params)
        },
        async script(text) {
          whileOpen()
          return session.script(text)
        }
      }
      try {
        return await (watchesNesting ? scopes.run(scope, () => run(tx)) : run(tx))
      } finally {
        scope.open = false
      }
    }
  }
}
