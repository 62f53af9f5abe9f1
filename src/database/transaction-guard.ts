import { AsyncLocalStorage } from 'node:async_hooks'
import { type Queryable } from './database.ts'

interface Scope {
  open: boolean
}

/**
 * Keeps the two ways of asking apart. With one session, a query of the database awaited inside a transaction would wait for
 * that transaction and it for the query; with a pool it would silently not be part of it. Here it throws at once.
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
        return await scopes.run(scope, () => run(tx))
      } finally {
        scope.open = false
      }
    }
  }
}
