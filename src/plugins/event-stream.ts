import { Readable } from 'node:stream'
import { type FastifyReply } from 'fastify'
import Type, { type Static, type TSchema } from 'typebox'
import { ServiceError } from '../errors.ts'
import { knownAndOther } from './problem-schema.ts'

/**
 * The answers of a route with an event stream: each event's `data` is JSON of the schema, and `names` are the event
 * types.
 */
export const eventAnswers = (names: readonly string[], data: TSchema) => ({
  200: {
    description: 'The events.',
    content: {
      'text/event-stream': {
        schema: Type.Unsafe<Readable>(
          Type.String({
            contentMediaType: 'application/json',
            contentSchema: data,
            'x-document': { 'x-events': { anyOf: knownAndOther(names) } }
          })
        )
      }
    }
  },
  204: {
    description: 'It has ended, and the last event was received. No further events will follow; do not reconnect.'
  }
})

export const LastEventIdHeader = Type.Object({
  'last-event-id': Type.Optional(
    Type.String({
      pattern: '^\\d{1,9}$',
      'x-expected': 'a number of up to 9 digits',
      description: 'The id of the last event received; the stream continues after it.'
    })
  )
})
export type LastEventIdHeader = Static<typeof LastEventIdHeader>

/** The client of an event stream: whether it is still connected, and may still read. */
export interface Reader {
  readonly gone: AbortSignal
  readonly isStillAllowed: () => Promise<boolean>
}

interface ServerSentEvent {
  readonly id: number
  readonly type: string
  readonly data: object
}

export function eventText({ id, type, data }: ServerSentEvent): string {
  return `id: ${id}\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`
}

/**
 * Streams what `write` yields as `text/event-stream`. Its signal aborts when `gone` does or the stream is destroyed;
 * `write` must then return, even while it waits. Before each event and each heartbeat the reader is checked again: the
 * stream ends if the request would be refused by now.
 */
export function createEventStream(
  write: (ended: AbortSignal) => AsyncGenerator<string, void>,
  reader: Reader
): Readable {
  const { gone } = reader
  const ended = new AbortController()
  const end = () => ended.abort()
  if (gone.aborted) end()
  gone.addEventListener('abort', end, { once: true })

  const texts = write(ended.signal)
  async function next(): Promise<string | null> {
    const { done, value } = await texts.next()
    if (done === true || !(await reader.isStillAllowed())) return null
    return value
  }
  return new Readable({
    read() {
      next().then(
        text => this.push(text),
        (error: Error) => this.destroy(error)
      )
    },
    // Readable.from would wait here for the next event, which may never come.
    destroy(error, callback) {
      end()
      gone.removeEventListener('abort', end)
      // Resources of the stream are released even if the reader has left.
      texts.return().then(() => callback(error), callback)
    }
  })
}

/** The source of a stream of states. */
export interface Followed {
  /** The current state; undefined if it no longer exists. */
  readonly describe: () => Promise<FollowedState | undefined>
  /** Watches for changes from now on; `wait` resolves with false after a time without any. */
  readonly watch: () => { wait(ms: number, ended: AbortSignal): Promise<boolean>; end(): void }
  /** How often a comment line keeps the connection alive. */
  readonly heartbeatMs?: number | undefined
}

interface FollowedState {
  /** Increases with every change. */
  readonly version: number
  readonly ended: boolean
  readonly summary: { readonly status: string }
}

/**
 * Streams the states newer than `after` as `text/event-stream`: events `progress`, and a last one named by the final
 * status. Of several changes in quick succession, only the newest is sent. Ends with its source, or when the signal
 * aborts.
 */
export function createStateStream(
  { describe, watch: begin, heartbeatMs = 15_000 }: Followed,
  after: number,
  reader: Reader
): Readable {
  return createEventStream(async function* (ended) {
    const watch = begin()
    let last = after
    try {
      // Opens the stream for the client before anything has happened.
      yield ': following\n\n'
      while (!ended.aborted) {
        const found = await describe()
        if (!found) return
        const { version, summary } = found
        if (version > last) {
          yield eventText({ id: version, type: found.ended ? summary.status : 'progress', data: summary })
          last = version
        }
        if (found.ended) return
        if (!(await watch.wait(heartbeatMs, ended)) && !ended.aborted) yield ': still here\n\n'
      }
    } finally {
      watch.end()
    }
  }, reader)
}

/** The id of the last event that the caller has received; 0 if none. */
export function readLastEventId({ headers }: { readonly headers: LastEventIdHeader }): number {
  return Number(headers['last-event-id'] ?? 0)
}

/** Answers with a stream, which counts towards its caller's limit. Throws TOO_MANY_EVENT_STREAMS. */
export function sendEventStream(reply: FastifyReply, streams: StreamSlots, open: () => Readable): FastifyReply {
  const release = streams.admit(reply.request.caller.id)
  return (
    reply
      .type('text/event-stream; charset=utf-8')
      // Otherwise buffering proxies would delay the events.
      .header('x-accel-buffering', 'no')
      .send(open().once('close', release))
  )
}

export type StreamSlots = ReturnType<typeof createStreamSlots>

/** Limits how many streams one caller may have open. */
export function createStreamSlots({ perCallerMax = 10 }: { perCallerMax?: number } = {}) {
  const open = new Map<string, number>()

  return {
    /** The number of open streams of all callers. */
    get open(): number {
      return [...open.values()].reduce((sum, count) => sum + count, 0)
    },

    /** Counts a stream of the caller until the returned function is called. Throws TOO_MANY_EVENT_STREAMS. */
    admit(caller: string): () => void {
      const count = open.get(caller) ?? 0
      if (count >= perCallerMax) {
        throw new ServiceError('TOO_MANY_EVENT_STREAMS', `At most ${perCallerMax} event streams may be open.`)
      }
      open.set(caller, count + 1)
      return () => {
        const left = (open.get(caller) ?? 1) - 1
        if (left > 0) open.set(caller, left)
        else open.delete(caller)
      }
    }
  }
}
