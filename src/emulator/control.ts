import { type IncomingMessage, type ServerResponse } from 'node:http'
import Type, { type Static, type TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { type Calls } from './calls.ts'
import { type Edge } from './edge/edge.ts'
import { type HeldClock } from './clock.ts'
import { type FaultKind, faultKinds, type FaultOrder } from './fault-orders.ts'
import { type Faults } from './faults.ts'
import { DEFAULT_QUOTAS, type QuotaName, type Quotas } from './quotas.ts'
import { REFERENCE_KINDS, type Trust } from './trust.ts'

interface ControlDeps {
  readonly faults: Faults
  readonly calls: Calls
  readonly clock: HeldClock
  readonly quotas: Quotas
  readonly trust: Trust
  /** Undefined if no viewers are served. */
  readonly edge: Edge | undefined
  readonly reset: () => void
}

const BODY_BYTES_MAX = 64 * 1024
/** How many of the edge's requests are returned by default. */
const LAST_REQUESTS = 50

const ClockChange = Type.Object(
  {
    held: Type.Optional(Type.Boolean()),
    advanceSeconds: Type.Optional(Type.Number({ minimum: 0, maximum: 1_000_000_000 }))
  },
  { additionalProperties: false }
)
const Quota = Type.Optional(Type.Integer({ minimum: 1, maximum: 86_400 }))
// The compiler cannot infer the keys that `fromEntries` produces.
const quotaMembers = Object.fromEntries(Object.keys(DEFAULT_QUOTAS).map(name => [name, Quota])) as Record<
  QuotaName,
  typeof Quota
>
const QuotaChange = Type.Object(quotaMembers, { additionalProperties: false })
const TrustChange = Type.Object(
  { trusted: Type.Array(Type.Enum([...REFERENCE_KINDS])) },
  { additionalProperties: false }
)
const Nothing = Type.Object({}, { additionalProperties: false })

/** Refuses a control request; the message is for the person who sent it. */
class ControlError extends Error {
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

type Action = (request: IncomingMessage, url: URL) => Promise<unknown>

/**
 * The control API under `/_local/`, JSON in and out. Every request that changes something needs `Content-Type: application/json`
 * or the method DELETE: a page of another origin can send neither without a preflight request, which is never granted.
 */
export function createControl({ faults, calls, clock, quotas, trust, edge, reset }: ControlDeps) {
  async function untilHeld(id: string | null, calls: number): Promise<void> {
    const hold = id === null ? undefined : faults.findHold(id)
    if (!hold) throw new ControlError(404, `held needs the id of a hold, and ${id} is not one`)
    await hold.untilHeld(calls).catch((error: Error) => {
      throw new ControlError(409, error.message)
    })
  }

  const clockState = () => ({ now: new Date(clock.now()).toISOString(), held: clock.held })

  const actions: Readonly<Record<string, Action>> = {
    'GET /_local/faults': async (_request, url) => {
      const [id, held] = [url.searchParams.get('id'), url.searchParams.get('held')]
      if (held !== null) await untilHeld(id, readCount('held', held))
      const items = faults.list()
      if (id !== null && !items.some(fault => fault.id === id)) throw noFault(id)
      return { items: id === null ? items : items.filter(fault => fault.id === id) }
    },
    'POST /_local/faults': async request => {
      const { id } = faults.add(readOrder(await readJson(request)))
      return faults.list().find(fault => fault.id === id)
    },
    'DELETE /_local/faults': async (_request, url) => {
      const id = url.searchParams.get('id')
      if (id === null) faults.clear()
      else if (!faults.remove(id)) throw noFault(id)
      return { items: faults.list() }
    },

    'GET /_local/clock': async () => clockState(),
    'PUT /_local/clock': async request => {
      const { held, advanceSeconds } = check(ClockChange, await readJson(request))
      if (held === true) clock.hold()
      if (advanceSeconds !== undefined) clock.advance(advanceSeconds)
      if (held === false) clock.release()
      return clockState()
    },

    'GET /_local/calls': async (_request, url) => {
      const last = readCount('last', url.searchParams.get('last'))
      return { counts: calls.counts(), ...(last > 0 && { items: calls.last(last) }) }
    },
    'DELETE /_local/calls': async () => {
      calls.clear()
      return { counts: {} }
    },

    'GET /_local/edge': async () => {
      const edgeUrl = edge?.url()
      if (edgeUrl === undefined) throw noEdge()
      return { url: edgeUrl }
    },
    'GET /_local/edge/requests': async (_request, url) => {
      if (!edge) throw noEdge()
      const last = url.searchParams.get('last')
      return { items: edge.lastRequests(last === null ? LAST_REQUESTS : readCount('last', last)) }
    },

    'GET /_local/references': async () => trust.get(),
    'PUT /_local/references': async request => {
      trust.set(check(TrustChange, await readJson(request)).trusted)
      return trust.get()
    },
    'GET /_local/quotas': async () => quotas.get(),
    'PUT /_local/quotas': async request => {
      quotas.set(check(QuotaChange, await readJson(request)))
      return quotas.get()
    },

    'POST /_local/reset': async request => {
      check(Nothing, await readJson(request))
      reset()
      return { reset: true }
    }
  }

  return async (request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> => {
    try {
      const action = actions[`${request.method} ${url.pathname}`]
      if (!action) throw unknownAction(url.pathname, Object.keys(actions))
      send(
        response,
        request.method === 'POST' && url.pathname === '/_local/faults' ? 201 : 200,
        await action(request, url)
      )
    } catch (error) {
      if (!(error instanceof ControlError)) throw error
      // The rest of a refused body must not be read as the next request.
      if (!request.complete) response.setHeader('Connection', 'close')
      send(response, error.status, { error: error.message })
    }
  }
}

const noEdge = () => new ControlError(404, 'this local CloudFront serves no viewers')
const noFault = (id: string) => new ControlError(404, `there is no fault ${id}`)

function unknownAction(path: string, known: readonly string[]): ControlError {
  const methods = known.filter(key => key.endsWith(` ${path}`)).map(key => key.split(' ')[0])
  if (methods.length > 0) return new ControlError(405, `${path} takes ${methods.join(', ')}`)
  return new ControlError(404, `there is no ${path}; there are ${known.join(', ')}`)
}

/** Validated against the schema of its own kind, so that the error is about that kind rather than about all of them. */
function readOrder(value: unknown): FaultOrder {
  const kind = typeof value === 'object' && value !== null && 'kind' in value ? value.kind : undefined
  if (typeof kind !== 'string' || !Object.hasOwn(faultKinds, kind)) {
    throw new ControlError(400, `kind must be one of ${Object.keys(faultKinds).join(', ')}`)
  }
  const order: FaultOrder = check(faultKinds[kind as FaultKind], value)
  if (order.count !== undefined && order.probability !== undefined) {
    throw new ControlError(400, 'count and probability cannot be given together')
  }
  return order
}

function check<Schema extends TSchema>(schema: Schema, value: unknown): Static<Schema> {
  const validator = Compile(schema)
  if (validator.Check(value)) return value
  const [first] = validator.Errors(value)
  const where = first?.instancePath.slice(1).replaceAll('/', '.') || 'the body'
  // An unknown member of a closed object is reported as one whose schema is `false`.
  const why = first?.keyword === 'boolean' ? 'is not known here' : (first?.message ?? 'is not valid')
  throw new ControlError(400, `${where} ${why}`)
}

function readCount(name: string, text: string | null): number {
  if (text === null) return 0
  if (!/^\d{1,4}$/.test(text) || Number(text) > 1000)
    throw new ControlError(400, `${name} must be a number from 0 to 1000`)
  return Number(text)
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase()
  if (type !== 'application/json') throw new ControlError(415, 'Content-Type must be application/json')
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > BODY_BYTES_MAX) throw new ControlError(413, `a body has at most ${BODY_BYTES_MAX} bytes`)
    chunks.push(chunk)
  }
  if (length === 0) return {}
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'))
  } catch (error) {
    throw new ControlError(400, `the body is not JSON: ${(error as Error).message}`)
  }
}

function send(response: ServerResponse, status: number, value: unknown): void {
  const body = Buffer.from(`${JSON.stringify(value)}\n`)
  response
    .writeHead(status, {
      'Content-Type': 'application/json',
      'Content-Length': String(body.length),
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff'
    })
    .end(body)
}
