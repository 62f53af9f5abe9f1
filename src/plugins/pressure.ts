import { getHeapStatistics } from 'node:v8'
import { type FastifyInstance } from 'fastify'
import { forAllRoutes } from './for-all-routes.ts'
import { hook } from './hooks.ts'
import { ServiceError } from '../errors.ts'

export interface PressureOptions {
  readonly delayMaxMs?: number
  readonly heapMaxBytes?: number
  readonly sampleMs?: number
  /** Called with the delay of the event loop in each sample, in ms. */
  readonly onSample?: (lateMs: number) => void
}

/**
 * Refuses requests with 503 OVERLOADED while this process cannot keep up: its event loop is later than `delayMaxMs` in two
 * samples in a row (a single large request is no overload), or its heap is nearly full. Health checks are still answered.
 * Samples are taken only while requests arrive, so that an idle process does nothing.
 */
export const pressure = forAllRoutes<PressureOptions>(async (app: FastifyInstance, options) => {
  const { delayMaxMs = 2_000, heapMaxBytes = getHeapStatistics().heap_size_limit * 0.9, sampleMs = 500 } = options
  let timer: NodeJS.Timeout | undefined
  let dueAt = 0
  let hasRequests = false
  let lateSamples = 0
  let isHeapFull = false

  function start(): void {
    dueAt = performance.now() + sampleMs
    timer = setInterval(sample, sampleMs).unref()
  }

  function sample(): void {
    const now = performance.now()
    const lateMs = now - dueAt
    options.onSample?.(Math.max(0, lateMs))
    lateSamples = lateMs > delayMaxMs ? lateSamples + 1 : 0
    dueAt = now + sampleMs
    isHeapFull = getHeapStatistics().used_heap_size > heapMaxBytes
    if (!hasRequests && lateSamples === 0 && !isHeapFull) stop()
    hasRequests = false
  }

  function stop(): void {
    clearInterval(timer)
    timer = undefined
  }

  app.addHook(
    'onRequest',
    hook(({ routeOptions }) => {
      if (routeOptions.url?.startsWith('/health/')) return
      hasRequests = true
      if (timer === undefined) start()
      if (lateSamples >= 2) throw new ServiceError('OVERLOADED', 'This instance cannot keep up with its requests.')
      if (isHeapFull) throw new ServiceError('OVERLOADED', 'The memory of this instance is nearly used up.')
    })
  )
  app.addHook('onClose', async () => stop())
})
