import { type Readable } from 'node:stream'
import { type Engine } from '../../jobs/engine.ts'
import { createEventStream as createStream, eventText, type Reader } from '../../plugins/event-stream.ts'

/** A page of the store's events. */
const PAGE = 100

export interface EventStreamOptions {
  readonly engine: Pick<Engine, 'events' | 'watch' | 'get'>
  /** How often a comment line keeps the connection alive. */
  readonly heartbeatMs?: number
}

/**
 * Streams the events of an operation after the given one as `text/event-stream`, including future ones. Ends with the
 * operation, or when the signal aborts.
 */
export function createEventStream(
  { engine, heartbeatMs = 15_000 }: EventStreamOptions,
  { id, after, reader }: { id: string; after: number; reader: Reader }
): Readable {
  return createStream(async function* (ended) {
    const watch = engine.watch(id)
    let last = after
    try {
      // Opens the stream for the client before anything has happened.
      yield ': following\n\n'
      while (!ended.aborted) {
        const page = await engine.events(id, last)
        for (const { sequence, type, data, createdAt } of page) {
          yield eventText({ id: sequence, type, data: { ...data, at: createdAt.toISOString() } })
          last = sequence
        }
        if (page.length === PAGE) continue
        const operation = await engine.get(id)
        if (operation.endedAt && (await engine.events(id, last)).length === 0) return
        if (operation.endedAt) continue
        if (!(await watch.wait(heartbeatMs, ended)) && !ended.aborted) yield ': still here\n\n'
      }
    } finally {
      watch.end()
    }
  }, reader)
}
