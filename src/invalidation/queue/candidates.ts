import { type Queryable } from '../../database/database.ts'
import { type Chunk } from './draft.ts'
import { type Queue, type Queued, queuesOf, type Served, turnsOf } from './fair-share.ts'
import { type Lane } from '../planning/paths.ts'

/** A pending chunk, with its items if they are few. */
export interface Head extends Queued {
  readonly id: string
  readonly position: string
  readonly invalidationId: string
  readonly count: number
  readonly items: readonly string[] | null
  /** How many of its queue were requested with it: if fewer were found, there are no more. */
  readonly asked: number
}

/** What a batch could take from one lane. */
export interface Wanted {
  /** The number of places, with a margin for duplicates. */
  readonly places: number
  readonly served: Served
}

/** Where to look for what a batch takes. */
interface Search {
  readonly target: string
  readonly lane: Lane
  readonly first: readonly Head[]
  readonly wanted: Wanted
  /** The number of places without the margin. */
  readonly budget: number
}

/** Chunks with at most this many items are read including them, before it is known whether they are needed. */
const INLINE_ITEMS_MAX = 16
/**
 * Larger chunks are read whole while those needed have at most so many items together, to find what several callers have in common,
 * which is sent once. Of more, only as much is read as there are places.
 */
const WHOLE_ITEMS_MAX = 16_000
/**
 * How many items the larger chunks may have together that a batch takes some of, because each is written again without them:
 * more of them take turns over several batches.
 */
const LARGE_ITEMS_MAX = 100_000
/** The growth factor of further reads of a queue. */
const GROWTH = 4
/**
 * Chunks read from one queue at a time; more than there are places. It is a constant because PostgreSQL would otherwise expect
 * a tenth of the table from each queue and JIT-compile the statement, which took twenty times as long as running it.
 */
const CHUNKS_MAX = 4_000

/** SQL: the chunks of the lane and priority that `row` names. */
const ofPriority = (row: string) =>
  `c.target = ${row}.target AND c.ready AND c.lane = ${row}.lane AND c.priority = ${row}.priority`
const HEAD = `c.id::text, c.position::text, c.invalidation_id AS "invalidationId", c.priority, c.caller,
  c.size_class AS "sizeClass", c.count, CASE WHEN c.count <= ${INLINE_ITEMS_MAX} THEN c.items END AS items`

/**
 * Common table expressions, the last of which, `heads`, has an array of chunks for each target and lane with pending
 * items: from each queue about as many as its equal share of the places requires. They use `leased`, the targets of
 * this process, and `asked`, the wanted places by lane.
 */
export const HEADS = `
  queues AS (
    -- Skips from queue to queue in the index, from the caller after the last one served, then from the start.
    SELECT target, lane, places, given.priority::smallint AS priority, given.after AS caller, 32767::smallint AS size_class,
      given.after, false AS wrapped, 0 AS number
    FROM leased JOIN asked USING (target) CROSS JOIN LATERAL (VALUES (0, normal), (1, high)) AS given (priority, after)
    WHERE lease = 'held'
    UNION ALL
    SELECT q.target, q.lane, q.places, q.priority, n.caller, n.size_class, q.after, n.wrapped, q.number + 1
    FROM queues q CROSS JOIN LATERAL (
      SELECT * FROM (
        (SELECT c.caller, c.size_class, q.wrapped AS wrapped FROM invalidation_chunks c
         WHERE ${ofPriority('q')} AND (c.caller, c.size_class) > (q.caller, q.size_class)
           AND (NOT q.wrapped OR c.caller <= q.after)
         ORDER BY c.caller, c.size_class LIMIT 1)
        UNION ALL
        (SELECT c.caller, c.size_class, true FROM invalidation_chunks c
         WHERE ${ofPriority('q')} AND NOT q.wrapped AND c.caller <= q.after
         ORDER BY c.caller, c.size_class LIMIT 1)
      ) either ORDER BY wrapped LIMIT 1
    ) n WHERE q.number < q.places
  ), parts AS (
    -- The smallest requests of a class have so many items, but no chunk has more than a thousand.
    SELECT *, ceil(places::float8 / count(*) OVER (PARTITION BY target, lane, priority)
      / least(256, greatest(1, 4 ^ (size_class - 1))))::integer AS asked
    FROM queues WHERE number > 0
  ), heads AS (
    SELECT target, lane, json_agg(head ORDER BY place, number) AS heads FROM (
      SELECT parts.target, parts.lane, c.position AS place, c.id AS number, head
      FROM parts CROSS JOIN LATERAL (
        SELECT * FROM (
          SELECT * FROM invalidation_chunks c
          WHERE ${ofPriority('parts')} AND c.caller = parts.caller AND c.size_class = parts.size_class
          ORDER BY c.position, c.id LIMIT ${CHUNKS_MAX}
        ) c LIMIT parts.asked
      ) c CROSS JOIN LATERAL (SELECT ${HEAD}, parts.asked) AS head
    ) each GROUP BY target, lane
  )`

export interface Candidates {
  /** Oldest first in each queue. */
  readonly chunks: readonly Chunk[]
  /** By priority: the caller after whom the next batch begins, if more callers have a turn in this one than can be read for it. */
  readonly resumeAfter: Partial<Served['callers']>
}

/**
 * The pending chunks of a lane that could get the next places in fair order. Reads more if `first` is not enough. The
 * cost depends on the number of places, not on how much is pending.
 */
export async function candidates(db: Queryable, { target, lane, first, wanted, budget }: Search): Promise<Candidates> {
  const heads = [...first]
  let result = simulate(heads, wanted, budget)
  for (let unread = result.exhausted.filter(hasMore); unread.length > 0; unread = result.exhausted.filter(hasMore)) {
    const further = await nextHeads(db, target, lane, unread)
    if (further.length === 0) break
    heads.push(...further)
    result = simulate(heads, wanted, budget)
  }
  const items = await itemsOf(db, result.large)
  const chunks = queuesOf(heads).flatMap(({ entries }) => {
    const chunks: Chunk[] = []
    for (const head of entries) {
      const known = head.items ?? items.get(head.id)
      // Nothing overtakes an older chunk of its queue.
      if (!known) break
      const { id, invalidationId, priority, caller, sizeClass, count } = head
      chunks.push({ id, invalidationId, priority, caller, sizeClass, lane, count, items: known })
      if (known.length < count) break
    }
    return chunks
  })
  return { chunks, resumeAfter: result.resumeAfter }
}

async function nextHeads(db: Queryable, target: string, lane: Lane, unread: readonly Queue<Head>[]): Promise<Head[]> {
  const after = unread
    .flatMap(({ entries }) => entries.slice(-1))
    .map(({ items: _, ...last }) => ({ ...last, asked: Math.min(CHUNKS_MAX, last.asked * GROWTH) }))
  return db.query<Head>(
    `SELECT ${HEAD}, c.asked FROM jsonb_to_recordset($3::jsonb)
       AS after (priority smallint, caller text, "sizeClass" smallint, position bigint, id bigint, asked integer)
     CROSS JOIN LATERAL (
       SELECT *, after.asked FROM (
         SELECT * FROM invalidation_chunks c
         WHERE c.target = $1 AND c.ready AND c.lane = $2 AND c.priority = after.priority AND c.caller = after.caller
           AND c.size_class = after."sizeClass" AND (c.position, c.id) > (after.position, after.id)
         ORDER BY c.position, c.id LIMIT ${CHUNKS_MAX}
       ) c LIMIT after.asked
     ) c ORDER BY c.position, c.id`,
    [target, lane, JSON.stringify(after)]
  )
}

interface Simulated {
  /** How many items of each large chunk are to be read. */
  readonly large: ReadonlyMap<string, number>
  /** The queues that ran out. */
  readonly exhausted: readonly Queue<Head>[]
  readonly resumeAfter: Candidates['resumeAfter']
}

/** Assigns the places by counts alone. */
function simulate(heads: readonly Head[], { places, served }: Wanted, budget: number): Simulated {
  const large = new Map<string, number>()
  const exhausted: Queue<Head>[] = []
  const resumeAfter: Partial<Served['callers']> = {}
  const last = structuredClone(served)
  let changed = 0
  let given = 0
  const queues = queuesOf(heads).map(queue => ({ ...queue, next: 0, given: 0 }))
  const turn = turnsOf(queues, last, queue => {
    if (queue.given === queue.entries[queue.next]?.count) {
      queue.next++
      queue.given = 0
    }
    const head = queue.entries[queue.next]
    if (!head) {
      exhausted.push(queue)
      return false
    }
    if (head.items === null) {
      if (!large.has(head.id)) {
        if (large.size > 0 && changed + head.count > LARGE_ITEMS_MAX) {
          // Those whose turn comes only in the margin are not served by this batch, wherever reading stops.
          if (given < budget) resumeAfter[queue.priority] ??= last.callers[queue.priority]
          return false
        }
        changed += head.count
      }
      large.set(head.id, queue.given + 1)
    }
    queue.given++
    return true
  })
  while (given < places && turn()) given++
  if (changed <= WHOLE_ITEMS_MAX) {
    for (const { id, count } of heads) if (large.has(id)) large.set(id, count)
  }
  return { large, exhausted, resumeAfter }
}

function hasMore({ entries }: Queue<Head>): boolean {
  const asked = entries.at(-1)?.asked
  return asked !== undefined && entries.at(-asked)?.asked === asked
}

/** The first items of chunks. Not by a join, for which PostgreSQL might read all chunks. */
async function itemsOf(db: Queryable, counts: ReadonlyMap<string, number>): Promise<Map<string, readonly string[]>> {
  if (counts.size === 0) return new Map()
  const rows = await db.query<{ id: string; items: string[] | null }>(
    `SELECT id, jsonb_path_query_array(
       (SELECT items FROM invalidation_chunks c WHERE c.id = r.id::bigint), '$[0 to $last]', jsonb_build_object('last', last)
     ) AS items
     FROM jsonb_to_recordset($1::jsonb) AS r (id text, last integer)`,
    [JSON.stringify([...counts].map(([id, count]) => ({ id, last: count - 1 })))]
  )
  return new Map(rows.flatMap(({ id, items }) => (items ? [[id, items]] : [])))
}
