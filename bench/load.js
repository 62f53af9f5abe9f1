// @ts-check
import { Agent, request } from 'node:http'

/** Calls over keep-alive connections; `close` ends them. */
export function createCalls() {
  const agent = new Agent({ keepAlive: true })

  /**
   * @param {string} url
   * @param {{ method?: string, body?: unknown, token?: string | undefined, prefer?: string }} [options]
   * @returns {Promise<{ status: number, body: string }>}
   */
  function call(url, { method = 'GET', body, token, prefer } = {}) {
    return new Promise((resolve, reject) => {
      const headers = {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(prefer !== undefined && { prefer })
      }
      const outgoing = request(url, { method, agent, headers }, response => {
        /** @type {Buffer[]} */
        const chunks = []
        response.on('data', chunk => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }))
      })
      outgoing.on('error', reject)
      outgoing.end(body === undefined ? undefined : JSON.stringify(body))
    })
  }

  return { call, close: () => agent.destroy() }
}

/** @param {readonly number[]} values @param {number} share */
export function quantile(values, share) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? NaN
}
