import { pointerOf } from '../../json-pointer.ts'
import { type Tag } from '@aws-sdk/client-cloudfront'
import { type FieldError, ServiceError } from '../../errors.ts'
import { type Tags } from './schemas.ts'

export const TAGS_MAX = 50
const KEY_LENGTH_MAX = 128
const VALUE_LENGTH_MAX = 256
const ALLOWED = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u

/** AWS sets such tags itself; callers cannot set, change or remove them. */
export function isReserved(key: string): boolean {
  return /^aws:/i.test(key)
}

/**
 * The tags that CloudFront would refuse with InvalidTagging (CloudFront Developer Guide, "Tag a distribution";
 * CloudFront API reference, Tag), with pointers below `place`. Existing reserved tags may be given unchanged.
 */
export function brokenTagRules(tags: Tags, place: string, current: Tags = {}): FieldError[] {
  const entries = Object.entries(tags)
  const errors = entries.flatMap(([key, value]): FieldError[] => {
    const detail = problemOf(key, value, current)
    return detail === undefined ? [] : [{ pointer: place + pointerOf([key]), detail }]
  })
  const own = entries.filter(([key]) => !isReserved(key)).length
  return own > TAGS_MAX
    ? [...errors, { pointer: place, detail: `A resource has at most ${TAGS_MAX} tags, not ${own}.` }]
    : errors
}

function problemOf(key: string, value: string, current: Tags): string | undefined {
  if (isReserved(key)) {
    return current[key] === value ? undefined : 'Only AWS itself can set tags whose keys begin with aws:.'
  }
  if (key === '' || [...key].length > KEY_LENGTH_MAX) return `A key has 1 to ${KEY_LENGTH_MAX} characters.`
  if ([...value].length > VALUE_LENGTH_MAX) return `A value has at most ${VALUE_LENGTH_MAX} characters.`
  if (!ALLOWED.test(key)) return 'A key may contain only letters, digits, spaces and _.:/=+-@.'
  if (!ALLOWED.test(value)) return 'A value may contain only letters, digits, spaces and _.:/=+-@.'
  return undefined
}

/** Throws VALIDATION_FAILED for tags that CloudFront would refuse. */
export function refuseTags(tags: Tags, place: string, current?: Tags): void {
  const errors = brokenTagRules(tags, place, current)
  if (errors.length === 0) return
  throw new ServiceError('VALIDATION_FAILED', 'CloudFront would refuse these tags.', { errors })
}

/** `brokenTagRules` for tags in CloudFront's own format, in which a key can be duplicated. */
export function brokenTagItems(items: readonly Tag[], place: string): FieldError[] {
  const known = new Set<string>()
  return items.flatMap(({ Key = '', Value = '' }, index): FieldError[] => {
    const at = place + pointerOf([index])
    if (known.has(Key)) return [{ pointer: at, detail: `There is already a tag with the key ${Key}.` }]
    known.add(Key)
    if (known.size === TAGS_MAX + 1) return [{ pointer: place, detail: `A resource has at most ${TAGS_MAX} tags.` }]
    const detail = problemOf(Key, Value, {})
    return detail === undefined ? [] : [{ pointer: at, detail }]
  })
}

export function toTagItems(tags: Tags): Tag[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
}

/** CloudFront may leave out an empty value. */
export function fromTagItems(items: readonly Tag[] | undefined): Tags {
  return Object.fromEntries((items ?? []).map(({ Key = '', Value = '' }) => [Key, Value]))
}
