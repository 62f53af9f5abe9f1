import { type Readable } from 'node:stream'
import { createEventStream, eventText } from '../../plugins/event-stream.ts'
import { type InvalidationGroupService } from './service.ts'

export interface GroupEventOptions {
  readonly service: Pick<InvalidationGroupService, 'describe' | 'watch'>
  /** How often a line that means nothing keeps the connection from looking dead. */
  readonly heartbeatMs?: number | undefined
}

/**
 * The states of a group that are newer than `after`, as they come, as `text/event-stream`: `progress`, and at the end the
 * status it ended with. It ends with the group, and when the signal aborts.
 */
export function createGroupEventStream(
  { service, heartbeatMs = 15_000 }: GroupEventOptions,
  { id, after, closing }: { id: string; after: number; closing: AbortSignal }
): Readable {
  return createEventStream(async function* (gone) {
    const watch = service.watch(id)
    let last = after
    try {
      // Opens the stream for the client before anything has happened.
      yield ': following\n\n'
      while (!gone.aborted) {
        const { version, ended, summary } = await service.describe(id)
        if (version > last) yield eventText({ id: version, type: ended ? summary.status : 'progress', data: summary })
        last = version
        if (ended) return
        if (!(await watch.wait(heartbeatMs, gone)) && !gone.aborted) yield ': still here\n\n'
      }
    } finally {
      watch.end()
    }
  }, closing)
}
