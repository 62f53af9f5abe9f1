import { type Postponed, type Refusal } from './outcomes.ts'
import { type WaitingFor } from '../schemas.ts'

export function waitingForQuota(lane: 'path' | 'wildcard'): WaitingFor {
  return lane === 'path'
    ? { reason: 'quota', detail: 'As many paths are in progress as CloudFront allows.' }
    : { reason: 'wildcardQuota', detail: 'As many wildcards are in progress as CloudFront allows.' }
}

/** What a batch waits for after a failure. */
export function waitingAfter({ error, pause }: Postponed): WaitingFor {
  const { code, message: detail, remedy } = error
  if (pause !== 'blocked') return { reason: pause === 'throttled' ? 'throttled' : 'cloudFront', detail }
  return { reason: 'cloudFront', detail, code, ...(remedy !== undefined && { remedy }) }
}

/** Why the status of a batch in progress is unknown. */
export function unreadAfter(failure: Postponed): WaitingFor {
  const { detail, ...why } = waitingAfter(failure)
  return { ...why, detail: `Frontage cannot read whether what is in progress at CloudFront has ended. ${detail}` }
}

/** What an uncertain batch that was refused waits for. */
export function waitingForLookUp(refusal: Refusal): WaitingFor {
  if (refusal.kind === 'quota') return waitingForQuota(refusal.lane)
  return {
    reason: 'cloudFront',
    detail: 'CloudFront refused it. Frontage is checking whether an earlier attempt took effect.'
  }
}
