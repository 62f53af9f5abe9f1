import Type from 'typebox'
import { type FieldError, ServiceError } from '../../errors.ts'
import { diff } from './diff.ts'
import { type ConfigVersion } from './edit.ts'

/** The versions that a caller requires; `*` is any that exists (RFC 9110, If-Match). */
export type IfMatch = '*' | readonly string[]

const ERRORS_MAX = 50
const verbs = { add: 'added', remove: 'removed', replace: 'changed' } as const

/**
 * Throws ETAG_MISMATCH with the current ETag in the answer's header and, if this process has seen the version that the
 * caller names, the members that have changed since.
 */
export function requireMatch<Config>(
  id: string,
  ifMatch: IfMatch | undefined,
  { config, etag }: ConfigVersion<Config>,
  {
    findSeen,
    inFormat
  }: {
    readonly findSeen: (id: string, etag: string) => Config | undefined
    readonly inFormat: (config: Config) => unknown
  }
): void {
  if (ifMatch === undefined || ifMatch === '*' || ifMatch.includes(etag)) return
  const named = ifMatch.map(tag => findSeen(id, tag)).find(version => version !== undefined)
  const errors = named ? changesSince(inFormat(named), inFormat(config)) : []
  throw new ServiceError(
    'ETAG_MISMATCH',
    `The version of ${id} is ${etag}, which If-Match does not name. ${sinceThen(named !== undefined, errors)}`,
    { headers: { etag: `"${etag}"` }, errors }
  )
}

/** Throws ETAG_MISMATCH with the current ETag, for writes that do not read the configuration. */
export function requireEtag(id: string, ifMatch: IfMatch | undefined, etag: string): void {
  if (ifMatch === undefined || ifMatch === '*' || ifMatch.includes(etag)) return
  throw new ServiceError('ETAG_MISMATCH', `The version of ${id} is ${etag}, which If-Match does not name.`, {
    headers: { etag: `"${etag}"` }
  })
}

/** The error after too many edit conflicts; CloudFront's own does not say which version is current. */
export function editConflict(id: string, etag: string, cause: ServiceError): ServiceError {
  return new ServiceError(
    'ETAG_MISMATCH',
    `${id} was changed concurrently each time this change was about to be written; it is at version ${etag}.`,
    { headers: { etag: `"${etag}"` }, cause, ...(cause.cloudFront && { cloudFront: cause.cloudFront }) }
  )
}

function sinceThen(known: boolean, changes: readonly FieldError[]): string {
  if (!known) return 'What has changed since is not known, because this instance has not seen that version recently.'
  return changes.length > 0
    ? 'errors lists what has changed since.'
    : 'Its configuration is the same, so it was changed back, or something else of it has changed, such as the code of a function.'
}

function changesSince(named: unknown, current: unknown): FieldError[] {
  return diff(named, current)
    .slice(0, ERRORS_MAX)
    .map(({ op, path }) => ({ pointer: path, detail: `It was ${verbs[op]} concurrently.` }))
}

/** The header of requests that replace a whole configuration; `requireIfMatch` checks it and answers 428. */
export const RequiredIfMatchHeader = Type.Object({
  'if-match': Type.Optional(
    Type.String({
      maxLength: 1_000,
      description:
        'Required (428 without it): the ETag of the version to be replaced, or * for any version. A stale ETag is 412.'
      // No example: Swagger UI would prefill it, so that one click overwrites a distribution.
    })
  )
})

/** For requests that replace a whole configuration: throws PRECONDITION_REQUIRED without an If-Match. */
export function requireIfMatch(ifMatch: IfMatch | undefined): IfMatch {
  if (ifMatch !== undefined) return ifMatch
  throw new ServiceError('PRECONDITION_REQUIRED', 'A PUT of the whole configuration needs If-Match.')
}
