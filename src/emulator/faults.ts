import { type Clock } from './clock.ts'
import { type FaultKind, type FaultOrder } from './fault-orders.ts'

export type { FaultKind, FaultOrder } from './fault-orders.ts'

/** A fault in force. */
export interface ActiveFault {
  readonly id: string
  readonly order: FaultOrder
  /** How many calls it has met so far. */
  readonly hits: number
}

export type Faults = ReturnType<typeof createFaults>

interface Entry {
  readonly id: string
  readonly order: FaultOrder
  readonly strikes: () => boolean
  hits: number
}

/** The book of faults on demand. A fault with a `count` leaves it after that many calls. */
export function createFaults({ clock }: { clock: Clock }) {
  const entries = new Map<string, Entry>()
  let sequence = 0

  function add(order: FaultOrder): ActiveFault {
    const id = `fault-${(sequence += 1)}`
    const entry = { id, order, strikes: strikesBy(order, clock), hits: 0 }
    entries.set(id, entry)
    return entry
  }

  /** Those of the given kinds that meet this call of an operation, in the order they were added; each such call counts. */
  function take<Kind extends FaultKind>(
    operation: string,
    kinds: readonly Kind[]
  ): Extract<FaultOrder, { kind: Kind }>[] {
    const met: FaultOrder[] = []
    for (const entry of entries.values()) {
      const { order } = entry
      if (!(kinds as readonly FaultKind[]).includes(order.kind)) continue
      if (order.operations && !order.operations.includes(operation)) continue
      if (!entry.strikes()) continue
      entry.hits += 1
      if (order.count !== undefined && entry.hits >= order.count) entries.delete(entry.id)
      met.push(order)
    }
    // Only orders of these kinds were let through.
    return met as Extract<FaultOrder, { kind: Kind }>[]
  }

  return {
    add,
    take,
    list: (): ActiveFault[] => [...entries.values()].map(({ id, order, hits }) => ({ id, order, hits })),
    /** Whether there was one with this id. */
    remove: (id: string): boolean => entries.delete(id),
    clear: (): void => entries.clear()
  }
}

/** Whether the fault strikes at a call which it is aimed at. */
function strikesBy(order: FaultOrder, clock: Clock): () => boolean {
  const random = order.probability === undefined ? undefined : seeded(order.seed ?? 1)
  const spent = order.kind === 'rateLimit' ? bucket(order.perSecond, order.burst, clock) : () => true
  return () => (random === undefined || random() < (order.probability ?? 1)) && spent()
}

/** A token bucket: false takes a token, true means there was none. */
function bucket(perSecond: number, burst: number | undefined, clock: Clock): () => boolean {
  const size = burst ?? Math.ceil(perSecond)
  let tokens = size
  let at = clock.now()
  return () => {
    const now = clock.now()
    tokens = Math.min(size, tokens + ((now - at) / 1000) * perSecond)
    at = now
    if (tokens < 1) return true
    tokens -= 1
    return false
  }
}

/** Numbers from 0 up to 1, the same ones for the same seed (Weyl sequence through a multiplicative hash). */
function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x9e3779b9) >>> 0
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad)
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 0x1_0000_0000
  }
}
