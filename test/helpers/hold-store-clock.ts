import { type Database } from '../../src/database/database.ts'

/**
 * The store with its clock (`frontage_now`) held: it follows the given one, which the test puts forward, so that leases and
 * due times need no real waiting. The store's clock is one for all who use the store, whatever their own clocks say.
 */
export async function holdStoreClock(database: Database, clock: { now(): number }): Promise<Database> {
  await database.script(`
    CREATE SCHEMA IF NOT EXISTS test;
    CREATE TABLE IF NOT EXISTS test.held_clock (now timestamptz NOT NULL);
    CREATE OR REPLACE FUNCTION frontage_now() RETURNS timestamptz LANGUAGE sql VOLATILE AS 'SELECT now FROM test.held_clock'`)
  await database.query('INSERT INTO test.held_clock SELECT $1 WHERE NOT EXISTS (SELECT FROM test.held_clock)', [
    new Date(clock.now())
  ])
  let written: number | undefined
  let writing: Promise<unknown> = Promise.resolve()

  async function follow(): Promise<void> {
    const now = clock.now()
    if (now !== written) {
      written = now
      // Several processes follow the same clock; one of them may be late.
      writing = database
        .query('UPDATE test.held_clock SET now = greatest(now, $1::timestamptz) WHERE now <> $1', [new Date(now)])
        .catch((error: unknown) => {
          written = undefined
          throw error
        })
    }
    await writing
  }

  return {
    ...database,
    async query(text, params) {
      await follow()
      return database.query(text, params)
    },
    async transaction(run) {
      await follow()
      return database.transaction(run)
    }
  }
}
