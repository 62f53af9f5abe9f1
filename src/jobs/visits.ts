import PgBoss from 'pg-boss'
import { type Database, type Queryable } from '../database/database.ts'

const QUEUE = 'operation-visits'
const POLL_MS = 2_000

export interface JobsLogger {
  warn(details: object, message: string): void
  error(details: object, message: string): void
}

/**
 * Durable timers: a request says "visit this operation in so many seconds", is written in the transaction that makes it
 * necessary, and comes back when whoever took it dies. Requests may be doubled or early; the visit itself looks whether it
 * is due. Fetched here and not by pg-boss's own workers, which let an answer that cannot be written end the process.
 */
export function createVisits({
  database,
  logger,
  visit,
  expireInSeconds
}: {
  database: Database
  logger: JobsLogger
  /** Whether the visit came to its end. */
  visit: (operationId: string) => Promise<boolean>
  /** Longer than any visit. */
  expireInSeconds: number
}) {
  const boss = new PgBoss({
    db: executorOf(database),
    schema: 'frontage_jobs',
    schedule: false,
    maintenanceIntervalSeconds: 60,
    archiveCompletedAfterSeconds: 3_600,
    deleteAfterHours: 1
  })
  boss.on('error', error => logger.warn({ err: error }, 'a durable timer failed'))
  let timer: NodeJS.Timeout | undefined
  let polling: Promise<void> | undefined
  const under = new Set<Promise<void>>()
  let stopped = false

  async function handle({ id, data: { operationId } }: PgBoss.Job<{ operationId: string }>): Promise<void> {
    try {
      // Else it stays taken until it expires, and then comes back.
      if (await visit(operationId)) await boss.deleteJob(QUEUE, id)
    } catch (error) {
      logger.warn({ err: error, operationId }, 'a visit failed')
    }
  }

  async function poll(): Promise<void> {
    const jobs = await boss.fetch<{ operationId: string }>(QUEUE, { batchSize: 20 })
    // Not waited for: a long step must not keep the others' timers.
    for (const job of jobs) {
      const handling = handle(job).finally(() => under.delete(handling))
      under.add(handling)
    }
  }

  function schedule(): void {
    if (stopped) return
    timer = setTimeout(() => {
      polling = poll()
        .catch((error: unknown) => logger.warn({ err: error }, 'durable timers could not be read'))
        .finally(schedule)
    }, POLL_MS).unref()
  }

  return {
    async start(): Promise<void> {
      await boss.start()
      await boss.createQueue(QUEUE, { name: QUEUE, retryLimit: 100, retryDelay: 1, expireInSeconds })
      schedule()
    },

    /** Counts only if the transaction does. */
    async request(tx: Queryable, operationId: string, inSeconds: number): Promise<void> {
      const startAfter = Math.max(1, Math.ceil(inSeconds))
      await boss.send(QUEUE, { operationId }, { startAfter, db: executorOf(tx) })
    },

    async stop(): Promise<void> {
      stopped = true
      clearTimeout(timer)
      await polling
      await Promise.all(under)
      await boss.stop({ graceful: false })
    }
  }
}

/** pg-boss sends its migrations and its upkeep as scripts with a transaction of their own. */
function executorOf(store: Queryable): PgBoss.Db {
  return {
    async executeSql(text: string, values: unknown[] = []) {
      if (!/^\s*BEGIN;/.test(text)) return { rows: await store.query(text, values) }
      await store.script(text)
      return { rows: [] }
    }
  }
}
