import { type CloudFrontClient, ListDistributionsCommand } from '@aws-sdk/client-cloudfront'
import { type Queryable } from '../../database/database.ts'
import { type ErrorCode, isServiceError, ServiceError } from '../../errors.ts'
import { type Readiness } from './schemas.ts'

export interface HealthOptions {
  readonly cloudfront: CloudFrontClient
  readonly database: Pick<Queryable, 'query'>
  readonly backend: 'local' | 'aws'
  readonly clock: { now(): number }
  readonly cacheMs?: number
  readonly timeoutMs?: number
}

export type HealthService = ReturnType<typeof createHealthService>

/** CloudFront answered, even if not with what was asked for: these do not make the service unready. */
const ANSWERS: readonly ErrorCode[] = ['CLOUDFRONT_THROTTLED', 'CLOUDFRONT_ACCESS_DENIED']

export function createHealthService(options: HealthOptions) {
  const { cloudfront, database, backend, clock, cacheMs = 5_000, timeoutMs = 5_000 } = options
  let last: { atMs: number; readiness: Promise<Readiness> } | undefined

  async function askCloudFront(): Promise<Omit<Readiness['cloudFront'], 'checkedAt'>> {
    try {
      const abortSignal = AbortSignal.timeout(timeoutMs)
      await cloudfront.send(new ListDistributionsCommand({ MaxItems: 1 }), { abortSignal })
      return { answers: true }
    } catch (error) {
      const code = codeOf(error)
      return { answers: ANSWERS.includes(code), code }
    }
  }

  async function askStore(): Promise<Readiness['store']> {
    try {
      await Promise.race([database.query('SELECT 1'), silence(timeoutMs)])
      return { answers: true }
    } catch (error) {
      return { answers: false, code: codeOf(error) }
    }
  }

  async function ask(): Promise<Readiness> {
    const checkedAt = new Date(clock.now()).toISOString()
    const [cloudFront, store] = await Promise.all([askCloudFront(), askStore()])
    const ready = cloudFront.answers && store.answers
    return { status: ready ? 'ready' : 'notReady', backend, cloudFront: { ...cloudFront, checkedAt }, store }
  }

  return {
    /** Asks CloudFront and the store at most once in five seconds, however many ask here; never throws, and ends within five seconds. */
    async readiness(): Promise<Readiness> {
      const now = clock.now()
      if (!last || now - last.atMs >= cacheMs) last = { atMs: now, readiness: ask() }
      return last.readiness
    }
  }
}

function codeOf(error: unknown): ErrorCode {
  return isServiceError(error) ? error.code : 'INTERNAL'
}

async function silence(ms: number): Promise<never> {
  return new Promise((_, reject) => {
    setTimeout(() => reject(new ServiceError('STORE_UNAVAILABLE', 'The store is silent.')), ms).unref()
  })
}
