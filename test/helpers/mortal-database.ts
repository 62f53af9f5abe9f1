import { type Database } from '../../src/database/database.ts'

/** A store as one process sees it, until that process is dead: then nothing of it reaches the store any more. */
export function mortalDatabase(database: Database): { readonly database: Database; kill: () => void } {
  let dead = false
  const alive = () => {
    if (dead) throw new Error('this process is dead')
  }
  return {
    kill() {
      dead = true
    },
    database: {
      ...database,
      async query(text, params) {
        alive()
        return database.query(text, params)
      },
      async script(text) {
        alive()
        return database.script(text)
      },
      async transaction(run) {
        alive()
        return database.transaction(run)
      }
    }
  }
}
