import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { type BucketSettings } from './bucket-settings.ts'
import { bucketReader, requireBucketFolder } from './buckets.ts'
import { createCalls } from './calls.ts'
import { createClock, type HeldClock } from './clock.ts'
import { createControl } from './control.ts'
import { createEdge, EdgePortError, type EdgeSettings } from './edge/edge.ts'
import { faultHooks } from './fault-hooks.ts'
import { createFaults } from './faults.ts'
import { createIdentifiers } from './identifiers.ts'
import { createKeyValueStores } from './key-value-stores/key-value-stores.ts'
import { KEY_VALUE_PATHS } from './key-value-stores/rest-json.ts'
import { createQuotas } from './quotas.ts'
import { createHandlers } from './resources/handlers.ts'
import { readIdentity } from './identity.ts'
import { type ReferenceKind } from './rules/references.ts'
import { createStore } from './store.ts'
import { createTrust } from './trust.ts'
import { createWireServer, type WireLog } from './wire/server.ts'

/** The part of a pino logger that the local CloudFront uses. */
export interface LocalCloudFrontLog extends WireLog {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
}

export interface LocalCloudFrontOptions {
  readonly logger: LocalCloudFrontLog
  /** Where the state is kept between runs; without it, the state is lost with the process. */
  readonly dataDir?: string | undefined
  readonly clock?: HeldClock
  /** From an accepted change to `Deployed`, and from an accepted invalidation to `Completed`. */
  readonly propagationSeconds?: number
  /** Kinds of references that need not exist although they can be created here, for configurations from other accounts. */
  readonly trusted?: readonly ReferenceKind[]
  /** Origins of the edge and, in a folder, import sources of key value stores; the folder `buckets` below `dataDir` if not given. */
  readonly buckets?: BucketSettings | undefined
  /** Serves viewers on a port of its own; without it, none are served. */
  readonly edge?: EdgeSettings | undefined
  readonly host?: string
  /** 0, the default, takes any free port. */
  readonly port?: number
  /** Host names by which callers may address it, besides loopback ones. */
  readonly allowedHosts?: readonly string[]
}

function bucketsBelow(dataDir: string | undefined): BucketSettings | undefined {
  return dataDir === undefined ? undefined : { folder: join(dataDir, 'buckets') }
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
  const trust = createTrust({ store, trusted: options.trusted })
  const ids = createIdentifiers()
  const buckets = options.buckets ?? bucketsBelow(options.dataDir)
  const readObject = buckets && 'folder' in buckets ? bucketReader(buckets.folder) : undefined
  const keyValueStores = createKeyValueStores({ store, clock, ids, readObject })
  const handlers = createHandlers({ store, clock, ids, propagationSeconds, quotas, trust, keyValueStores })

  const edge =
    options.edge &&
    createEdge({
      ...options.edge,
      store,
      clock,
      keyValueStores,
      buckets,
      accessLogDir: options.dataDir === undefined ? undefined : join(options.dataDir, 'edge'),
      log: logger
    })

  /** Opens the edge's port; undefined without an edge, or if its port cannot be used and is not required. */
  async function listenForViewers(): Promise<string | undefined> {
    if (!edge) return undefined
    try {
      const url = await edge.listen()
      logger.info({ url }, 'the local edge is listening')
      return url
    } catch (error) {
      if (!(error instanceof EdgePortError) || options.edge?.required) throw error
      logger.warn({}, `No distribution can be opened in a browser. ${error.message}`)
      return undefined
    }
  }

  /** Back to an empty account: no state, no faults, no calls counted, the clock running. */
  function reset(): void {
    store.clear()
    faults.clear()
    calls.clear()
    edge?.clear()
    clock.release()
  }

  const server = createWireServer({
    handlers,
    log: logger,
    hooks: faultHooks({ faults, calls }),
    services: { [KEY_VALUE_PATHS]: keyValueStores.exchange },
    control: createControl({ faults, calls, clock, quotas, trust, edge, reset }),
    ...(options.allowedHosts && { allowedHosts: options.allowedHosts })
  })

  return {
    clock,
    faults,
    calls,
    quotas,
    trust,
    reset,
    edge,
    /**
     * Reads the state and opens the ports; `identity` distinguishes this local CloudFront and its state from every other, `edge` is the
     * edge's address. Rejects with BucketFolderError, FolderError, FolderInUseError, DamagedStateError, EdgePortError or the port's
     * own error.
     */
    async listen(): Promise<{ url: string; port: number; identity: string; edge: string | undefined }> {
      // The default folder need not exist, because it is only named where a bucket is missing.
      if (options.buckets && 'folder' in options.buckets) requireBucketFolder(options.buckets.folder)
      await store.open()
      try {
        const identity = options.dataDir === undefined ? randomUUID() : readIdentity(options.dataDir)
        const address = await server.listen({ host, port })
        logger.info({ url: address.url, dataDir: options.dataDir }, 'the local CloudFront is listening')
        return { ...address, identity, edge: await listenForViewers() }
      } catch (error) {
        await server.close()
        await store.close()
        throw error
      }
    },
    /** Lets calls in progress finish for up to a second, releasing held ones, then closes ports and state. Safe to repeat. */
    async close(): Promise<void> {
      faults.clear()
      await Promise.all([server.close(), edge?.close()])
      await store.close()
    }
  }
}
