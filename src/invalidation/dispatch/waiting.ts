import { type Postponed, type Refusal } from './outcomes.ts'
import { type WaitingFor } from '../schemas.ts'

export function waitingForQuota(lane: 'path' | 'wildcard'): WaitingFor {
  return lane === 'path'
    ? { reason: 'quota', detail: 'As many paths are in progress as CloudFront allows at a time.' }
    : { reason: 'wildcardQuota', detail: 'As many wildcards are in progress as CloudFront allows at a time.' }
}

/** Until CloudFront can be asked again. */
export function waitingAfter({ error, pause }: Postponed): WaitingFor {
  const { code, message: detail, remedy } = error
  if (pause !== 'blocked') return { reason: pause === 'throttled' ? 'throttled' : 'cloudFront', detail }
  return { reason: 'cloudFront', detail, code, ...(remedy !== undefined && { remedy }) }
}

/** Until it is known whether CloudFront has an uncertain batch that it refuses. */
export function waitingForLookUp(refusal: Refusal): WaitingFor {
  if (refusal.kind === 'quota') return waitingForQuota(refusal.lane)
  return {
    reason: 'cloudFront',
    detail: 'CloudFront has refused it. Whether an earlier attempt has taken effect is being looked up.'
  }
}
