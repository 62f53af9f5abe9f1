import { type CloudFrontClient, ListDistributionsCommand } from '@aws-sdk/client-cloudfront'
import { type Database } from '../../database/database.ts'
import { type ErrorCode, isServiceError } from '../../errors.ts'
import { createCheck } from './check.ts'
import { type Readiness } from './schemas.ts'

export interface HealthOptions {
  readonly cloudfront: CloudFrontClient
  readonly database: Pick<Database, 'probe'>
  readonly backend: 'local' | 'aws'
  /** Milliseconds since 1970, for what callers read. */
  readonly clock: { now(): number }
  /** Milliseconds that only ever grow, whatever is done to the machine's clock. */
  readonly monotonic?: () => number
}

export type HealthService = ReturnType<typeof createHealthService>

/** CloudFront answered, even if not with what was asked for: other operations may be allowed. */
const ANSWERS: readonly ErrorCode[] = ['CLOUDFRONT_THROTTLED', 'CLOUDFRONT_ACCESS_DENIED']

/** A client that asks for readiness, such as a load balancer, waits a few seconds at most. */
const STORE = { freshMs: 1_000, waitMs: 2_500 }
const CLOUDFRONT = { freshMs: 5_000, waitMs: 2_000 }
const CLOUDFRONT_DEADLINE_MS = 5_000

/** Whether requests can be served: where the store takes writes. CloudFront may be away, since what is asked of it waits. */
export function createHealthService({ cloudfront, database, backend, clock, monotonic }: HealthOptions) {
  const now = () => new Date(clock.now()).toISOString()

  async function askCloudFront(): Promise<Readiness['cloudFront']> {
    const checkedAt = now()
    try {
      const abortSignal = AbortSignal.timeout(CLOUDFRONT_DEADLINE_MS)
      await cloudfront.send(new ListDistributionsCommand({ MaxItems: 1 }), { abortSignal })
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
  const cloudFront = createCheck({
    ask: askCloudFront,
    // An answer that takes its time says nothing yet: what was known before stays.
    silent: last => last ?? { answers: false, code: 'CLOUDFRONT_TIMEOUT', checkedAt: now() },
    monotonic,
    ...CLOUDFRONT
  })

  return {
    /**
     * Writes to the store at most once a second and asks CloudFront at most once in five, however many ask here. Never
     * throws, and ends within 2.5 seconds.
     */
    async readiness(): Promise<Readiness> {
      const [stateOfStore, stateOfCloudFront] = await Promise.all([store.state(), cloudFront.state()])
      return {
        status: stateOfStore.answers ? 'ready' : 'notReady',
        degraded: !stateOfCloudFront.answers,
        backend,
        cloudFront: stateOfCloudFront,
        store: stateOfStore
      }
    },

    /** To be told when a request has found the store away: the next answer here is not the remembered one. */
    storeFailed(): void {
      store.forget()
    }
  }
}

function codeOf(error: unknown): ErrorCode {
  return isServiceError(error) ? error.code : 'INTERNAL'
}
