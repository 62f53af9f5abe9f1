import { expect, vi } from 'vitest'
import { followEvents } from '../helpers/follow-events.ts'
import { startWithDistribution } from '../resources/start-distribution.ts'

/** The event streams of a deployment, an invalidation, a group and an operation, each to its end, by the name of their example. */
export async function recordStreams(): Promise<Map<string, string>> {
  const { app, url, id, request, emulator } = await startWithDistribution()
  const streams = new Map<string, string>()
  /** Lets CloudFront complete what the first events were about. */
  async function record(name: string, address: string, until: string): Promise<void> {
    const { read } = await followEvents(`${app.listeningOrigin}${address}/events`)
    await read(until)
    emulator.clock.advance(60)
    streams.set(name, await read())
  }
  await record('DeploymentEventStream', url, 'event: progress')

  const paths = ['/example.jpg', '/img/*']
  const { body: invalidation } = await request.post(`${url}/invalidations`).send({ paths })
  await record('InvalidationSummaryStream', `${url}/invalidations/${invalidation.id}`, '"submitted":2')
  const { body: group } = await request.post('/invalidations').send({ selector: { distributionIds: [id] }, paths })
  await record('InvalidationGroupSummaryStream', `/invalidations/${group.id}`, '"submitted":2')

  const { headers } = await request.delete(url).expect(202)
  const operation = headers.location ?? ''
  const stream = await followEvents(`${app.listeningOrigin}${operation}/events`)
  await stream.read('event: stepWaiting')
  emulator.clock.release()
  await vi.waitFor(
    async () => {
      emulator.clock.advance(60)
      expect((await request.get(operation)).body.status).toBe('succeeded')
    },
    { timeout: 15_000 }
  )
  return streams.set('OperationEventStream', await stream.read())
}

/** The first events, and the last one: enough to see what is in them. */
export function shortStream(text: string): string {
  const events = eventsIn(text)
  return [...events.slice(0, 2), ...events.slice(2).slice(-1)].map(event => `${event}\n\n`).join('')
}

export function dataIn(text: string): unknown[] {
  return eventsIn(text).map(event => JSON.parse(event.split('\ndata: ')[1] ?? '') as unknown)
}

function eventsIn(text: string): string[] {
  return text.split('\n\n').filter(event => event.startsWith('id: '))
}
