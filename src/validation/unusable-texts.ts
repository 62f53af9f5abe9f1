import { type FieldError } from '../errors.ts'
import { pointerOf } from '../json-pointer.ts'

// Any letter may be escaped (`\u005f`), so escapes are as suspect as the names themselves.
const SUSPECT = /__proto__|constructor|\\[ubf]|[\ufffe\uffff]/

// XML 1.0 (section 2.2), which CloudFront is sent, allows neither these characters nor lone surrogates; PostgreSQL stores no
// NUL.
const UNWRITABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/u

/**
 * Member names and texts that are valid JSON but never accepted, at most `limit` of them: names that pollute a prototype when
 * somebody copies the object, and characters that neither CloudFront nor the store can represent.
 */
export function unusableTexts(text: string, value: unknown, limit: number): FieldError[] {
  const found: FieldError[] = []
  if (SUSPECT.test(text)) visit(value, [], found, limit)
  return found
}

function visit(value: unknown, path: (string | number)[], found: FieldError[], limit: number): void {
  const add = (detail: string) => found.push({ pointer: pointerOf(path), detail })
  if (typeof value === 'string' && UNWRITABLE.test(value)) {
    add('contains a control character or half of a surrogate pair')
  }
  if (typeof value !== 'object' || value === null) return
  const steps = Array.isArray(value) ? value.keys() : Object.keys(value)
  for (const step of steps) {
    if (found.length >= limit) return
    path.push(step)
    if (step === '__proto__' || step === 'constructor') add('is a name that is never accepted')
    else if (typeof step === 'string' && UNWRITABLE.test(step)) add('has characters that CloudFront cannot accept')
    else visit((value as Record<string | number, unknown>)[step], path, found, limit)
    path.pop()
  }
}
