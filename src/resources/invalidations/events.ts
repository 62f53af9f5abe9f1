import { type Readable } from 'node:stream'
import { createEventStream, eventText } from '../../plugins/event-stream.ts'
import { type InvalidationService } from './service.ts'

export interface InvalidationEventOptions {
  readonly service: Pick<InvalidationService, 'describe' | 'watch'>
  /** How often a line that means nothing keeps the connection from looking dead. */
  readonly heartbeatMs?: number
}

/**
 * The invalidation as `text/event-stream`, whenever its version is higher than the given one: `progress`, and its status
 * once it has ended, which is the last. Of changes in quick succession only the newest is told. Ends also when the signal
 * aborts.
 */
export function createInvalidationEvents(
  { service, heartbeatMs = 15_000 }: InvalidationEventOptions,
  { id, after, closing }: { id: string; after: number; closing: AbortSignal }
): Readable {
  return createEventStream(async function* (gone) {
    const watch = service.watch(id)
    let last = after
    try {
      // Opens the stream for the client before anything has happened.
      yield ': following\n\n'
      while (!gone.aborted) {
        const found = await service.describe(id)
        if (!found) return
        const { version, ended, summary } = found
        if (version > last) {
          yield eventText({ id: version, type: ended ? summary.status : 'progress', data: summary })
          last = version
        }
        if (ended) return
        if (!(await watch.wait(heartbeatMs, gone)) && !gone.aborted) yield ': still here\n\n'
      }
    } finally {
      watch.end()
    }
  }, closing)
}
