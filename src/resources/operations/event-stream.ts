import { Readable } from 'node:stream'
import { type Engine } from '../../jobs/engine.ts'
import { type OperationEvent } from '../../jobs/operation.ts'

/** A page of the store's events. */
const PAGE = 100

export interface EventStreamOptions {
  readonly engine: Pick<Engine, 'events' | 'watch' | 'get'>
  /** How often a line that means nothing keeps the connection from looking dead. */
  readonly heartbeatMs?: number
}

/**
 * The events of an operation after the given one as `text/event-stream`, those to come as they come. It ends with the
 * operation, and when the signal aborts.
 */
export function createEventStream(
  { engine, heartbeatMs = 15_000 }: EventStreamOptions,
  { id, after, closing }: { id: string; after: number; closing: AbortSignal }
): Readable {
  const gone = new AbortController()
  const end = () => gone.abort()

  async function* events() {
    const watch = engine.watch(id)
    closing.addEventListener('abort', end, { once: true })
    let last = after
    try {
      // Opens the stream for the client before anything has happened.
      yield ': following\n\n'
      while (!gone.signal.aborted && !closing.aborted) {
        const page = await engine.events(id, last)
        for (const event of page) {
          yield toText(event)
          last = event.sequence
        }
        if (page.length === PAGE) continue
        const operation = await engine.get(id)
        if (operation.endedAt && (await engine.events(id, last)).length === 0) return
        if (operation.endedAt) continue
        if (!(await watch.wait(heartbeatMs, gone.signal)) && !gone.signal.aborted) yield ': still here\n\n'
      }
    } finally {
      watch.end()
      closing.removeEventListener('abort', end)
    }
  }

  const iterator = events()
  return new Readable({
    read() {
      iterator.next().then(
        ({ done, value }) => this.push(done === true ? null : value),
        (error: Error) => this.destroy(error)
      )
    },
    // Readable.from would wait here for the next event, which may never come.
    destroy(error, callback) {
      end()
      callback(error)
    }
  })
}

function toText({ sequence, type, data, createdAt }: OperationEvent): string {
  return `id: ${sequence}\nevent: ${type}\ndata: ${JSON.stringify({ ...data, at: createdAt.toISOString() })}\n\n`
}
