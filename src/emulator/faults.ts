import { type Clock } from './clock.ts'
import { type FaultKind, type FaultOrder } from './fault-orders.ts'
import { createHold, type Hold } from './holds.ts'

export type { FaultKind, FaultOrder } from './fault-orders.ts'

/** An active fault, as it is now. */
interface ActiveFault {
  readonly id: string
  readonly order: FaultOrder
  /** How many calls it has affected so far. */
  readonly hits: number
  /** How many calls a `hold` holds. */
  readonly held?: number
}

type OrderOf<Kind extends FaultKind> = Extract<FaultOrder, { kind: Kind }>

/** A fault that affects a call; `hold` is what the call waits for, if it is of that kind. */
interface FaultHit<Kind extends FaultKind> {
  readonly order: OrderOf<Kind>
  readonly hold: Hold | undefined
}

export type Faults = ReturnType<typeof createFaults>

interface Entry {
  readonly id: string
  readonly order: FaultOrder
  readonly affectsCall: () => boolean
  readonly hold: Hold | undefined
  hits: number
}

/**
 * The faults on demand. A fault with a `count` is removed after that many calls; a `hold` then affects no further calls but
 * stays until it is released or removed, which is the same.
 */
export function createFaults({ clock }: { clock: Clock }) {
  const entries = new Map<string, Entry>()
  let sequence = 0

  function add(order: OrderOf<'hold'>): ActiveFault & { readonly hold: Hold }
  function add(order: FaultOrder): ActiveFault
  function add(order: FaultOrder): ActiveFault & { readonly hold?: Hold | undefined } {
    const id = `fault-${(sequence += 1)}`
    const hold = order.kind === 'hold' ? createHold({ onRelease: () => entries.delete(id) }) : undefined
    const entry: Entry = { id, order, affectsCall: conditionOf(order, clock), hold, hits: 0 }
    entries.set(id, entry)
    return hold ? { ...shown(entry), hold } : shown(entry)
  }

  /**
   * Those of the given kinds that affect this call of an operation, in the order they were added; each such call counts. Holds
   * are included only at their `stage`.
   */
  function take<Kind extends FaultKind>(
    operation: string,
    kinds: readonly Kind[],
    stage: 'request' | 'answer' = 'request'
  ): FaultHit<Kind>[] {
    const found: FaultHit<Kind>[] = []
    for (const entry of entries.values()) {
      const { order, hold } = entry
      if (!(kinds as readonly FaultKind[]).includes(order.kind)) continue
      if (order.kind === 'hold' && (order.at ?? 'request') !== stage) continue
      if (order.operations && !order.operations.includes(operation)) continue
      // Only a hold remains after its count.
      if (entry.hits === order.count) continue
      if (!entry.affectsCall()) continue
      entry.hits += 1
      if (!hold && entry.hits === order.count) entries.delete(entry.id)
      // The kinds were checked above.
      found.push({ order: order as OrderOf<Kind>, hold })
    }
    return found
  }

  function remove(id: string): boolean {
    const entry = entries.get(id)
    entry?.hold?.release()
    entries.delete(id)
    return entry !== undefined
  }

  return {
    add,
    take,
    list: (): ActiveFault[] => [...entries.values()].map(shown),
    /** What the calls of this `hold` wait for; undefined if there is no fault with this id, or it is of another kind. */
    findHold: (id: string): Hold | undefined => entries.get(id)?.hold,
    /** Whether there was one with this id. The calls that it held are resumed. */
    remove,
    clear: (): void => {
      for (const id of [...entries.keys()]) remove(id)
    }
  }
}

function shown({ id, order, hits, hold }: Entry): ActiveFault {
  return { id, order, hits, ...(hold && { held: hold.held }) }
}

/** Whether the fault affects a call of one of its operations. */
function conditionOf(order: FaultOrder, clock: Clock): () => boolean {
  const random = order.probability === undefined ? undefined : seeded(order.seed ?? 1)
  const spent = order.kind === 'rateLimit' ? bucket(order.perSecond, order.burst, clock) : () => true
  return () => (random === undefined || random() < (order.probability ?? 1)) && spent()
}

/** A token bucket: takes a token and returns false, or returns true if there is none. */
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
