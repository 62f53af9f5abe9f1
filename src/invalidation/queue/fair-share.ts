/** Determines the queue of something pending. */
export interface Queued {
  readonly priority: 0 | 1
  readonly caller: string
  /** The class of the request's size in this lane (see the migrations): within one, sizes differ at most by a factor of four. */
  readonly sizeClass: number
}

/** What is pending of one priority, caller and size class, oldest first. */
export interface Queue<Entry> extends Queued {
  readonly entries: readonly Entry[]
}

/**
 * What a lane served last, so that the next batch continues after it, however small batches are. A process that takes a
 * target over starts afresh, which costs each caller at most one turn.
 */
export interface Served {
  /** How many consecutive places high priority has had. */
  highInARow: number
  readonly callers: Record<Queued['priority'], string>
  /** The last size class of each caller; of more than `CALLERS_MAX`, only of those who are read for the batch. */
  readonly sizeClasses: Map<string, number>
}

export function nobodyServed(): Served {
  return { highInARow: 0, callers: { 0: '', 1: '' }, sizeClasses: new Map() }
}

/**
 * A caller whose turn comes after many others' is not read for each batch, and would otherwise always begin with the
 * smallest requests.
 */
const CALLERS_MAX = 2_000

/** After this many, normal priority gets a place, if it has anything pending. */
const HIGH_IN_A_ROW_MAX = 4

/** The size class of a request with this many items in a lane, as in the store. */
export function sizeClassOf(items: number): number {
  let sizeClass = 0
  while (sizeClass < 9 && 4 ** sizeClass < items) sizeClass++
  return sizeClass
}

/** A queue and its number of items. */
export interface Pending extends Queued {
  readonly items: number
}

/**
 * How many items of other requests are served before a new request has all of its places: everything in its own queue,
 * and the fair share of the others.
 */
export function servedBefore({ items, ...own }: Pending, pending: readonly Pending[]): number {
  const sum = (queues: readonly Pending[]) => queues.reduce((total, queue) => total + queue.items, 0)
  const atMost = (max: number) => (total: number, queues: readonly Pending[]) => total + Math.min(max, sum(queues))
  const ofPriority = pending.filter(({ priority }) => priority === own.priority)
  const ofCaller = ofPriority.filter(({ caller }) => caller === own.caller)
  const ofQueue = ofCaller.filter(({ sizeClass }) => sizeClass === own.sizeClass)

  const inQueue = items + sum(ofQueue)
  const otherClasses = ofCaller.filter(queue => !ofQueue.includes(queue)).map(queue => [queue])
  const inCaller = otherClasses.reduce(atMost(inQueue), inQueue)
  const otherCallers = [...group(ofPriority, ({ caller }) => caller)].flatMap(([caller, queues]) =>
    caller === own.caller ? [] : [queues]
  )
  const inPriority = otherCallers.reduce(atMost(inCaller), inCaller)
  const others = sum(pending.filter(({ priority }) => priority !== own.priority))
  const share = own.priority === 1 ? Math.ceil(inPriority / HIGH_IN_A_ROW_MAX) : inPriority * HIGH_IN_A_ROW_MAX
  return inPriority - items + Math.min(others, share)
}

/** Assigns one place; false if no queue takes it. */
export type Turn = () => boolean

/**
 * Assigns places in fair turns: four of five to high priority; within a priority round robin among callers; within a caller
 * round robin among size classes. Unused turns go to the others. So a small request never waits for a much larger one, however
 * many are ahead of it, and nothing starves. Requests of about the same size are served in the order of acceptance, because
 * turns among equals would delay all of them.
 *
 * `serve` gives a queue a place and returns whether it took it. Linear in the number of places and queues.
 */
export function turnsOf<Own extends Queued>(
  queues: readonly Own[],
  served: Served,
  serve: (queue: Own) => boolean
): Turn {
  const callers = group(queues, keyOf)
  if (served.sizeClasses.size > CALLERS_MAX) {
    for (const key of served.sizeClasses.keys()) if (!callers.has(key)) served.sizeClasses.delete(key)
  }

  const turnOf = (queue: Own) => () => {
    if (!serve(queue)) return false
    served.highInARow = queue.priority === 1 ? Math.min(HIGH_IN_A_ROW_MAX, served.highInARow + 1) : 0
    served.callers[queue.priority] = queue.caller
    served.sizeClasses.set(keyOf(queue), queue.sizeClass)
    return true
  }
  const ofCaller = (key: string, classes: readonly Own[]) =>
    roundRobin(startingAfter(classes, ({ sizeClass }) => sizeClass, served.sizeClasses.get(key) ?? -1).map(turnOf))
  const ofPriority = (priority: Queued['priority']) => {
    const own = [...callers].filter(([, [first]]) => first?.priority === priority)
    const inTurn = startingAfter(own, ([, [first]]) => first?.caller ?? '', served.callers[priority])
    return roundRobin(inTurn.map(([key, classes]) => ofCaller(key, classes)))
  }

  const high = ofPriority(1)
  const normal = ofPriority(0)
  return () => (served.highInARow < HIGH_IN_A_ROW_MAX && high()) || normal() || high()
}

/** Round robin; a queue that takes no place is not asked again. */
function roundRobin(turns: readonly Turn[]): Turn {
  const line = [...turns]
  let next = 0
  return () => {
    for (let turn = line[next]; turn; turn = line[next]) {
      next++
      if (!turn()) continue
      line.push(turn)
      return true
    }
    return false
  }
}

/** The values in order of rank, rotated to begin with the first rank above `after`. */
function startingAfter<Value, Rank extends string | number>(
  values: readonly Value[],
  rankOf: (value: Value) => Rank,
  after: Rank
): Value[] {
  const sorted = values.toSorted((a, b) => (rankOf(a) < rankOf(b) ? -1 : 1))
  const first = sorted.findIndex(value => rankOf(value) > after)
  return first < 0 ? sorted : [...sorted.slice(first), ...sorted.slice(0, first)]
}

function keyOf({ priority, caller }: Queued): string {
  return `${priority} ${caller}`
}

/** Groups pending entries, which are in order, into queues. */
export function queuesOf<Entry extends Queued>(entries: readonly Entry[]): Queue<Entry>[] {
  const queues = group(entries, entry => `${entry.sizeClass} ${keyOf(entry)}`)
  return [...queues.values()].flatMap(queue => {
    const [first] = queue
    return first ? [{ priority: first.priority, caller: first.caller, sizeClass: first.sizeClass, entries: queue }] : []
  })
}

function group<Value>(values: readonly Value[], keyOfValue: (value: Value) => string): Map<string, Value[]> {
  const groups = new Map<string, Value[]>()
  for (const value of values) {
    const key = keyOfValue(value)
    const members = groups.get(key)
    if (members) members.push(value)
    else groups.set(key, [value])
  }
  return groups
}
