import { type Clock } from './clock.ts'
import { type Answer, type SeenCall } from './wire/hooks.ts'

/** One call that reached the emulator. */
interface RememberedCall {
  readonly operation: string
  readonly labels: Readonly<Record<string, string>>
  readonly requestId: string
  readonly at: string
  /** Absent until there is a response, and if the connection was cut instead. */
  readonly status?: number
  /** The error code of a refusal. */
  readonly code?: string
}

export type Calls = ReturnType<typeof createCalls>

const REMEMBERED_MAX = 1000

/** Counts the calls of every operation, and remembers the last thousand of them. */
export function createCalls({ clock }: { clock: Clock }) {
  const counts = new Map<string, number>()
  let last: RememberedCall[] = []

  function arrived({ operation, labels, requestId }: SeenCall): void {
    counts.set(operation.name, (counts.get(operation.name) ?? 0) + 1)
    last.push({ operation: operation.name, labels, requestId, at: new Date(clock.now()).toISOString() })
    // Trimmed now and then rather than at every call.
    if (last.length > 2 * REMEMBERED_MAX) last = last.slice(-REMEMBERED_MAX)
  }

  function answered({ requestId }: SeenCall, { status, code }: Pick<Answer, 'status' | 'code'>): void {
    const index = last.findLastIndex(call => call.requestId === requestId)
    const call = last[index]
    if (call) last[index] = { ...call, status, ...(code !== undefined && { code }) }
  }

  return {
    arrived,
    answered,
    /** The number of calls of one operation, or of all. */
    count: (operation?: string): number =>
      operation === undefined
        ? [...counts.values()].reduce((sum, count) => sum + count, 0)
        : (counts.get(operation) ?? 0),
    counts: (): Record<string, number> => Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1))),
    /** The latest calls, oldest first: at most a thousand, or as many as asked for. */
    last: (limit = REMEMBERED_MAX): readonly RememberedCall[] => last.slice(-Math.min(limit, REMEMBERED_MAX)),
    clear(): void {
      counts.clear()
      last = []
    }
  }
}
