import { AsyncLocalStorage } from 'node:async_hooks'
import { type Database } from '../../database/database.ts'
import { createLeases, RELEASE } from '../../database/leases.ts'
import { createOutageLog } from '../../database/outage-log.ts'
import { isServiceError } from '../../errors.ts'
import { type Tags } from './schemas.ts'
import { type TagReader } from './tag-reader.ts'
import * as store from './tag-store.ts'

/** The tags of a distribution, and when they were read. */
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
  /** Tags that are older than this are read again before they are used. */
  readonly maxAgeSeconds: number
}

/** Concurrent reads of tags for one request. */
const READ_CONCURRENCY = 5
/** The index is refreshed for this long after its last use. */
const USED_MS = 3_600_000
const LEASE_SECONDS = 30
/** All tags are refreshed in this many runs, within this share of the maximum age. */
const RUNS = 24
const REFRESHED_WITHIN = 0.8

export type TagIndex = ReturnType<typeof createTagIndex>

/**
 * The tags of all distributions: CloudFront can neither list distributions by tag nor return the tags of several at
 * once. They are in the store, shared by all instances. Missing and outdated tags are read on demand. Changes through
 * Frontage take effect at once, others when the tags are read again. While the index is in use, one instance at a time
 * refreshes it in the background, so that requests seldom wait for reads.
 */
export function createTagIndex(options: TagIndexOptions) {
  const { database, tagReader, clock, logger, newToken, maxAgeSeconds } = options
  const cycleSeconds = maxAgeSeconds * REFRESHED_WITHIN
  const runSeconds = cycleSeconds / RUNS
  const leases = createLeases({ database, table: 'tag_refreshes', seconds: LEASE_SECONDS, logger })
  const outages = createOutageLog(logger)
  // Refreshing covers all accounts, so it must not run in the context of the request that starts it.
  const outsideRequest = AsyncLocalStorage.snapshot()
  let usedAt = -Infinity
  let isStarted = false
  let isClosing = false
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> | undefined

  /** Undefined if the distribution no longer exists. */
  async function readOne({ arn, version, now }: store.StoredTags): Promise<store.ReadTags | undefined> {
    try {
      return { arn, version, readAt: now, tags: await tagReader.read(arn) }
    } catch (error) {
      if (isServiceError(error, 'RESOURCE_NOT_FOUND')) return undefined
      throw error
    }
  }

  /** Reads tags from CloudFront concurrently. If a read fails, the others are still stored. */
  async function readAgain(
    stale: readonly store.StoredTags[],
    { concurrency, stop = () => false }: { concurrency: number; stop?: () => boolean }
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
    const ends = await Promise.allSettled(Array.from({ length: Math.min(concurrency, stale.length) }, worker))
    await store.saveTags(database, read)
    await store.deleteTags(database, gone)
    for (const end of ends) if (end.status === 'rejected') throw end.reason
    return read
  }

  /**
   * Refreshes the oldest tags: as many as are due for the time since the last run, and all that would be outdated
   * before the next one.
   */
  async function refreshDue(elapsedSeconds: number): Promise<number> {
    const { total, old } = await store.countTags(database, { oldSeconds: maxAgeSeconds - 2 * runSeconds })
    const perRun = Math.ceil((2 * total) / RUNS)
    const due = Math.max(old, Math.min(perRun, Math.floor((total * elapsedSeconds) / cycleSeconds)))
    if (due > 0) await readAgain(await store.oldestTags(database, due), { concurrency: 1, stop: () => isClosing })
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

  /** Refreshes what is due, if no other instance does and the index was used recently. Failures are logged. */
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
    timer ??= setInterval(() => void outsideRequest(refresh), runSeconds * 1_000).unref()
  }

  return {
    refresh,

    /**
     * Tags by ARN, without distributions that no longer exist. None is older than `maxAge` seconds; 0 reads all of them
     * from CloudFront now. Throws CloudFront's errors.
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
      for (const { arn, tags, readAt } of await readAgain(stale, { concurrency: READ_CONCURRENCY }))
        known.set(arn, { tags, readAt })
      return known
    },

    /** To be called after a distribution was created with these tags. Never throws: unknown tags are read on demand. */
    async created(arn: string, tags: Tags): Promise<void> {
      try {
        await store.insertTags(database, arn, tags)
      } catch (error) {
        outages.failed(error, 'the tags of a new distribution were not noted')
      }
    },

    /**
     * To be called after a change of tags, whether it succeeded or not. They are then read on demand rather than stored
     * as the caller sent them, since others may have changed other tags concurrently.
     */
    changed: (arn: string): Promise<void> => store.markChanged(database, arn),

    /** From now on the index is refreshed while it is in use. */
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
