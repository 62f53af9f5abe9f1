import { type ServerResponse } from 'node:http'
import { type Duplex } from 'node:stream'
import { type HeaderList, headerValue } from '../../delivery/headers.ts'
import { type ViewerRequest } from '../../delivery/viewer-request.ts'
import { type Body, bufferBody } from './body.ts'
import { type CacheResult, type Found, type Why } from './found.ts'
import { type FunctionResponse } from './functions.ts'
import { type EdgeError } from './object-cache.ts'
import { edgePage, statusPage } from './page.ts'
import { connectBoth } from './web-sockets.ts'

/** What a viewer is sent. */
export interface Answer {
  readonly status: number
  readonly headers: HeaderList
  readonly body: Body
  /** The connection after a 101. */
  readonly upgraded?: Duplex | undefined
  readonly xCache: string
  readonly ageSeconds?: number | undefined
  /** `Hit`, `Miss`, `RefreshHit`, `Error`, `Redirect`, for logs. */
  readonly result: string
  /** How the cache answered, also for an error. */
  readonly cacheResult?: CacheResult | undefined
  readonly why?: Why | undefined
  /** Whether it came from neither cache nor origin. */
  readonly madeByEdge: boolean
}

const MADE_BY_EDGE: HeaderList = [
  ['Server', 'CloudFront'],
  ['Content-Type', 'text/html']
]

/** An error of the edge's own, with its page. */
export function edgeAnswer({ status, message, detail = message, errorType }: EdgeError, requestId: string): Answer {
  const body = bufferBody([Buffer.from(edgePage(status, message, requestId))])
  const xCache = 'Error from cloudfront'
  const why = { detail, errorType }
  return { status, headers: MADE_BY_EDGE, body, xCache, result: 'Error', why, madeByEdge: true }
}

/** A signature that is missing or wrong. */
export function deniedAnswer({ code, message }: { readonly code: string; readonly message: string }): Answer {
  const document = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`
  return {
    status: 403,
    headers: [
      ['Server', 'CloudFront'],
      ['Content-Type', 'text/xml']
    ],
    body: bufferBody([Buffer.from(document)]),
    xCache: 'Error from cloudfront',
    result: 'Error',
    why: { detail: `${code}: ${message}` },
    madeByEdge: true
  }
}

export function redirectAnswer(status: number, location: string): Answer {
  return {
    status,
    headers: [...MADE_BY_EDGE, ['Location', location]],
    body: bufferBody([Buffer.from(statusPage(status))]),
    xCache: 'Redirect from cloudfront',
    result: 'Redirect',
    why: { detail: 'ViewerProtocolPolicy is redirect-to-https' },
    madeByEdge: true
  }
}

/** The answer of a function to a viewer's request. */
export function functionAnswer({ status, headers, body }: FunctionResponse): Answer {
  return {
    status,
    headers: [['Server', 'CloudFront'], ...headers],
    body: bufferBody(body ? [body] : []),
    xCache: 'FunctionGeneratedResponse from cloudfront',
    result: 'FunctionGeneratedResponse',
    madeByEdge: true
  }
}

/**
 * An answer as a viewer-response function changed it. A body that it set, even an empty one, replaces the original one, and what
 * only described that goes with it, unless the function wrote it: no document says so, but a viewer could not read the new one.
 */
export function changedAnswer(answer: Answer, { status, headers, body }: FunctionResponse): Answer {
  if (body === undefined) return { ...answer, status, headers }
  answer.body.leave()
  const describesOld = ([name, value]: HeaderList[number]) =>
    OF_OLD_BODY.has(name.toLowerCase()) && headerValue(answer.headers, name) === value
  const isWhole = status === 206 && answer.status === 206
  return {
    ...answer,
    status: isWhole ? 200 : status,
    headers: headers.filter(line => !describesOld(line)),
    body: bufferBody([body])
  }
}

/** What describes one representation of a body, or a part of it (RFC 9110, sections 8.4 and 14.4). */
const OF_OLD_BODY = new Set(['content-encoding', 'content-range'])

/** The answer for what was found; the page of an edge's error has the request's own id. */
export function foundAnswer(found: Found, { id }: ViewerRequest): Answer {
  const { status, headers, body, upgraded, ageSeconds, edgeError, why, result: cacheResult } = found
  if (edgeError) return { ...edgeAnswer(edgeError, id), why }
  const result = status >= 400 ? 'Error' : cacheResult
  const xCache = `${result} from cloudfront`
  return { status, headers, body, upgraded, ageSeconds, why, result, cacheResult, xCache, madeByEdge: false }
}

export interface Sending {
  readonly request: ViewerRequest
  /** The edge's own name in `Via`. */
  readonly name: string
  /** Whether the connection ends with this answer. */
  readonly close: boolean
  readonly nowMs: number
  /** Further lines. */
  readonly headers?: HeaderList
}

export const POP = 'LCL50-P1'

/** Written by the edge, whatever an origin sends. */
const OWN = new Set([
  'content-length',
  'transfer-encoding',
  'connection',
  'keep-alive',
  'x-cache',
  'x-amz-cf-id',
  'x-amz-cf-pop',
  'age',
  'x-frontage-edge'
])
/** `HTTP/1.1 200 OK`, and the empty line. */
const STATUS_LINE_BYTES = 19
const WITHOUT_BODY = new Set([204, 304])

/** The body was cut short: the viewer's connection must end without the rest. */
export class BrokenOff extends Error {}

/** Resolves with the bytes that were sent, the head's included. Rejects with BrokenOff; the viewer's leaving is no error. */
export async function sendAnswer(response: ServerResponse, answer: Answer, sending: Sending): Promise<number> {
  const { body, status } = answer
  const { method } = sending.request
  response.sendDate = false
  const head = headOf(answer, sending)
  response.writeHead(status, head)
  if (answer.upgraded) return switchProtocols(response, answer.upgraded)
  let sent = head.reduce((sum, text) => sum + text.length + 2, STATUS_LINE_BYTES)
  if (method === 'HEAD' || WITHOUT_BODY.has(status)) {
    body.leave()
    response.end()
    return sent
  }
  if (body.chunks && body.chunks.length <= 1) {
    const [only] = body.chunks
    response.end(only)
    return sent + (only?.length ?? 0)
  }
  for await (const chunk of whole(body.read())) {
    if (response.destroyed) return sent
    sent += chunk.length
    if (!response.write(chunk)) await drained(response)
  }
  response.end()
  return sent
}

/** Resolves with the bytes that the origin has sent, when either side has ended. */
async function switchProtocols(response: ServerResponse, origin: Duplex): Promise<number> {
  const { socket } = response
  if (!socket) throw new BrokenOff('the viewer has left')
  await new Promise<void>(resolve => response.end(resolve))
  return connectBoth(socket, origin)
}

/** Resolves when more can be written, or when the viewer has left. */
function drained(response: ServerResponse): Promise<void> {
  return new Promise(resolve => {
    function done(): void {
      response.off('drain', done).off('close', done)
      resolve()
    }
    if (response.destroyed) resolve()
    else response.on('drain', done).on('close', done)
  })
}

async function* whole(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* chunks
  } catch (error) {
    throw new BrokenOff('the body broke off', { cause: error })
  }
}

/** Names and values of the lines, alternating. */
export function headOf({ status, headers, body, upgraded, xCache, ageSeconds }: Answer, sending: Sending): string[] {
  const lines: string[] = []
  let hasDate = false
  let hasServer = false
  for (const [header, value] of headers) {
    const lower = header.toLowerCase()
    if (OWN.has(lower)) continue
    hasDate ||= lower === 'date'
    hasServer ||= lower === 'server'
    lines.push(header, value)
  }
  if (!hasDate) lines.push('Date', new Date(sending.nowMs).toUTCString())
  if (!hasServer) lines.push('Server', 'CloudFront')
  if (body.length !== undefined && !WITHOUT_BODY.has(status)) lines.push('Content-Length', String(body.length))
  if (upgraded) lines.push('Connection', 'Upgrade', 'Upgrade', 'websocket')
  else if (sending.close) lines.push('Connection', 'close')
  lines.push('X-Cache', xCache)
  lines.push('Via', `1.1 ${sending.name} (CloudFront)`)
  lines.push('X-Amz-Cf-Pop', POP)
  lines.push('X-Amz-Cf-Id', sending.request.id)
  if (ageSeconds !== undefined) lines.push('Age', String(ageSeconds))
  for (const [header, value] of sending.headers ?? []) lines.push(header, value)
  return lines
}
