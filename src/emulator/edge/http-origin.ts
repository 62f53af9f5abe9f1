import { type LookupFunction } from 'node:net'
import { type Readable } from 'node:stream'
import { type Agent } from 'undici'
import { type Cancellation } from './cancellation.ts'
import { createOriginAgent, type OriginRequest } from './origin-agent.ts'
import { type OriginAnswer, OriginFailure } from './origin-answer.ts'
import { OriginExchange, TOO_SLOW } from './origin-exchange.ts'
import { type OriginTarget } from './origin-map.ts'

export interface HttpRequest {
  readonly method: string
  /** Path and query, sent as they are. */
  readonly target: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** Undefined for a request without a body. */
  readonly body?: Readable | undefined
  readonly connectTimeoutMs: number
  /** To the first byte, and between packets. */
  readonly readTimeoutMs: number
  /** To the last byte of the answer; undefined for no limit. */
  readonly completionTimeoutMs?: number | undefined
  readonly cancellation: Cancellation | undefined
}

const HEADERS_BYTES_MAX = 32 * 1024

/** They belong to the connection, or undici writes them itself. */
const NOT_FOR_UNDICI = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'expect', 'te', 'trailer'])

/** Resolves every name to this machine. */
export const onLoopback: LookupFunction = (_hostname, options, callback) => {
  const addresses = [
    { address: '127.0.0.1', family: 4 },
    { address: '::1', family: 6 }
  ]
  if (options.all) callback(null, addresses)
  else callback(null, '127.0.0.1', 4)
}

/** Whether the name always means this machine, without DNS. */
export function isLocalName(hostname: string): boolean {
  const name = hostname.toLowerCase()
  return name === 'localhost' || name.endsWith('.localhost')
}

/** Whether a host is this machine, without DNS. */
export function isLoopback(hostname: string): boolean {
  return isLocalName(hostname) || hostname === '::1' || /^127(\.\d{1,3}){3}$/.test(hostname)
}

export type HttpOrigins = ReturnType<typeof createHttpOrigins>

/** Sends requests to origins over HTTP. Connections are kept for later requests; redirects are not followed. */
export function createHttpOrigins() {
  const agents = new Map<string, Promise<Agent>>()

  function agentFor({ hostname }: OriginTarget, timeoutMs: number): Promise<Agent> {
    const local = isLocalName(hostname)
    const loopback = isLoopback(hostname)
    const key = `${local} ${loopback} ${timeoutMs}`
    let agent = agents.get(key)
    if (agent) return agent
    agent = createOriginAgent({
      connect: {
        timeout: timeoutMs,
        // Servers on this machine usually have a self-signed certificate.
        rejectUnauthorized: !loopback,
        autoSelectFamily: true,
        ...(local && { lookup: onLoopback })
      },
      maxHeaderSize: HEADERS_BYTES_MAX
    })
    agents.set(key, agent)
    return agent
  }

  return {
    /** One attempt. Rejects with an OriginFailure, or, once it is cancelled, with any error. */
    async ask(target: OriginTarget, request: HttpRequest): Promise<OriginAnswer> {
      const agent = await agentFor(target, request.connectTimeoutMs)
      const exchange = new OriginExchange(request)
      const sent: OriginRequest = {
        exchange,
        origin: originOf(target),
        method: request.method,
        path: request.target,
        headers: linesForUndici(request.headers),
        body: request.body ?? null,
        headersTimeout: request.readTimeoutMs,
        bodyTimeout: request.readTimeoutMs
      }
      agent.dispatch(sent, exchange)
      try {
        return await exchange.answer()
      } catch (error) {
        if (request.cancellation?.isCancelled) throw error
        throw failureOf(error as NodeJS.ErrnoException)
      }
    },

    async close(): Promise<void> {
      const open = await Promise.all(agents.values())
      agents.clear()
      await Promise.all(open.map(agent => agent.destroy()))
    }
  }
}

function originOf({ protocol, hostname, port }: OriginTarget): string {
  return `${protocol}://${hostname.includes(':') ? `[${hostname}]` : hostname}:${port}`
}

/** Alternating names and values. */
function linesForUndici(headers: HttpRequest['headers']): string[] {
  const lines: string[] = []
  for (const [name, value] of headers) if (!NOT_FOR_UNDICI.has(name.toLowerCase())) lines.push(name, value)
  return lines
}

const TIMEOUTS = new Set(['UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'ETIMEDOUT', TOO_SLOW])
/** What undici says of a 100, which it never asks for and cannot skip. */
const BAD_RESPONSE = 'bad response'
const CUT = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'])

export function failureOf(error: NodeJS.ErrnoException): OriginFailure {
  const { code = '' } = error
  const kind = TIMEOUTS.has(code) ? 'timeout' : CUT.has(code) ? 'cut' : 'connect'
  const message = error.message === BAD_RESPONSE ? 'the origin sent 100 Continue unasked' : error.message
  const detail = message || code || 'the connection failed'
  return new OriginFailure(kind, detail, { cause: error, isFinal: code === TOO_SLOW })
}
