/** CloudFront Developer Guide, "Invalidate files". */
const PATH_LENGTH_MAX = 4_000
/** The most characters of a path in a message. */
const SHOWN_MAX = 100
/** Paths that are sent unchanged: nothing to encode, no broken encoding, a `*` only at the end. */
const PLAIN = /^\/[!$&-)+-;=?-Z_a-z]*(?:%[0-9A-Fa-f]{2}[!$&-)+-;=?-Z_a-z]*)*\*?$/
const BROKEN_ENCODING = /%(?![0-9A-Fa-f]{2})/
const LONE_SURROGATE = /[\uD800-\uDFFF]/u
const WHOLE_URL = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*([^#]*)/i
/** A parameter of every signed URL (CloudFront Developer Guide, "Use signed URLs"). */
const SIGNED = 'Key-Pair-Id='
/** CloudFront accepts it, but it does not match what viewers request with a tilde (aws/aws-sdk #525). */
const ENCODED_TILDE = /%7e/i
/** Valid, but probably not what the caller wants. */
const DUBIOUS = /Key-Pair-Id=|%7[Ee]/
/** CloudFront Developer Guide, "Invalidate by cache tag": visible ASCII without comma; tags have no wildcard. */
const TAG = /^[\x21-\x29\x2b\x2d-\x7e]{1,256}$/

/** How a path or tag is sent, or why it cannot be, with warnings for the caller. */
export interface Reading {
  readonly sent: string
  /** Continues a sentence that begins with the path: "does not begin with a slash". */
  readonly problem?: string
  /** Sentences. */
  readonly warnings: readonly string[]
}

const NOTHING: readonly string[] = []

/**
 * Percent-encodes a path as CloudFront requires (CloudFront Developer Guide, "Invalidate files": only non-ASCII and unsafe
 * characters, everything else stays as viewers request it). Idempotent: existing encodings are kept. Throws a URIError for a
 * lone surrogate.
 */
export function encodePath(path: string): string {
  // encodeURI keeps visible ASCII except RFC 1738's unsafe characters. It also keeps # and ~, which are refused, and encodes
  // the "%" of existing encodings, which is undone here.
  const encoded = encodeURI(path)
  return path.includes('%') ? encoded.replaceAll('%25', '%') : encoded
}

/** Never throws. Linear in the path's length; most paths cost one regular expression. */
export function readPath(path: string): Reading {
  if (path.length > PATH_LENGTH_MAX) return refused(`has more than ${PATH_LENGTH_MAX} characters`)
  const plain = PLAIN.test(path)
  if (plain && !DUBIOUS.test(path)) return { sent: path, warnings: NOTHING }
  const problem = plain ? undefined : problemOf(path)
  if (problem !== undefined) return refused(problem)
  const sent = plain ? path : encodePath(path)
  if (sent.length > PATH_LENGTH_MAX) return refused(`has more than ${PATH_LENGTH_MAX} characters when encoded`)
  return { sent, warnings: warningsOf(path) }
}

/** Never throws; `sent` is the item of an invalidation batch, with its #. */
export function readTag(tag: string): Reading {
  if (tag.includes('*')) return refused('has a *, but cache tags have no wildcard')
  if (!TAG.test(tag)) return refused('must be 1 to 256 visible ASCII characters without a comma')
  return {
    sent: `#${tag}`,
    warnings: tag.startsWith('#')
      ? ['The # that marks a tag is added automatically; this tag itself begins with #.']
      : NOTHING
  }
}

/** Items are queued by CloudFront's quotas: one for paths, and another for wildcards. */
export type Lane = 'path' | 'wildcard'

/**
 * The quota that an item uses; determined once, at acceptance, and stored from then on. Tags count as wildcards, because
 * CloudFront does not say which quota they use.
 */
export function laneOf(item: string): Lane {
  return isWildcard(item) || item.startsWith('#') ? 'wildcard' : 'path'
}

/** Whether the last character is a *, the only place where it is a wildcard (CloudFront Developer Guide, "Invalidate files"). */
export function isWildcard(item: string): boolean {
  return item.endsWith('*')
}

function refused(problem: string): Reading {
  return { sent: '', problem, warnings: NOTHING }
}

function problemOf(path: string): string | undefined {
  if (!path.startsWith('/')) return problemOfStart(path)
  if (LONE_SURROGATE.test(path)) return 'is not well-formed Unicode'
  if (path.includes('#')) return 'has a fragment, which is never sent to CloudFront; write %23 for a literal #'
  const tilde = path.indexOf('~')
  if (tilde >= 0) {
    const wildcard = tilde > SHOWN_MAX ? '' : `, ${JSON.stringify(`${path.slice(0, tilde)}*`)}`
    return `has a ~, which CloudFront does not accept in invalidations; use a wildcard that ends before it${wildcard}`
  }
  if (BROKEN_ENCODING.test(path)) return 'has a % that does not begin a percent-encoded byte; write %25 for a literal %'
  return undefined
}

function problemOfStart(path: string): string {
  const [url, rest = ''] = WHOLE_URL.exec(path) ?? []
  if (url !== undefined) {
    return `is a whole URL; give only its path, ${JSON.stringify(rest.startsWith('/') ? rest : `/${rest}`)}`
  }
  return path.startsWith('#')
    ? 'is not a path; give cache tags in "cacheTags", without #'
    : 'does not begin with a slash'
}

function warningsOf(path: string): string[] {
  const warnings: string[] = []
  if (ENCODED_TILDE.test(path)) {
    warnings.push('%7E does not match what viewers request with a ~; use a wildcard that ends before it.')
  }
  const asterisk = path.indexOf('*')
  if (asterisk >= 0 && asterisk < path.length - 1) {
    warnings.push('A * is a wildcard only as the last character; elsewhere it is taken literally.')
  }
  if (/\s$/.test(path)) warnings.push('It ends with white space, which is sent as part of the path.')
  if (path.includes(SIGNED)) {
    warnings.push('It looks like a signed URL; CloudFront needs only the part before the question mark.')
  }
  return warnings
}
