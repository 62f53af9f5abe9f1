import { type Body, bufferBody, replacing } from './body.ts'

/** A range of bytes, both ends included. */
export interface Part {
  readonly start: number
  readonly end: number
}

/** Some of the bytes of a body, in ascending order, with a text before each part and one at the end. */
export function partsOf(body: Body, parts: readonly (Part & { readonly before?: string })[], after = ''): Body {
  const length = parts.reduce(
    (sum, { start, end, before = '' }) => sum + Buffer.byteLength(before) + end - start + 1,
    Buffer.byteLength(after)
  )
  async function* read(): AsyncGenerator<Buffer> {
    let at = 0
    let next = 0
    for await (const chunk of body.read()) {
      const chunkEnd = at + chunk.length
      for (let part = parts[next]; part && part.start < chunkEnd; part = parts[next]) {
        if (part.start >= at && part.before) yield Buffer.from(part.before)
        yield chunk.subarray(Math.max(part.start - at, 0), part.end + 1 - at)
        if (part.end >= chunkEnd) break
        next += 1
      }
      at = chunkEnd
      // The rest may still be stored.
      if (next === parts.length) {
        body.leave()
        break
      }
    }
    if (after !== '') yield Buffer.from(after)
  }
  return replacing(body, length, read)
}

/** A single part, without copying if the body is in memory in one piece. */
export function partOf(body: Body, part: Part): Body {
  const [only, more] = body.chunks ?? []
  return only && !more ? bufferBody([only.subarray(part.start, part.end + 1)]) : partsOf(body, [part])
}
