import { createHmac } from 'node:crypto'

/** A change of a JSON document (RFC 6902), with the value that it replaces or removes. */
export interface DocumentChange {
  readonly op: 'add' | 'remove' | 'replace'
  readonly path: string
  readonly value?: unknown
  readonly oldValue?: unknown
  /** Whether its values must not be recorded, whatever they are called. */
  readonly isSecret?: boolean
}

/**
 * Replaces a value that is secret or large: shows whether it equals another value in this store, but not what it is.
 */
export interface Digest {
  readonly hmacSha256: string
  /** The length of the text, or of the JSON of any other value. */
  readonly bytes: number
}

/** A change with a digest in place of each such value. */
export type BoundedChange = Omit<DocumentChange, 'isSecret'>

export interface BoundedChanges {
  readonly changes: readonly BoundedChange[]
  /** How many more there were. */
  readonly changesLeftOut: number
}

const CHANGES_MAX = 100
const VALUE_BYTES_MAX = 2_000
const ALL_BYTES_MAX = 16_000

/**
 * The members of configurations that hold secrets: what is sent to an origin to prove that a request comes from CloudFront, and
 * code, which may contain anything.
 */
const SECRET = new Set(['headerValue', 'functionCode', 'connectionFunctionCode'])

/**
 * What a record keeps of changes: no secrets, no value larger than 2 KB, and at most 100 changes or 16 KB. `key` returns the
 * digests' key.
 */
export function boundChanges(changes: readonly DocumentChange[], key: () => string): BoundedChanges {
  const digest = (value: unknown) => digestOf(value, key())
  const kept: BoundedChange[] = []
  let bytes = 0
  for (const change of changes.slice(0, CHANGES_MAX)) {
    const bounded = boundChange(change, digest)
    bytes += Buffer.byteLength(JSON.stringify(bounded))
    if (bytes > ALL_BYTES_MAX) break
    kept.push(bounded)
  }
  return { changes: kept, changesLeftOut: changes.length - kept.length }
}

type ToDigest = (value: unknown) => Digest

/** Replaces a value that must not be readable. */
function digestOf(value: unknown, key: string): Digest {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return { hmacSha256: createHmac('sha256', key).update(text).digest('hex'), bytes: Buffer.byteLength(text) }
}

function boundChange({ op, path, value, oldValue, isSecret = false }: DocumentChange, digest: ToDigest): BoundedChange {
  const name = path.slice(path.lastIndexOf('/') + 1)
  const bound = (given: unknown) => (isSecret ? digest(given) : boundValue(name, given, digest))
  return {
    op,
    path,
    ...(value !== undefined && { value: bound(value) }),
    ...(oldValue !== undefined && { oldValue: bound(oldValue) })
  }
}

function boundValue(name: string, value: unknown, digest: ToDigest): unknown {
  if (SECRET.has(name)) return digest(value)
  const shown = withoutSecrets(value, digest)
  return Buffer.byteLength(JSON.stringify(shown)) > VALUE_BYTES_MAX ? digest(value) : shown
}

function withoutSecrets(value: unknown, digest: ToDigest): unknown {
  if (Array.isArray(value)) return value.map(item => withoutSecrets(item, digest))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      SECRET.has(name) && inner !== undefined ? digest(inner) : withoutSecrets(inner, digest)
    ])
  )
}
