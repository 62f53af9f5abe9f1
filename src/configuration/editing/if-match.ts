import { type DistributionConfig } from '@aws-sdk/client-cloudfront'
import Type from 'typebox'
import { type FieldError, ServiceError } from '../../errors.ts'
import { type Format, inFormat } from './config-formats.ts'
import { diff } from './diff.ts'

/** The versions a caller insists on; `*` is any that exists (RFC 9110, If-Match). */
export type IfMatch = '*' | readonly string[]

const ERRORS_MAX = 50
const verbs = { add: 'added', remove: 'removed', replace: 'changed' } as const

/**
 * Throws ETAG_MISMATCH with the current ETag in the answer's header and, where this process has seen the version that the
 * caller names, the members that were changed since.
 */
export function requireMatch(
  distributionId: string,
  ifMatch: IfMatch | undefined,
  { config, etag }: { readonly config: DistributionConfig; readonly etag: string },
  findSeen: (distributionId: string, etag: string) => DistributionConfig | undefined,
  format: Format
): void {
  if (ifMatch === undefined || ifMatch === '*' || ifMatch.includes(etag)) return
  const named = ifMatch.map(tag => findSeen(distributionId, tag)).find(version => version !== undefined)
  const errors = named ? changesSince(named, config, format) : []
  throw new ServiceError(
    'ETAG_MISMATCH',
    `${distributionId} is at version ${etag}, which If-Match does not name. ${sinceThen(named !== undefined, errors)}`,
    { headers: { etag: `"${etag}"` }, errors }
  )
}

/** Throws ETAG_MISMATCH with the current ETag, for work on the whole distribution that looks at no members. */
export function requireEtag(distributionId: string, ifMatch: IfMatch | undefined, etag: string): void {
  if (ifMatch === undefined || ifMatch === '*' || ifMatch.includes(etag)) return
  throw new ServiceError('ETAG_MISMATCH', `${distributionId} is at version ${etag}, which If-Match does not name.`, {
    headers: { etag: `"${etag}"` }
  })
}

/** After the last lost race; CloudFront's own refusal does not say which version is the current one. */
export function editConflict(distributionId: string, etag: string, cause: ServiceError): ServiceError {
  return new ServiceError(
    'ETAG_MISMATCH',
    `${distributionId} was changed by others each time this change was about to be written; it is at version ${etag}.`,
    { headers: { etag: `"${etag}"` }, cause, ...(cause.cloudFront && { cloudFront: cause.cloudFront }) }
  )
}

function sinceThen(known: boolean, changes: readonly FieldError[]): string {
  if (!known) return 'What was changed since is not known: this instance has not seen that version lately.'
  return changes.length > 0 ? 'What was changed since is in errors.' : 'The configuration is the same again.'
}

function changesSince(named: DistributionConfig, current: DistributionConfig, format: Format): FieldError[] {
  return diff(inFormat(named, format), inFormat(current, format))
    .slice(0, ERRORS_MAX)
    .map(({ op, path }) => ({ pointer: path, detail: `It was ${verbs[op]} concurrently.` }))
}

/** The header of what replaces a whole configuration; it is checked by `requireIfMatch`, which answers 428. */
export const RequiredIfMatchHeader = Type.Object({
  'if-match': Type.Optional(
    Type.String({
      maxLength: 1_000,
      description:
        'Required (428 without it): the ETag of the version that is replaced, as an answer gave it, or * for whatever is there. Stale: 412.'
      // No example: Swagger UI would send it, and overwrite a distribution with one click.
    })
  )
})

/** For what replaces a whole configuration: throws PRECONDITION_REQUIRED where the caller names no version. */
export function requireIfMatch(ifMatch: IfMatch | undefined): IfMatch {
  if (ifMatch !== undefined) return ifMatch
  throw new ServiceError('PRECONDITION_REQUIRED', 'A PUT of the whole configuration needs If-Match.')
}
