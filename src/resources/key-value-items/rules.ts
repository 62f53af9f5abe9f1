import { type FieldError, ServiceError } from '../../errors.ts'
import { type ItemsPatch } from './schemas.ts'

/** Developer Guide, quotas on key value stores; of the store the sum of all keys and values. All are counted in UTF-8. */
const KEY_BYTES_MAX = 512
const VALUE_BYTES_MAX = 1_024
const STORE_BYTES_MAX = 5 * 1_024 * 1_024

/** Where an item's key and value are in a request. */
type PlaceOf = (key: string, part: 'key' | 'value') => { readonly pointer: string } | { readonly parameter: string }

/** Throws VALIDATION_FAILED for items that CloudFront would refuse without naming them. */
export function refuseItems(items: ItemsPatch, placeOf: PlaceOf): void {
  const errors = Object.entries(items).flatMap(([key, value]): FieldError[] => {
    const bytes = Buffer.byteLength(key)
    if (bytes === 0 || bytes > KEY_BYTES_MAX) {
      return [{ ...placeOf(key, 'key'), detail: `A key has 1 to ${KEY_BYTES_MAX} bytes in UTF-8, not ${bytes}.` }]
    }
    const size = Buffer.byteLength(value ?? '')
    if (size <= VALUE_BYTES_MAX) return []
    return [{ ...placeOf(key, 'value'), detail: `A value has at most ${VALUE_BYTES_MAX} bytes in UTF-8, not ${size}.` }]
  })
  if (errors.length > 0) throw new ServiceError('VALIDATION_FAILED', 'CloudFront would refuse these items.', { errors })
}

/** Throws what CloudFront answers if a store would be too large. */
export function refuseTooLarge(totalSizeInBytes: number): void {
  if (totalSizeInBytes <= STORE_BYTES_MAX) return
  throw new ServiceError('CLOUDFRONT_REFUSED', 'The key value store would be larger than 5 MB.')
}

/** How CloudFront counts items. */
export function totalsOf(items: Readonly<Record<string, string>>): { itemCount: number; totalSizeInBytes: number } {
  const all = Object.entries(items)
  return {
    itemCount: all.length,
    totalSizeInBytes: all.reduce((sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(value), 0)
  }
}
