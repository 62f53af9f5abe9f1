import { rangeHolds, type Validators } from './conditions.ts'
import { type HeaderList, headerValue } from './headers.ts'
import { type ViewerRequest } from './viewer-request.ts'

/** In bytes, both ends included. */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

export type RangeChoice =
  | { readonly kind: 'whole' }
  /** One part is 206 with `Content-Range`, several are `multipart/byteranges`. */
  | { readonly kind: 'parts'; readonly parts: readonly ByteRange[] }
  /** 416 with `Content-Range`, with an asterisk in place of the range, and the length. */
  | { readonly kind: 'unsatisfiable' }

const WHOLE: RangeChoice = { kind: 'whole' }
/** A well-meant request has fewer parts than this [C]. */
const PARTS_MAX = 100

/**
 * The part of an object that a GET requests [G:RangeGETs]: ascending ranges without overlap. Anything else (descending,
 * overlapping or malformed ones, other units, a different `If-Range`) is answered with the whole object.
 */
export function chooseRange(request: HeaderList, length: number, validators: Validators): RangeChoice {
  const value = headerValue(request, 'range')
  const specs = /^bytes=(.+)$/i.exec(value?.trim() ?? '')?.[1]?.split(',')
  if (!specs || specs.length > PARTS_MAX || !rangeHolds(request, validators)) return WHOLE
  const parts: ByteRange[] = []
  for (const spec of specs) {
    const [, first, last] = /^(\d*)-(\d*)$/.exec(spec.trim()) ?? []
    if (first === undefined || last === undefined || (first === '' && last === '')) return WHOLE
    if (first !== '' && last !== '' && Number(last) < Number(first)) return WHOLE
    const start = first === '' ? Math.max(0, length - Number(last)) : Number(first)
    const end = first === '' || last === '' ? length - 1 : Math.min(length - 1, Number(last))
    // Outside the object: only the others count (RFC 9110, 14.2).
    if (start > end || start >= length) continue
    const before = parts.at(-1)
    if (before && start <= before.end) return WHOLE
    parts.push({ start, end })
  }
  return parts.length > 0 ? { kind: 'parts', parts } : { kind: 'unsatisfiable' }
}

/** The range of a GET, with its condition, as an origin gets it when nothing is stored; none for other methods. */
export function rangeOf({ method, headers }: Pick<ViewerRequest, 'method' | 'headers'>): HeaderList {
  const range = method === 'GET' ? headerValue(headers, 'range') : undefined
  const ifRange = headerValue(headers, 'if-range')
  if (range === undefined) return []
  return [['Range', range], ...(ifRange === undefined ? [] : [['If-Range', ifRange] as const])]
}

export function contentRange({ start, end }: ByteRange, length: number): string {
  return `bytes ${start}-${end}/${length}`
}
