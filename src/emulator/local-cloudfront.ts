import { randomUUID } from 'node:crypto'
import { createCalls } from './calls.ts'
import { createClock, type HeldClock } from './clock.ts'
import { createControl } from './control.ts'
import { faultHooks } from './fault-hooks.ts'
import { createFaults } from './faults.ts'
import { createIdentifiers } from './identifiers.ts'
import { createQuotas } from './quotas.ts'
import { createHandlers } from './resources/handlers.ts'
import { readIdentity } from './identity.ts'
import { createStore } from './store.ts'
import { createWireServer, type WireLog } from './wire/server.ts'

/** The part of a pino logger that the local CloudFront uses. */
export interface LocalCloudFrontLog extends WireLog {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
}

export interface LocalCloudFrontOptions {
  readonly logger: LocalCloudFrontLog
  /** Where the state is kept between runs; without it, it is gone with the process. */
  readonly dataDir?: string | undefined
  readonly clock?: HeldClock
  /** From an accepted change to `Deployed`, and from an accepted invalidation to `Completed`. */
  readonly propagationSeconds?: number
  readonly host?: string
  /** 0, the default, takes any free port. */
  readonly port?: number
  /** Host names by which callers may address it, besides loopback ones. */
  readonly allowedHosts?: readonly string[]
}

/**
 * A CloudFront on this machine, for unchanged AWS clients. Nothing is open before `listen`; one process at a time can
 * use a `dataDir`.
 */
export function createLocalCloudFront(options: LocalCloudFrontOptions) {
  const { logger, propagationSeconds = 1, clock = createClock(), host = '127.0.0.1', port = 0 } = options
  const faults = createFaults({ clock })
  const calls = createCalls({ clock })
  const store = createStore({ folder: options.dataDir, log: logger })
  const quotas = createQuotas({ store })
  const handlers = createHandlers({ store, clock, ids: createIdentifiers(), propagationSeconds, quotas })

  /** Back to an account without distributions: no state, no faults, no calls counted, the clock running. */
  function reset(): void {
    store.clear()
    faults.clear()
    calls.clear()
    clock.release()
  }

  const server = createWireServer({
    handlers,
    log: logger,
    hooks: faultHooks({ faults, calls }),
    control: createControl({ faults, calls, clock, quotas, reset }),
    ...(options.allowedHosts && { allowedHosts: options.allowedHosts })
  })

  return {
    clock,
    faults,
    calls,
    quotas,
    reset,
    /** Reads the state and opens the port; `identity` tells this local CloudFront, with its state, from every other. Rejects with FolderError, FolderInUseError, DamagedStateError or the port's own error. */
    async listen(): Promise<{ url: string; port: number; identity: string }> {
      await store.open()
      try {
        const identity = options.dataDir === undefined ? randomUUID() : readIdentity(options.dataDir)
        const address = await server.listen({ host, port })
        logger.info({ url: address.url, dataDir: options.dataDir }, 'the local CloudFront is listening')
        return { ...address, identity }
      } catch (error) {
        await store.close()
        throw error
      }
    },
    /** Lets calls under way finish (for a second), those held among them, then closes the port and the state. May be repeated. */
    async close(): Promise<void> {
      faults.clear()
      await server.close()
      await store.close()
    }
  }
}
