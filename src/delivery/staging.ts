import type * as CF from '@aws-sdk/client-cloudfront'
import { type HeaderList, headerValue, headerValues } from './headers.ts'
import { cookiePairs } from './selection.ts'

export interface StagingChoice {
  readonly staging: boolean
  /** The `Set-Cookie` that sends the viewer's later requests to the same distribution. */
  readonly cookie?: string | undefined
}

/** CloudFront's own name for this cookie is not documented [C]. */
export const STAGING_COOKIE = 'aws-cf-cd-session'

/**
 * Whether a request to the primary distribution goes to its staging distribution [G:continuous-deployment]: by a header of the
 * viewer, or by weight, where `random` is between 0 and 1. With stickiness a viewer stays with one of them until idle for
 * IdleTTL, and at most for MaximumTTL.
 */
export function chooseStaging(
  traffic: CF.TrafficConfig | undefined,
  headers: HeaderList,
  random: number,
  nowMs: number
): StagingChoice {
  if (traffic?.Type === 'SingleHeader') {
    const { Header = '', Value } = traffic.SingleHeaderConfig ?? {}
    return { staging: headerValue(headers, Header) === Value }
  }
  const { Weight = 0, SessionStickinessConfig: sticky } = traffic?.SingleWeightConfig ?? {}
  if (!sticky) return { staging: random < Weight }
  const { IdleTTL = 0, MaximumTTL = 0 } = sticky
  const nowSeconds = Math.floor(nowMs / 1000)
  const session = readSession(headers)
  const isAlive =
    session && nowSeconds < session.usedSeconds + IdleTTL && nowSeconds < session.startedSeconds + MaximumTTL
  const staging = isAlive ? session.staging : random < Weight
  const startedSeconds = isAlive ? session.startedSeconds : nowSeconds
  const value = `${staging ? 's' : 'p'}.${startedSeconds}.${nowSeconds}`
  return { staging, cookie: `${STAGING_COOKIE}=${value}; Max-Age=${IdleTTL}; Path=/; HttpOnly` }
}

function readSession(headers: HeaderList) {
  const cookie = cookiePairs(headerValues(headers, 'cookie')).find(([name]) => name === STAGING_COOKIE)
  const [, kind, started, used] = /^([sp])\.(\d{1,12})\.(\d{1,12})$/.exec(cookie?.[1] ?? '') ?? []
  if (kind === undefined) return undefined
  return { staging: kind === 's', startedSeconds: Number(started), usedSeconds: Number(used) }
}
