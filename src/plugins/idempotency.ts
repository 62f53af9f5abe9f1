import { createHash, randomUUID } from 'node:crypto'
import { type FastifyInstance, type FastifyReply, type FastifyRequest, type FastifySchema } from 'fastify'
import fp from 'fastify-plugin'
import Type, { type TObject } from 'typebox'
import { ServiceError } from '../errors.ts'
import { callerOf } from './caller.ts'
import { readWaitSeconds } from './prefer.ts'
import { withProblems } from './problem-schema.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /**
     * For CloudFront's caller references: the same for every repetition of a request with its Idempotency-Key, so that a
     * retry after a lost answer finds what was made; a new one for each request without a key.
     */
    callerReference: string
  }
}

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Where keys are kept; a store's own functions have this form. */
export interface IdempotencyStore {
  /** Waits for the answer to the first request with the key, where that is under way. */
  acquire(
    request: { caller: string; key: string; fingerprint: string },
    patience: { timeoutMs: number; signal: AbortSignal }
  ): Promise<
    | { readonly state: 'ours'; readonly token: string }
    | { readonly state: 'answered'; readonly answer: Answer }
    | { readonly state: 'running' }
    | { readonly state: 'other' }
  >
  keep(token: string, answer: Answer): Promise<void>
  release(token: string): Promise<void>
  forget(token: string): Promise<void>
}

export interface IdempotencyOptions {
  readonly store: IdempotencyStore
}

const KeyHeader = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 255,
      pattern: '^[\\x21-\\x7e]{1,255}$',
      description:
        'Made up by the caller, e.g. a UUID. A repetition with the same key and body is answered with the first answer ' +
        'again, for 24 hours, and does nothing twice; while the first is under way the repetition waits for it.'
    })
  )
})

const CODES = ['IDEMPOTENCY_KEY_REUSED', 'IDEMPOTENCY_KEY_IN_PROGRESS', 'STORE_UNAVAILABLE'] as const
/** How long a repetition waits for the first request's answer where it does not say so itself by `Prefer: wait=N`. */
const JOIN_SECONDS = 5
const KEPT_HEADERS = ['content-type', 'location', 'etag', 'link', 'vary', 'preference-applied']

/**
 * `Idempotency-Key` on every POST. The key is stored before the handler runs, with what makes the request the same one.
 * A repetition waits for the first one's answer, for as long as its own `Prefer: wait=N` says or a few seconds.
 * Only what succeeded is answered again from the store: a refusal did nothing, and after a failure the handler runs again
 * with the same caller reference, which is how it finds what CloudFront may have made already.
 */
export const idempotency = fp<IdempotencyOptions>(async (app: FastifyInstance, { store }) => {
  const tokens = new WeakMap<FastifyRequest, string>()
  app.decorateRequest('callerReference', '')

  app.addHook('onRoute', route => {
    if (route.method !== 'POST' || route.schema?.hide) return
    route.schema = withKey(route.schema ?? {})
  })

  app.addHook('onRequest', async request => {
    request.callerReference = randomUUID()
  })

  // After validation: a request that does not fit has not been made yet.
  app.addHook('preHandler', async (request, reply) => {
    const key = request.headers['idempotency-key']
    if (request.method !== 'POST' || typeof key !== 'string' || request.is404) return
    // Keys of different callers have nothing to do with each other.
    const caller = callerOf(request)
    const fingerprint = fingerprintOf(request)
    request.callerReference = asUuid(hash(caller, fingerprint, key))
    const waitSeconds = readWaitSeconds(request.headers.prefer?.toString()) ?? JOIN_SECONDS
    const found = await store.acquire(
      { caller: hash(caller), key, fingerprint },
      { timeoutMs: waitSeconds * 1_000, signal: request.gone }
    )
    if (found.state === 'other') {
      throw new ServiceError('IDEMPOTENCY_KEY_REUSED', 'The key was first sent with another address or body.')
    }
    if (found.state === 'running') {
      throw new ServiceError('IDEMPOTENCY_KEY_IN_PROGRESS', 'The first request with this key is still under way.')
    }
    if (found.state === 'ours') {
      tokens.set(request, found.token)
      return
    }
    const { status, headers, body } = found.answer
    return reply.code(status).headers(headers).header('idempotency-replayed', 'true').send(body)
  })

  // The answer is stored before it is sent: a client that has seen it will see it again.
  app.addHook('onSend', async (request, reply, payload) => {
    const token = tokens.get(request)
    if (token === undefined) return payload
    tokens.delete(request)
    try {
      await settle(token, reply, payload)
    } catch (error) {
      // The answer is true all the same. A repetition runs the handler again once the key is no longer held.
      request.log.warn({ err: error }, 'the answer could not be kept for repetitions')
    }
    return payload
  })

  async function settle(token: string, reply: FastifyReply, payload: unknown): Promise<void> {
    const { statusCode: status } = reply
    if (status >= 500) await store.release(token)
    else if (status >= 400) await store.forget(token)
    else if (payload !== undefined && payload !== null && typeof payload !== 'string') await store.release(token)
    else await store.keep(token, { status, headers: keptHeaders(reply), body: payload ?? '' })
  }
})

function keptHeaders(reply: FastifyReply): Record<string, string> {
  return Object.fromEntries(
    KEPT_HEADERS.flatMap(name => {
      const value = reply.getHeader(name)
      return value === undefined ? [] : [[name, String(value)]]
    })
  )
}

/** Address, form and meaning of a request; the order of members means nothing in JSON. */
function fingerprintOf({ method, url, headers, body }: FastifyRequest): string {
  const type = (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''
  return hash(method, url, type, headers.accept ?? '', JSON.stringify(body ?? null, inOrder))
}

function inOrder(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Each part with its length, so that no two lists of parts look the same. */
function hash(...parts: string[]): string {
  const sha256 = createHash('sha256')
  for (const part of parts) sha256.update(`${Buffer.byteLength(part)}:`).update(part)
  return sha256.digest('hex')
}

/** A form that fits wherever an identifier does; version 8 is for what applications derive themselves (RFC 9562). */
function asUuid(hex: string): string {
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

function withKey(schema: FastifySchema): FastifySchema {
  const headers = schema.headers as TObject | undefined
  const response = withProblems((schema.response ?? {}) as Record<number, unknown>, ...CODES)
  return {
    ...schema,
    headers: Type.Object({ ...headers?.properties, ...KeyHeader.properties }),
    response
  }
}
