import { setImmediate } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { pressure, type PressureOptions } from '../../src/plugins/pressure.ts'
import { problemIn, startRoutes } from './start-routes.ts'

async function start(options: PressureOptions) {
  const { app } = await startRoutes(app => {
    void app.register(pressure, options)
    void app.register(async app => {
      app.get('/things', async () => ({ done: true }))
      app.get('/health/live', async () => ({ status: 'ok' }))
    })
  })
  return app
}

/** Keeps everything else on this thread waiting. */
function block(ms: number): void {
  const until = performance.now() + ms
  while (performance.now() < until);
}

test('while the event loop is late again and again: 503 OVERLOADED with Retry-After, but for health checks', async () => {
  const app = await start({ delayMaxMs: 200, sampleMs: 100 })
  expect((await app.inject('/things')).statusCode).toBe(200)
  block(500)
  // Once is a large request, no overload.
  await setImmediate()
  expect((await app.inject('/things')).statusCode).toBe(200)

  for (let round = 0; round < 4; round += 1) {
    block(500)
    await setImmediate()
  }
  const refused = await app.inject('/things')
  expect(problemIn(refused)).toMatchObject({ code: 'OVERLOADED', status: 503, retryable: true })
  expect(refused.headers['retry-after']).toBe('5')
  expect((await app.inject('/health/live')).statusCode).toBe(200)

  await vi.waitFor(async () => expect((await app.inject('/things')).statusCode).toBe(200), { timeout: 10_000 })
})

test('while the heap is nearly full: 503 OVERLOADED, but for health checks', async () => {
  const app = await start({ heapMaxBytes: 1, sampleMs: 10 })
  await vi.waitFor(async () => {
    expect(problemIn(await app.inject('/things'))).toMatchObject({ code: 'OVERLOADED', status: 503 })
  })
  expect((await app.inject('/health/live')).statusCode).toBe(200)
})

test('nothing is measured without requests', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  try {
    const app = await start({ delayMaxMs: 60_000, sampleMs: 100 })
    expect(vi.getTimerCount()).toBe(0)
    await app.inject('/health/live')
    expect(vi.getTimerCount()).toBe(0)
    await app.inject('/things')
    expect(vi.getTimerCount()).toBe(1)
    vi.advanceTimersByTime(200)
    expect(vi.getTimerCount()).toBe(0)
  } finally {
    vi.useRealTimers()
  }
})
