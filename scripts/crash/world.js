// @ts-check
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startPostgres } from '../postgres.js'
import { createCaller } from './caller.js'
import { startLatencyProxy } from './latency-proxy.js'
import { startEmulator, startFrontage } from './processes.js'
import { startStoreProxy } from './store-proxy.js'

/**
 * @typedef {object} World The system that a scenario acts on.
 * @property {string} cloudFront The address of the local CloudFront, which is never killed.
 * @property {ReturnType<typeof createCaller>['call']} call Sends a request to Frontage, repeatedly until it is answered.
 *
 * @typedef {object} Scenario
 * @property {(signal: AbortSignal) => Promise<void>} load Generates load until the signal aborts; resolves when every request is answered.
 * @property {() => Promise<string[]>} check Waits until all work has ended, and resolves with the violations, a sentence each.
 * @property {() => Record<string, number>} figures How much has been done so far.
 */

/**
 * A local CloudFront behind a simulated network, and instances of Frontage that can be killed, each with a proxy to PostgreSQL
 * if that is used. `close` ends everything; `keepFolder` keeps the folder with the logs.
 * @param {{ store: 'embedded' | 'postgres', instances: number, env?: Record<string, string> }} options
 */
export async function createWorld({ store, instances: count, env = {} }) {
  const folder = mkdtempSync(join(tmpdir(), 'frontage-crash-'))
  /** @type {(() => Promise<void>)[]} */
  const closers = []
  const close = async ({ keepFolder = false } = {}) => {
    for (const closer of closers.splice(0)) await closer()
    if (!keepFolder) rmSync(folder, { recursive: true, force: true })
  }
  try {
    const database = store === 'postgres' ? await startPostgres() : undefined
    if (database) closers.unshift(database.stop)
    const emulator = await startEmulator({ folder })
    closers.unshift(emulator.stop)
    const latencyProxy = await startLatencyProxy(emulator.url)
    closers.unshift(latencyProxy.stop)
    const starts = Array.from({ length: count }, async (_, index) => {
      const storeProxy = database && (await startStoreProxy(database.url))
      if (storeProxy) closers.unshift(storeProxy.stop)
      const instance = await startFrontage({
        name: `frontage-${index + 1}`,
        folder,
        cloudFront: latencyProxy.url,
        databaseUrl: storeProxy?.url,
        env
      })
      closers.unshift(instance.stop)
      return { instance, storeProxy }
    })
    // Concurrently, so that they migrate the store together.
    const victims = await Promise.all(starts)
    const { call, figures } = createCaller(victims.map(({ instance }) => instance))
    return { folder, victims, close, callFigures: figures, world: { cloudFront: emulator.url, call } }
  } catch (error) {
    await close({ keepFolder: true })
    throw error
  }
}
