import { type FieldError } from '../../errors.ts'

const PATH_LENGTH_MAX = 4_000
const TAG = /^[\x21-\x2b\x2d-\x7e]{1,256}$/
// What is percent-encoded: everything outside visible ASCII, and RFC 1738's unsafe characters other than "%", "#" and "~".
const NEEDS_ENCODING = /[^\x21-\x7e]+|["<>\\^`{|}]/gu
const BROKEN_ENCODING = /%(?![0-9A-Fa-f]{2})/
const LONE_SURROGATE = /[\uD800-\uDFFF]/u

/**
 * The path as CloudFront wants it (CloudFront Developer Guide, "Invalidate files": only non-ASCII and unsafe characters
 * are encoded, everything else stays as viewers request it). What is encoded already stays as it is.
 */
export function encodePath(path: string): string {
  return path.replace(NEEDS_ENCODING, characters => encodeURIComponent(characters))
}

/** What is wrong with each path and tag, all of them at once. */
export function findBadItems({ paths, tags }: { paths: readonly string[]; tags: readonly string[] }): FieldError[] {
  return [
    ...paths.flatMap((path, index) => complain(`/paths/${index}`, path, problemOfPath(path))),
    ...tags.flatMap((tag, index) =>
      complain(
        `/tags/${index}`,
        tag,
        TAG.test(tag) ? undefined : 'has to be 1 to 256 visible ASCII characters without comma'
      )
    )
  ]
}

function complain(pointer: string, value: string, problem: string | undefined): FieldError[] {
  const shown = value.length > 100 ? `${value.slice(0, 100)}…` : value
  return problem === undefined ? [] : [{ pointer, detail: `${JSON.stringify(shown)} ${problem}.` }]
}

function problemOfPath(path: string): string | undefined {
  if (!path.startsWith('/')) return 'does not begin with a slash'
  if (LONE_SURROGATE.test(path)) return 'is not well-formed Unicode'
  if (path.includes('#')) return 'has a fragment, which CloudFront never sees'
  if (BROKEN_ENCODING.test(path)) return 'has a % that begins no percent-encoded byte; write %25 for the sign itself'
  if (encodePath(path).length > PATH_LENGTH_MAX) return `has more than ${PATH_LENGTH_MAX} characters`
  return undefined
}
