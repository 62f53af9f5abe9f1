import { expect, vi } from 'vitest'
import { type Overrides } from '../../helpers/start-app.ts'
import { startWithDistribution } from '../start-distribution.ts'

/** The service with one distribution, and what tests of its invalidations do again and again. */
export async function startInvalidations(config: object = {}, overrides: Overrides = {}) {
  const started = await startWithDistribution(config, overrides)
  const url = `${started.url}/invalidations`
  const { request, emulator } = started

  async function create(body: object): Promise<string> {
    const response = await request.post(url).send(body)
    expect(response.status, response.text).toBe(201)
    return response.body.id as string
  }

  async function read(id: string) {
    const response = await request.get(`${url}/${id}`)
    expect(response.status, response.text).toBe(200)
    return response.body
  }

  return {
    ...started,
    url,
    create,
    read,
    /** Reads it until the check passes. */
    eventually: (id: string, check: (invalidation: Awaited<ReturnType<typeof read>>) => void) =>
      vi.waitFor(async () => check(await read(id)), { timeout: 10_000, interval: 20 }),
    /** Moves CloudFront's clock until the invalidation has ended. */
    end: (id: string) =>
      vi.waitFor(
        async () => {
          emulator.clock.advance(60)
          const invalidation = await read(id)
          expect(invalidation.endedAt).toBeDefined()
          return invalidation
        },
        { timeout: 15_000, interval: 50 }
      )
  }
}
