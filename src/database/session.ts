import { setImmediate } from 'node:timers/promises'
import { type PGlite } from '@electric-sql/pglite'
import { ServiceError } from '../errors.ts'
import { type Queryable } from './database.ts'
import { createPreparedStatements } from './prepared-statements.ts'
import { isUnavailable } from './unavailable.ts'

/**
 * The single session of the embedded store. When PostgreSQL itself has ended, for example because the disk is full, it must not
 * be called again: the call would never return and would block this process. From then on everything is STORE_UNAVAILABLE, and
 * `onBroken` is called once. The next start of the process recovers what was committed.
 */
export function createSession({
  pg,
  flushed,
  onStatement,
  onBroken
}: {
  pg: PGlite
  /** Resolves when everything committed is on the disk. */
  flushed: () => Promise<void>
  onStatement: () => void
  onBroken: (error: unknown) => void
}) {
  const statements = createPreparedStatements(pg)
  let broken: unknown

  async function ask<Result>(statement: () => Promise<Result>): Promise<Result> {
    // Statements run on the main thread and chain as microtasks: without yielding before each, requests starve under load
    // (523 POSTs/s without, 3,419 with).
    await setImmediate()
    onStatement()
    if (broken !== undefined) throw stopped(broken)
    try {
      return await statement()
    } catch (error) {
      if (isEnd(error)) throw fail(error)
      throw isUnavailable(error) ? fileError(error) : error
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
      // The caller's type must fit the columns of the statement.
      ask(async () => (await statements.query(text, params)) as Result[]),

    script: (text: string) =>
      ask(async () => {
        await pg.exec(text)
      }),

    /** Rolls back and throws the reason. */
    async rollback(reason: unknown): Promise<never> {
      if (broken === undefined) await session.script('ROLLBACK')
      throw reason
    },

    /** After a failed fsync nothing is retried, as in PostgreSQL itself, because what the disk holds is unknown. */
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

/** For a failure that the operator can repair without a restart. */
export function fileError(cause: unknown): ServiceError {
  return new ServiceError('STORE_UNAVAILABLE', 'The embedded store cannot read or write its files.', {
    cause,
    remedy: 'The operator should check that the disk is not full and that DATA_DIR still exists.'
  })
}

function stopped(cause: unknown): ServiceError {
  return new ServiceError('STORE_UNAVAILABLE', 'The embedded store has stopped; Frontage must be restarted.', {
    cause,
    remedy: 'The operator should check that the disk is not full, and restart Frontage.'
  })
}

/** Whether an error of PostgreSQL or WebAssembly means that PostgreSQL has ended. */
function isEnd(error: unknown): boolean {
  const { severity, name } = error as { severity?: unknown; name?: unknown }
  return severity === 'PANIC' || severity === 'FATAL' || name === 'RuntimeError' || name === 'ExitStatus'
}

/** The status with which PGlite signals a jump back to PostgreSQL's main loop, as after every failed statement. */
const JUMP = 100

/**
 * Makes PGlite throw when PostgreSQL has ended. By itself it enters the main loop again after any error; after the end that
 * call never returns, and blocks this process. PGlite rethrows only errors of its handler of jumps, so that throws the error.
 */
export function exposeEnd({ Module: module }: PGlite): void {
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
      // Both would call a PostgreSQL that has ended.
      module._PostgresSendReadyForQueryIfNecessary = () => undefined
      module._pgl_pq_flush = () => undefined
      module._PostgresMainLoopOnce()
    }
  }
}
