import { AsyncLocalStorage } from 'node:async_hooks'
import { type Database } from '../../database/database.ts'
import { createLeases, RELEASE } from '../../database/leases.ts'
import { createOutageLog } from '../../database/outage-log.ts'
import { isServiceError } from '../../errors.ts'
import { type Tags } from './schemas.ts'
import { type TagReader } from './tag-reader.ts'
import * as store from './tag-store.ts'

/** Tags of a distribution, and since when they can have changed without being noticed. */
interface KnownTags {
  readonly tags: Tags
  readonly readAt: Date
}

interface TagIndexOptions {
  readonly database: Database
  readonly tagReader: TagReader
  /** Milliseconds since 1970. */
  readonly clock: { now(): number }
  readonly logger: { warn(details: object, message: string): void }
  readonly newToken: () => string
  /** Nothing older is answered. */
  readonly maxAgeSeconds: number
}

/** How many distributions are asked for their tags at once, for one request. */
const READS_AT_ONCE = 5
/** For so long after the last use the index is kept fresh. */
const USED_MS = 3_600_000
const LEASE_SECONDS = 30
/** In so many runs all are read again, which takes this part of the greatest age. */
const RUNS = 24
const REFRESHED_WITHIN = 0.8

export type TagIndex = ReturnType<typeof createTagIndex>

/**
 * The tags of all distributions, because CloudFront lists no distributions by tags and tells those of one at a time. They are in
 * the store, for all instances. A distribution that is not there, or too old, is read when it is asked for. What is changed or
 * created through Frontage is known at once; what is changed elsewhere, once it is read again. While the index is used a part of
 * it is read again every now and then, by one instance at a time, so that no request has to wait for that.
 */
export function createTagIndex(options: TagIndexOptions) {
  const { database, tagReader, clock, logger, newToken, maxAgeSeconds } = options
  const cycleSeconds = maxAgeSeconds * REFRESHED_WITHIN
  const runSeconds = cycleSeconds / RUNS
  const leases = createLeases({ database, table: 'tag_refreshes', seconds: LEASE_SECONDS, logger })
  const outages = createOutageLog(logger)
  // The tags of all accounts are kept fresh, whichever one the request is for that begins it.
  const onNobodysBehalf = AsyncLocalStorage.snapshot()
  let usedAt = -Infinity
  let isStarted = false
  let isClosing = false
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> | undefined

  /** Undefined for a distribution that is gone. */
  async function readOne({ arn, version, now }: store.StoredTags): Promise<store.ReadTags | undefined> {
    try {
      return { arn, version, readAt: now, tags: await tagReader.read(arn) }
    } catch (error) {
      if (isServiceError(error, 'RESOURCE_NOT_FOUND')) return undefined
      throw error
    }
  }

  /** Reads them from CloudFront, so many at once. What was read is kept where another one fails. */
  async function readAgain(
    stale: readonly store.StoredTags[],
    { atOnce, stop = () => false }: { atOnce: number; stop?: () => boolean }
  ): Promise<store.ReadTags[]> {
    const waiting = [...stale]
    const read: store.ReadTags[] = []
    const gone: string[] = []
    const worker = async () => {
      try {
        for (let next = waiting.shift(); next && !stop(); next = waiting.shift()) {
          const found = await readOne(next)
          if (found) read.push(found)
          else gone.push(next.arn)
        }
      } finally {
        waiting.length = 0
      }
    }
    const ends = await Promise.allSettled(Array.from({ length: Math.min(atOnce, stale.length) }, worker))
    await store.saveTags(database, read)
    await store.deleteTags(database, gone)
    for (const end of ends) if (end.status === 'rejected') throw end.reason
    return read
  }

  /** A part of all, the oldest first: as many as are due for the time since the last run, and what will be too old before the next. */
  async function refreshDue(elapsedSeconds: number): Promise<number> {
    const { total, old } = await store.countTags(database, { oldSeconds: maxAgeSeconds - 2 * runSeconds })
    const perRun = Math.ceil((2 * total) / RUNS)
    const due = Math.max(old, Math.min(perRun, Math.floor((total * elapsedSeconds) / cycleSeconds)))
    if (due > 0) await readAgain(await store.oldestTags(database, due), { atOnce: 1, stop: () => isClosing })
    return due
  }

  async function refreshOnce(): Promise<void> {
    const token = newToken()
    const claimed = await leases.claim<{ elapsed: number }>(database, token, {
      where: 'id = 1',
      params: [],
      returning: 'extract(epoch FROM frontage_now() - refreshed_at)::float8 AS elapsed'
    })
    if (!claimed) return
    leases.hold(token)
    let refreshed = 0
    try {
      refreshed = await refreshDue(claimed.elapsed)
    } finally {
      leases.stopExtending(token)
      await database.query(
        `UPDATE tag_refreshes SET ${RELEASE}, refreshed_at = CASE WHEN $2::integer > 0 THEN frontage_now() ELSE refreshed_at END
         WHERE lease_token = $1`,
        [token, refreshed]
      )
    }
  }

  /** Reads again what is due, where no other instance does and the index was used lately. Failures are logged. */
  function refresh(): Promise<void> {
    if (isClosing || clock.now() - usedAt >= USED_MS) {
      clearInterval(timer)
      timer = undefined
      return Promise.resolve()
    }
    running ??= refreshOnce()
      .then(
        () => outages.succeeded(),
        (error: unknown) => outages.failed(error, 'tags of distributions could not be read again')
      )
      .finally(() => {
        running = undefined
      })
    return running
  }

  function noteUse(): void {
    usedAt = clock.now()
    if (!isStarted || isClosing) return
    timer ??= setInterval(() => void onNobodysBehalf(refresh), runSeconds * 1_000).unref()
  }

  return {
    refresh,

    /**
     * By ARN; one that is gone has none. None is older than `maxAgeSeconds`, where 0 means that all are read from CloudFront now.
     * Throws what CloudFront says, except that one does not exist.
     */
    async read(arns: readonly string[], maxAge: number = maxAgeSeconds): Promise<Map<string, KnownTags>> {
      noteUse()
      const maxAgeMs = Math.min(maxAge, maxAgeSeconds) * 1_000
      const known = new Map<string, KnownTags>()
      const stale: store.StoredTags[] = []
      for (const found of await store.findTags(database, arns)) {
        const { arn, tags, readAt, now } = found
        if (tags && readAt && now.getTime() - readAt.getTime() < maxAgeMs) known.set(arn, { tags, readAt })
        else stale.push(found)
      }
      for (const { arn, tags, readAt } of await readAgain(stale, { atOnce: READS_AT_ONCE }))
        known.set(arn, { tags, readAt })
      return known
    },

    /** To be called after a distribution was created with these tags. Never throws: what is not known is read. */
    async created(arn: string, tags: Tags): Promise<void> {
      try {
        await store.insertTags(database, arn, tags)
      } catch (error) {
        outages.failed(error, 'the tags of a new distribution were not noted')
      }
    },

    /**
     * To be called after a change of its tags, whether it succeeded or not. They are read again when they are asked for, and not
     * written down as the caller believes them to be: others may have changed other tags at the same time.
     */
    changed: (arn: string): Promise<void> => store.markChanged(database, arn),

    /** From now on the index is kept fresh while it is used. */
    start(): void {
      isStarted = true
    },

    async close(): Promise<void> {
      isClosing = true
      clearInterval(timer)
      await running
    }
  }
}
