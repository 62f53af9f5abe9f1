/** CloudFront Developer Guide, "Invalidate files". */
const PATH_LENGTH_MAX = 4_000
/** How much of a path is worth repeating in a sentence. */
const SHOWN_MAX = 100
/** What is sent as it is and needs no second look: nothing to encode, no broken encoding, a `*` at the end only. */
const PLAIN = /^\/[!$&-)+-;=?-Z_a-z]*(?:%[0-9A-Fa-f]{2}[!$&-)+-;=?-Z_a-z]*)*\*?$/
const BROKEN_ENCODING = /%(?![0-9A-Fa-f]{2})/
const LONE_SURROGATE = /[\uD800-\uDFFF]/u
const WHOLE_URL = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*([^#]*)/i
/** Every signed URL has it (CloudFront Developer Guide, "Use signed URLs"). */
const SIGNED = 'Key-Pair-Id='
/** Not found by what viewers request with a tilde, though CloudFront takes it (aws/aws-sdk #525). */
const ENCODED_TILDE = /%7e/i
/** In what is plain and yet perhaps not what its writer wants. */
const DUBIOUS = /Key-Pair-Id=|%7[Ee]/
/** CloudFront Developer Guide, "Invalidate by cache tag": visible ASCII without comma; tags have no wildcard. */
const TAG = /^[\x21-\x29\x2b\x2d-\x7e]{1,256}$/

/** What becomes of a path or tag: how it is sent, or why it cannot be; and what its writer may not expect. */
export interface Reading {
  readonly sent: string
  /** Completes a sentence that begins with the path: "does not begin with a slash". */
  readonly problem?: string
  /** Sentences. */
  readonly warnings: readonly string[]
}

const NOTHING: readonly string[] = []

/**
 * The path as CloudFront wants it (CloudFront Developer Guide, "Invalidate files": only non-ASCII and unsafe characters are
 * encoded, everything else stays as viewers request it). What is encoded already stays as it is, so a repeat changes nothing.
 * Throws a URIError where a surrogate stands alone.
 */
export function encodePath(path: string): string {
  // What encodeURI leaves alone is visible ASCII without RFC 1738's unsafe characters, but # and ~, both refused, and without
  // "%", which begins what is encoded already and is put back.
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

/** Never throws; what is sent is the item of an invalidation batch, with its #. */
export function readTag(tag: string): Reading {
  if (tag.includes('*')) return refused('has a *, but cache tags have no wildcard')
  if (!TAG.test(tag)) return refused('has to be 1 to 256 visible ASCII characters without comma')
  return {
    sent: `#${tag}`,
    warnings: tag.startsWith('#')
      ? ['The # that marks a tag is added for you: this tag itself begins with one.']
      : NOTHING
  }
}

/** By the quotas of CloudFront that items use: of paths, and of wildcards beside that. */
export type Lane = 'path' | 'wildcard'

/**
 * Which quota an item uses; to be asked once, when it is accepted, and to be stored from then on. Tags are counted with the
 * wildcards: CloudFront does not say which quota they use.
 */
export function laneOf(item: string): Lane {
  return isWildcard(item) || item.startsWith('#') ? 'wildcard' : 'path'
}

/** Whether an item is a wildcard: a * is one as the last character only (CloudFront Developer Guide, "Invalidate files"); tags have none. */
export function isWildcard(item: string): boolean {
  return item.endsWith('*')
}

function refused(problem: string): Reading {
  return { sent: '', problem, warnings: NOTHING }
}

function problemOf(path: string): string | undefined {
  if (!path.startsWith('/')) return problemOfStart(path)
  if (LONE_SURROGATE.test(path)) return 'is not well-formed Unicode'
  if (path.includes('#')) return 'has a fragment, which CloudFront never sees; write %23 for the sign itself'
  const tilde = path.indexOf('~')
  if (tilde >= 0) {
    const wildcard = tilde > SHOWN_MAX ? '' : `, ${JSON.stringify(`${path.slice(0, tilde)}*`)}`
    return `has a ~, which CloudFront refuses in paths to invalidate; use a wildcard that ends before it${wildcard}`
  }
  if (BROKEN_ENCODING.test(path)) return 'has a % that begins no percent-encoded byte; write %25 for the sign itself'
  return undefined
}

function problemOfStart(path: string): string {
  const [url, rest = ''] = WHOLE_URL.exec(path) ?? []
  if (url !== undefined) {
    return `is a whole URL; give its path only, ${JSON.stringify(rest.startsWith('/') ? rest : `/${rest}`)}`
  }
  return path.startsWith('#')
    ? 'is not a path; cache tags are given in "cacheTags", without #'
    : 'does not begin with a slash'
}

function warningsOf(path: string): string[] {
  const warnings: string[] = []
  if (ENCODED_TILDE.test(path)) {
    warnings.push('CloudFront does not find by %7E what is requested with a ~; use a wildcard that ends before it.')
  }
  const asterisk = path.indexOf('*')
  if (asterisk >= 0 && asterisk < path.length - 1) {
    warnings.push('A * is a wildcard only as the last character; elsewhere it stands for itself.')
  }
  if (/\s$/.test(path)) warnings.push('It ends with white space, which is sent as a part of the path.')
  if (path.includes(SIGNED)) {
    warnings.push('It looks like a signed URL; CloudFront wants only the part before the question mark.')
  }
  return warnings
}
