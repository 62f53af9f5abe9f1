import { type CloudFrontClient, ListDistributionsCommand } from '@aws-sdk/client-cloudfront'
import { type ErrorCode, isServiceError } from '../../errors.ts'
import { type Readiness } from './schemas.ts'

export interface HealthOptions {
  readonly cloudfront: CloudFrontClient
  readonly backend: 'local' | 'aws'
  readonly clock: { now(): number }
  readonly cacheMs?: number
  readonly timeoutMs?: number
}

export type HealthService = ReturnType<typeof createHealthService>

/** CloudFront answered, even if not with what was asked for: these do not make the service unready. */
const ANSWERS: readonly ErrorCode[] = ['CLOUDFRONT_THROTTLED', 'CLOUDFRONT_ACCESS_DENIED']

export function createHealthService({ cloudfront, backend, clock, cacheMs = 5_000, timeoutMs = 5_000 }: HealthOptions) {
  let last: { atMs: number; readiness: Promise<Readiness> } | undefined

  async function ask(): Promise<Readiness> {
    const checkedAt = new Date(clock.now()).toISOString()
    try {
      const abortSignal = AbortSignal.timeout(timeoutMs)
      await cloudfront.send(new ListDistributionsCommand({ MaxItems: 1 }), { abortSignal })
      return { status: 'ready', backend, cloudFront: { answers: true, checkedAt } }
    } catch (error) {
      const code = isServiceError(error) ? error.code : 'INTERNAL'
      const answers = ANSWERS.includes(code)
      return { status: answers ? 'ready' : 'notReady', backend, cloudFront: { answers, code, checkedAt } }
    }
  }

  return {
    /** Asks CloudFront at most once in five seconds, however many ask here; never throws, and ends within five seconds. */
    async readiness(): Promise<Readiness> {
      const now = clock.now()
      if (!last || now - last.atMs >= cacheMs) last = { atMs: now, readiness: ask() }
      return last.readiness
    }
  }
}
