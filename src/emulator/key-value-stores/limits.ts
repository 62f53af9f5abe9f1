/** Developer Guide, quotas on key value stores. */
const KEY_BYTES_MAX = 512
const VALUE_BYTES_MAX = 1024
/** The limit for a store, and for a file to import. */
export const STORE_BYTES_MAX = 5 * 1024 * 1024

/** JSON can escape a lone surrogate, which UTF-8 cannot encode. */
const LONE_SURROGATE = /\p{Surrogate}/u

/** Why a pair cannot be stored; undefined if it can. */
export function pairProblem(key: string, value: string): string | undefined {
  if (key === '') return 'A key must not be empty.'
  if (LONE_SURROGATE.test(key) || LONE_SURROGATE.test(value)) return 'Keys and values must be valid Unicode.'
  if (Buffer.byteLength(key) > KEY_BYTES_MAX) return `A key can have at most ${KEY_BYTES_MAX} bytes.`
  if (Buffer.byteLength(value) > VALUE_BYTES_MAX) return `A value can have at most ${VALUE_BYTES_MAX} bytes.`
  return undefined
}
