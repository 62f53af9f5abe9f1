import { randomUUID } from 'node:crypto'
import { isNotModified, notModifiedHeaders, validatorsOf } from '../../delivery/conditions.ts'
import { type HeaderList, headerValue, withHeader } from '../../delivery/headers.ts'
import { type ByteRange, chooseRange, contentRange } from '../../delivery/ranges.ts'
import { type ViewerRequest } from '../../delivery/viewer-request.ts'
import { EMPTY_BODY } from './body.ts'
import { partOf, partsOf } from './parts.ts'
import { type Answer, edgeAnswer } from './send.ts'

const READS = new Set(['GET', 'HEAD'])

/** Applies a viewer's conditions and range to a whole object, wherever it came from. */
export function applyConditions(answer: Answer, request: ViewerRequest): Answer {
  const { headers, body } = answer
  if (answer.madeByEdge || answer.status !== 200 || !READS.has(request.method)) return answer
  const validators = validatorsOf(headers)
  if (isNotModified(request.headers, validators)) {
    body.leave()
    return { ...answer, status: 304, headers: notModifiedHeaders(headers), body: EMPTY_BODY }
  }
  // A body of unknown length is sent whole instead of in part.
  if (request.method === 'HEAD' || body.length === undefined) return answer
  const { length } = body
  const range = chooseRange(request.headers, length, validators)
  if (range.kind === 'whole') return answer
  if (range.kind === 'unsatisfiable') {
    body.leave()
    const refused = edgeAnswer({ status: 416, message: 'The requested range is not satisfiable.' }, request.id)
    return { ...refused, headers: withHeader(refused.headers, 'Content-Range', `bytes */${length}`), why: answer.why }
  }
  const [only, more] = range.parts
  if (!only || more) return { ...answer, ...multipart(answer, range.parts, length), status: 206 }
  const partial = withHeader(headers, 'Content-Range', contentRange(only, length))
  return { ...answer, status: 206, headers: partial, body: partOf(body, only) }
}

function multipart({ headers, body }: Answer, parts: readonly ByteRange[], length: number) {
  const boundary = `CloudFront:${randomUUID()}`
  const type = headerValue(headers, 'content-type')
  const withHeads = parts.map((part, index) => {
    const head: HeaderList = [
      ...(type === undefined ? [] : [['Content-Type', type] as const]),
      ['Content-Range', contentRange(part, length)]
    ]
    const lines = head.map(([name, value]) => `${name}: ${value}\r\n`).join('')
    return { ...part, before: `${index === 0 ? '' : '\r\n'}--${boundary}\r\n${lines}\r\n` }
  })
  return {
    headers: withHeader(headers, 'Content-Type', `multipart/byteranges; boundary="${boundary}"`),
    body: partsOf(body, withHeads, `\r\n--${boundary}--\r\n`)
  }
}
