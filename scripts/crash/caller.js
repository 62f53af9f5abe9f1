// @ts-check
import { setTimeout as delay } from 'node:timers/promises'

/** @typedef {{ status: number, headers: Headers, body: any }} Answer */
/** @typedef {{ method?: string, headers?: Record<string, string>, body?: unknown, type?: string }} Request */

const CALL_MS_MAX = 600_000
const ATTEMPT_MS_MAX = 40_000

/**
 * A well-behaved caller: repeats a request that was not answered, or with a retryable problem, on any instance until it is
 * answered.
 * @param {readonly import('./processes.js').Instance[]} instances
 */
export function createCaller(instances) {
  const figures = { requests: 0, repeated: 0 }

  /** @param {string} path @param {Request} request @returns {Promise<Answer | undefined>} */
  async function tryOnce(path, { method = 'GET', headers = {}, body, type = 'application/json' }) {
    const up = instances.flatMap(instance => instance.url() ?? [])
    const url = up[Math.floor(Math.random() * up.length)]
    if (url === undefined) return undefined
    try {
      const response = await fetch(url + path, {
        method,
        headers: { ...headers, ...(body !== undefined && { 'content-type': type }) },
        signal: AbortSignal.timeout(ATTEMPT_MS_MAX),
        ...(body !== undefined && { body: JSON.stringify(body) })
      })
      const text = await response.text()
      return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) }
    } catch (error) {
      // The process was killed: it is unknown whether the request took effect.
      if (error instanceof TypeError || (error instanceof DOMException && error.name === 'TimeoutError'))
        return undefined
      throw error
    }
  }

  /**
   * Resolves with the first final answer. Throws if there is none within ten minutes.
   * @param {string} path @param {Request} [request]
   */
  async function call(path, request = {}) {
    figures.requests += 1
    const until = performance.now() + CALL_MS_MAX
    for (;;) {
      const answer = await tryOnce(path, request)
      if (answer && !isRetryable(answer)) return answer
      if (performance.now() > until) {
        throw new Error(
          `${request.method ?? 'GET'} ${path} was not answered: ${answer ? JSON.stringify(answer.body) : 'no answer'}`
        )
      }
      figures.repeated += 1
      await delay(50 + Math.random() * 250)
    }
  }

  return { call, figures }
}

/** @param {Answer} answer */
function isRetryable({ status, body }) {
  return status >= 500 || status === 429 || body?.code === 'IDEMPOTENCY_KEY_IN_PROGRESS'
}
