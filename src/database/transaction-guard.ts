import { AsyncLocalStorage } from 'node:async_hooks'
import { type Queryable } from './database.ts'

interface Scope {
  open: boolean
}

/**
 * Off before Node 24, where AsyncLocalStorage hooks into every promise and takes a tenth of the time of a small
 * request.
 */
let watchesNesting = Number(process.versions.node.split('.', 1)[0]) >= 24

/** For tests: checks for nested queries on older Node, too. */
export function watchNesting(): void {
  watchesNesting = true
}

/**
 * Detects queries of the database inside a transaction. With a single session, such a query and the transaction would
 * wait for each other; with a pool, it would silently not be part of the transaction. If the check is on, it throws at
 * once.
 */
export function createTransactionGuard() {
  const scopes = new AsyncLocalStorage<Scope>()

  return {
    /** Throws if the caller is inside a transaction of this store that has not ended. */
    refuseInside(): void {
      if (scopes.getStore()?.open) {
        throw new Error('the database was queried inside a transaction: use the transaction instead')
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
