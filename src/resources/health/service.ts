import { type CloudFrontClient, ListDistributionsCommand } from '@aws-sdk/client-cloudfront'
import { type Database } from '../../database/database.ts'
import { type ErrorCode, isServiceError } from '../../errors.ts'
import { createCheck } from '../../fresh-check.ts'
import { type Readiness } from './schemas.ts'

interface HealthOptions {
  readonly cloudfront: CloudFrontClient
  /** The clients of several accounts, by their names. */
  readonly accounts?: ReadonlyMap<string, CloudFrontClient> | undefined
  readonly database: Pick<Database, 'probe'>
  readonly backend: 'local' | 'aws'
  /** Milliseconds since 1970, for what callers read. */
  readonly clock: { now(): number }
  /** A monotonic clock in milliseconds. */
  readonly monotonic?: () => number
}

export type HealthService = ReturnType<typeof createHealthService>

/** With these codes CloudFront has answered, and other operations may be allowed. */
const ANSWERS: readonly ErrorCode[] = ['CLOUDFRONT_THROTTLED', 'CLOUDFRONT_ACCESS_DENIED']

/** A client that asks for readiness, such as a load balancer, waits a few seconds at most. */
const STORE = { freshMs: 1_000, waitMs: 2_500 }
const CLOUDFRONT = { freshMs: 5_000, waitMs: 2_000 }
const CLOUDFRONT_DEADLINE_MS = 5_000

/**
 * Whether requests can be served, which only needs a store that accepts writes: while CloudFront is unavailable,
 * invalidations wait.
 */
export function createHealthService({ cloudfront, accounts, database, backend, clock, monotonic }: HealthOptions) {
  const now = () => new Date(clock.now()).toISOString()

  async function askCloudFront(client: CloudFrontClient): Promise<Readiness['cloudFront']> {
    const checkedAt = now()
    try {
      const abortSignal = AbortSignal.timeout(CLOUDFRONT_DEADLINE_MS)
      await client.send(new ListDistributionsCommand({ MaxItems: 1 }), { abortSignal })
      return { answers: true, checkedAt }
    } catch (error) {
      const code = codeOf(error)
      return { answers: ANSWERS.includes(code), code, checkedAt }
    }
  }

  async function askStore(): Promise<Readiness['store']> {
    try {
      await database.probe()
      return { answers: true }
    } catch (error) {
      return { answers: false, code: codeOf(error) }
    }
  }

  const store = createCheck({
    ask: askStore,
    silent: () => ({ answers: false, code: 'STORE_UNAVAILABLE' }),
    monotonic,
    ...STORE
  })
  const checkOf = (client: CloudFrontClient) =>
    createCheck<Readiness['cloudFront']>({
      ask: async () => askCloudFront(client),
      // A slow answer says nothing yet, so the previous state stays.
      silent: last => last ?? { answers: false, code: 'CLOUDFRONT_TIMEOUT', checkedAt: now() },
      monotonic,
      ...CLOUDFRONT
    })
  const checks = accounts && [...accounts].map(([account, client]) => ({ account, check: checkOf(client) }))
  const cloudFront = checkOf(cloudfront)

  /** The state of all accounts: CloudFront counts as answering if it does so for every account. */
  async function askAll(): Promise<Pick<Readiness, 'cloudFront' | 'accounts'>> {
    if (!checks) return { cloudFront: await cloudFront.state() }
    const states = await Promise.all(checks.map(async ({ account, check }) => ({ account, ...(await check.state()) })))
    const [worst] = states.toSorted((a, b) => Number(a.answers) - Number(b.answers))
    if (!worst) throw new Error('there are no accounts')
    const { account: _, ...state } = worst
    return { cloudFront: state, accounts: states }
  }

  return {
    /**
     * Writes to the store at most once a second, and calls CloudFront at most once in five, however often this is
     * called. Never throws, and ends within 2.5 seconds.
     */
    async readiness(): Promise<Readiness> {
      const [stateOfStore, stateOfCloudFront] = await Promise.all([store.state(), askAll()])
      return {
        status: stateOfStore.answers ? 'ready' : 'notReady',
        degraded: !stateOfCloudFront.cloudFront.answers,
        backend,
        ...stateOfCloudFront,
        store: stateOfStore
      }
    },

    /**
     * Must be called when the store was found to be unavailable, so that the next check is not answered from memory.
     */
    storeFailed(): void {
      store.forget()
    }
  }
}

function codeOf(error: unknown): ErrorCode {
  return isServiceError(error) ? error.code : 'INTERNAL'
}
