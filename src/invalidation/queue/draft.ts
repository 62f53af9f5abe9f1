import { type Lane } from '../planning/paths.ts'
import { type Queue, type Queued, queuesOf, type Served, turnsOf } from './fair-share.ts'

/** Pending items of one invalidation, in order. */
export interface Chunk extends Queued {
  readonly id: string
  readonly invalidationId: string
  readonly lane: Lane
  /** Of so many, `items` are the first. */
  readonly count: number
  readonly items: readonly string[]
}

/** Whether a wildcard covers the item (CloudFront Developer Guide, "Invalidate files"). */
function covers(wildcard: string, item: string): boolean {
  return item !== wildcard && item.startsWith(wildcard.slice(0, -1))
}

/** The contents of one batch, filled from one lane after the other. */
export interface Draft {
  readonly items: Map<string, Lane>
  /** Those items that are path wildcards, which cover others. */
  readonly wildcards: string[]
  /** The items taken from each chunk, including duplicates and covered items. */
  readonly taken: Map<string, { readonly chunk: Chunk; readonly items: string[] }>
}

export function emptyDraft(): Draft {
  return { items: new Map(), wildcards: [], taken: new Map() }
}

interface Item {
  readonly chunk: Chunk
  readonly item: string
}

/**
 * Fills the draft with up to `budget` more distinct items of these chunks, in fair order. Items that the batch already
 * has or covers are taken from all queues. Linear in the number of items.
 */
export function fill(
  draft: Draft,
  chunks: readonly Chunk[],
  { budget, served }: { budget: number; served: Served }
): void {
  const isFree = (item: string) => draft.items.has(item) || draft.wildcards.some(wildcard => covers(wildcard, item))

  const take = ({ chunk, item }: Item) => {
    const entry = draft.taken.get(chunk.id)
    if (entry) entry.items.push(item)
    else draft.taken.set(chunk.id, { chunk, items: [item] })
  }

  const queues = queuesOf(chunks).map(queue => ({ ...queue, entries: itemsIn(queue), next: 0 }))
  const turn = turnsOf(queues, served, queue => {
    for (;;) {
      const head = queue.entries[queue.next]
      if (!head) return false
      queue.next++
      const free = isFree(head.item)
      take(head)
      if (free) continue
      const { lane } = head.chunk
      draft.items.set(head.item, lane)
      if (lane === 'wildcard' && head.item.startsWith('/')) draft.wildcards.push(head.item)
      return true
    }
  })
  for (let left = budget; left > 0 && turn(); left--);
  for (const { entries, next } of queues) for (const head of entries.slice(next)) if (isFree(head.item)) take(head)
}

function itemsIn({ entries }: Queue<Chunk>): Item[] {
  return entries.flatMap(chunk => chunk.items.map(item => ({ chunk, item })))
}

/** The items of the batch, without those that a wildcard taken later covers. */
export function itemsOf({ items, wildcards }: Draft): string[] {
  return wildcards.length === 0
    ? [...items.keys()]
    : [...items.keys()].filter(item => !wildcards.some(wildcard => covers(wildcard, item)))
}
