import { type FieldError } from '../errors.ts'
import { pointerOf } from '../json-pointer.ts'

// Any letter may be written as \u005f, so an escape makes a text as suspect as the words themselves.
const SUSPECT = /__proto__|constructor|\\[ubf]|[\ufffe\uffff]/

// CloudFront is spoken to in XML 1.0, section 2.2 of which leaves out these characters, and half of a surrogate pair;
// PostgreSQL takes no NUL.
const UNWRITABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/u

/**
 * Members and texts of a JSON document that are valid JSON and yet never accepted, at most `limit` of them: names that are
 * harmless until somebody copies the object, and what neither CloudFront nor the store can be told.
 */
export function unusableTexts(text: string, value: unknown, limit: number): FieldError[] {
  const found: FieldError[] = []
  if (SUSPECT.test(text)) visit(value, [], found, limit)
  return found
}

function visit(value: unknown, path: (string | number)[], found: FieldError[], limit: number): void {
  const add = (detail: string) => found.push({ pointer: pointerOf(path), detail })
  if (typeof value === 'string' && UNWRITABLE.test(value)) {
    add('holds a control character or half of a surrogate pair')
  }
  if (typeof value !== 'object' || value === null) return
  const steps = Array.isArray(value) ? value.keys() : Object.keys(value)
  for (const step of steps) {
    if (found.length >= limit) return
    path.push(step)
    if (step === '__proto__' || step === 'constructor') add('is a name that is never accepted')
    else if (typeof step === 'string' && UNWRITABLE.test(step)) add('is a name that CloudFront cannot be told')
    else visit((value as Record<string | number, unknown>)[step], path, found, limit)
    path.pop()
  }
}
