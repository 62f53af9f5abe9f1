import { setImmediate } from 'node:timers/promises'
import { type PGlite } from '@electric-sql/pglite'
import { ServiceError } from '../errors.ts'
import { type Queryable } from './database.ts'
import { createPreparedStatements } from './prepared-statements.ts'
import { isAway } from './unavailable.ts'

/**
 * The one session of the embedded store. Where PostgreSQL itself gives up, for example because the disk is full, it is never
 * asked again: it would not return, and would block this process for ever. From then on everything is STORE_UNAVAILABLE, and
 * `onBroken` is called once; the next start of the process recovers what was committed.
 */
export function createSession({
  pg,
  flushed,
  onStatement,
  onBroken
}: {
  pg: PGlite
  /** Resolves when what was committed is on the disk. */
  flushed: () => Promise<void>
  onStatement: () => void
  onBroken: (error: unknown) => void
}) {
  const statements = createPreparedStatements(pg)
  let broken: unknown

  async function ask<Result>(statement: () => Promise<Result>): Promise<Result> {
    // This runs on the main thread, and statements chain as microtasks: without a pause before each, requests starve under
    // load (523 POSTs/s without, 3,419 with).
    await setImmediate()
    onStatement()
    if (broken !== undefined) throw stopped(broken)
    try {
      return await statement()
    } catch (error) {
      if (isEnd(error)) throw fail(error)
      throw isAway(error) ? withoutFiles(error) : error
    }
  }

  function fail(error: unknown): ServiceError {
    if (broken === undefined) {
      broken = error
      onBroken(error)
    }
    return stopped(error)
  }

  const session = {
    query: <Result extends object>(text: string, params: readonly unknown[] = []) =>
      // Which columns there are is what the statement says.
      ask(async () => (await statements.query(text, params)) as Result[]),

    script: (text: string) =>
      ask(async () => {
        await pg.exec(text)
      }),

    /** Fails with the reason, whatever becomes of undoing. */
    async rollback(reason: unknown): Promise<never> {
      if (broken === undefined) await session.script('ROLLBACK')
      throw reason
    },

    /** Like PostgreSQL itself, nothing is tried again where the disk has refused: what it holds is not known any more. */
    async flushed(): Promise<void> {
      await flushed().catch((error: unknown) => {
        throw fail(error)
      })
    },

    listen: (channel: string, onMessage: (payload: string) => void) => ask(() => pg.listen(channel, onMessage)),

    async close(): Promise<void> {
      if (broken === undefined) await pg.close()
    }
  }
  return session satisfies Queryable
}

/** For a failure that only the operator can repair, and that may be gone afterwards. */
export function withoutFiles(cause: unknown): ServiceError {
  return new ServiceError('STORE_UNAVAILABLE', 'The embedded store cannot read or write its files.', {
    cause,
    remedy: 'The operator should look whether the disk is full and DATA_DIR is still there.'
  })
}

function stopped(cause: unknown): ServiceError {
  return new ServiceError('STORE_UNAVAILABLE', 'The embedded store has stopped; Frontage must be started again.', {
    cause,
    remedy: 'The operator should look whether the disk is full, and start Frontage again.'
  })
}

/** PostgreSQL's own words for "this process is over", and WebAssembly's. */
function isEnd(error: unknown): boolean {
  const { severity, name } = error as { severity?: unknown; name?: unknown }
  return severity === 'PANIC' || severity === 'FATAL' || name === 'RuntimeError' || name === 'ExitStatus'
}

/** How PGlite's WebAssembly says that PostgreSQL jumps back to its main loop, as after every error of a statement. */
const JUMP = 100

/**
 * Lets PostgreSQL's end reach whoever asks. PGlite would enter its main loop again after whatever it throws; after the end
 * that never comes back, and nothing else of this process runs any more. It passes on only what its handler of jumps throws.
 */
export function letEndsThrough({ Module: module }: PGlite): void {
  const runOnce = module._PostgresMainLoopOnce
  module._PostgresMainLoopOnce = () => {
    try {
      runOnce()
    } catch (error) {
      if ((error as { status?: unknown }).status === JUMP) throw error
      module._PostgresMainLoopOnce = () => {
        throw Object.assign(new Error('PostgreSQL has ended'), { status: JUMP })
      }
      module._PostgresMainLongJmp = () => {
        throw error
      }
      // Both would ask a PostgreSQL that is gone.
      module._PostgresSendReadyForQueryIfNecessary = () => undefined
      module._pgl_pq_flush = () => undefined
      module._PostgresMainLoopOnce()
    }
  }
}
