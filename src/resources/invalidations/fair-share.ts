/** Waiting items of one invalidation, in their order. */
export interface Chunk {
  readonly id: string
  readonly invalidationId: string
  readonly caller: string
  readonly items: readonly string[]
}

/** Cache tags are counted with the wildcards: CloudFront does not say which quota they use. */
export function isScarce(item: string): boolean {
  return item.endsWith('*') || item.startsWith('#')
}

/** Whether a wildcard removes the path, too (CloudFront Developer Guide, "Invalidate files": only a * at the end is one). */
function covers(wildcard: string, item: string): boolean {
  return item !== wildcard && item.startsWith(wildcard.slice(0, -1))
}

function isWildcard(item: string): boolean {
  return item.startsWith('/') && item.endsWith('*')
}

/** What goes into one batch; filled from one lane after the other. */
export interface Draft {
  readonly items: Set<string>
  /** Of these the ones that cover others. */
  readonly wildcards: string[]
  /** What each chunk gives to the batch, also what is in it already or covered by it. */
  readonly taken: Map<string, { readonly chunk: Chunk; readonly items: string[] }>
}

export function emptyDraft(): Draft {
  return { items: new Set(), wildcards: [], taken: new Map() }
}

/**
 * Fills the draft with up to `budget` more distinct items, one from each caller in turn, beginning after the caller that
 * was served last; of one caller the oldest first. What needs no place in the batch comes along, wherever it stands.
 * Answers the caller that was served last. Linear in the number of items.
 */
export function fill(
  draft: Draft,
  chunks: readonly Chunk[],
  { budget, after = '' }: { budget: number; after?: string | undefined }
): string {
  const queues = queuesOf(chunks, after)
  let left = budget
  let last = after
  const isFree = (item: string) => draft.items.has(item) || draft.wildcards.some(wildcard => covers(wildcard, item))

  const take = (chunk: Chunk, item: string) => {
    const entry = draft.taken.get(chunk.id)
    if (entry) entry.items.push(item)
    else draft.taken.set(chunk.id, { chunk, items: [item] })
  }

  let open = queues
  while (left > 0 && open.length > 0) {
    open = open.filter(queue => {
      for (;;) {
        const head = queue.items[queue.next]
        if (!head) return false
        const free = isFree(head.item)
        if (!free && left === 0) return true
        queue.next++
        take(head.chunk, head.item)
        if (free) continue
        left--
        last = queue.caller
        draft.items.add(head.item)
        if (isWildcard(head.item)) draft.wildcards.push(head.item)
        return true
      }
    })
  }
  for (const { items, next } of queues) {
    for (const { chunk, item } of items.slice(next)) if (isFree(item)) take(chunk, item)
  }
  return last
}

interface Queue {
  readonly caller: string
  readonly items: { readonly chunk: Chunk; readonly item: string }[]
  next: number
}

function queuesOf(chunks: readonly Chunk[], after: string): Queue[] {
  const queues = new Map<string, Queue>()
  for (const chunk of chunks) {
    const queue = queues.get(chunk.caller) ?? { caller: chunk.caller, items: [], next: 0 }
    queues.set(chunk.caller, queue)
    for (const item of chunk.items) queue.items.push({ chunk, item })
  }
  const inOrder = [...queues.values()].sort((a, b) => (a.caller < b.caller ? -1 : 1))
  return [...inOrder.filter(({ caller }) => caller > after), ...inOrder.filter(({ caller }) => caller <= after)]
}

/** The items of the batch, without those that a wildcard taken later covers. */
export function itemsOf({ items, wildcards }: Draft): string[] {
  return wildcards.length === 0
    ? [...items]
    : [...items].filter(item => !wildcards.some(wildcard => covers(wildcard, item)))
}
