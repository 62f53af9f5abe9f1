import { Readable } from 'node:stream'
import { type FastifyReply } from 'fastify'
import Type, { type TSchema } from 'typebox'
import { ServiceError } from '../errors.ts'

/** The description of an answer that is written as a stream and read as text; each event's `data` is JSON of the schema. */
export const eventAnswer = (description: string, example: string, data: TSchema) => ({
  description,
  content: {
    'text/event-stream': {
      schema: Type.Unsafe<Readable>(
        Type.String({ contentMediaType: 'application/json', contentSchema: data, examples: [example] })
      )
    }
  }
})

export const LastEventIdHeader = Type.Object({
  'last-event-id': Type.Optional(
    Type.String({ pattern: '^\\d{1,9}$', description: 'The last event that was received; those after it follow.' })
  )
})

export interface ServerSentEvent {
  readonly id: number
  readonly type: string
  readonly data: object
}

export function eventText({ id, type, data }: ServerSentEvent): string {
  return `id: ${id}\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`
}

/**
 * What `write` yields as `text/event-stream`. Its signal aborts when `gone` does or the stream is destroyed; it has to return
 * then, also while it waits.
 */
export function createEventStream(
  write: (ended: AbortSignal) => AsyncGenerator<string, void>,
  gone: AbortSignal
): Readable {
  const ended = new AbortController()
  const end = () => ended.abort()
  if (gone.aborted) end()
  gone.addEventListener('abort', end, { once: true })

  const texts = write(ended.signal)
  return new Readable({
    read() {
      texts.next().then(
        ({ done, value }) => this.push(done === true ? null : value),
        (error: Error) => this.destroy(error)
      )
    },
    // Readable.from would wait here for the next event, which may never come.
    destroy(error, callback) {
      end()
      gone.removeEventListener('abort', end)
      // What was opened for the stream is closed also where the reader has left.
      texts.return().then(() => callback(error), callback)
    }
  })
}

/** What a stream of states follows. */
export interface Followed {
  /** The state as it is now; undefined where there is nothing to follow any more. */
  readonly describe: () => Promise<FollowedState | undefined>
  /** Watches for changes from now on; `wait` resolves with false when there was none in that time. */
  readonly watch: () => { wait(ms: number, ended: AbortSignal): Promise<boolean>; end(): void }
  /** How often a line that means nothing keeps the connection from looking dead. */
  readonly heartbeatMs?: number | undefined
}

export interface FollowedState {
  /** Rises with every change. */
  readonly version: number
  readonly ended: boolean
  readonly summary: { readonly status: string }
}

/**
 * The states that are newer than `after`, as `text/event-stream`: `progress`, and at the end the status it ended with. Of
 * changes in quick succession only the newest is sent. Ends with what it follows, and when the signal aborts.
 */
export function createStateStream(
  { describe, watch: begin, heartbeatMs = 15_000 }: Followed,
  { after, gone }: { after: number; gone: AbortSignal }
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
  }, gone)
}

export function sendEventStream(reply: FastifyReply, stream: Readable): FastifyReply {
  // Proxies that buffer answers would hold the events back.
  return reply.type('text/event-stream; charset=utf-8').header('x-accel-buffering', 'no').send(stream)
}

export type StreamSlots = ReturnType<typeof createStreamSlots>

/** Bounds how many streams one caller holds open. */
export function createStreamSlots({ perCallerMax = 10 }: { perCallerMax?: number } = {}) {
  const open = new Map<string, number>()

  return {
    /** Counts a stream of the caller until the answer is called. Throws TOO_MANY_EVENT_STREAMS. */
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
