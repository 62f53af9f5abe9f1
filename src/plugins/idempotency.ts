import { createHash, randomUUID } from 'node:crypto'
import { type FastifyInstance, type FastifyReply, type FastifyRequest, type FastifySchema } from 'fastify'
import { forAllRoutes } from './for-all-routes.ts'
import { hook, payloadHook } from './hooks.ts'
import Type, { type TObject } from 'typebox'
import { ServiceError } from '../errors.ts'
import type {} from './audit.ts'
import type {} from './authentication.ts'
import { readWaitSeconds } from './prefer.ts'
import { withProblems } from './problem-schema.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /**
     * For CloudFront's caller references: the same for every repetition of a request with its Idempotency-Key, so that a
     * retry after a lost answer finds what was created; a new one for each request without a key.
     */
    callerReference: string
    /**
     * Whether an earlier request with the same key may already have created the resource, because its answer was not
     * stored.
     */
    mayHaveRun: boolean
  }
  interface FastifyContextConfig {
    /** The answer contains a secret and is not stored: a repetition of the request reaches its handler. */
    answersSecret?: boolean
  }
}

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** The store of keys. */
interface IdempotencyStore {
  /** Waits for the answer to the first request with the key, while that is in progress. */
  acquire(
    request: { caller: string; key: string; fingerprint: string },
    limit: { timeoutMs: number; signal: AbortSignal }
  ): Promise<
    | { readonly state: 'ours'; readonly token: string; readonly again: boolean }
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
      'x-expected': 'ASCII without spaces and control characters',
      description:
        'A unique value chosen by the caller, such as a UUID. For 24 hours, a repetition with the same key and body is ' +
        'not executed again but gets the first answer; while the first request is in progress, the repetition waits for ' +
        'it.'
    })
  )
})

const CODES = ['IDEMPOTENCY_KEY_REUSED', 'IDEMPOTENCY_KEY_IN_PROGRESS', 'STORE_UNAVAILABLE'] as const
/** How long a repetition waits for the first request's answer, unless it has `Prefer: wait=N`. */
const JOIN_SECONDS = 5
const KEPT_HEADERS = ['content-type', 'location', 'etag', 'link', 'vary', 'preference-applied']

/**
 * `Idempotency-Key` on every POST. The key is stored before the handler runs, with a fingerprint of the request. A
 * repetition waits for the first one's answer, for as long as its own `Prefer: wait=N` says or a few seconds. Only
 * successful answers are replayed: refused requests, and those that failed before a call to CloudFront, had no effect.
 * After any other failure the handler runs again with the same caller reference, by which it finds what CloudFront may
 * already have created; resources without one are found by name and content, if `mayHaveRun` is set.
 */
export const idempotency = forAllRoutes<IdempotencyOptions>(async (app: FastifyInstance, { store }) => {
  const tokens = new WeakMap<FastifyRequest, string>()
  app.decorateRequest('callerReference', '')
  app.decorateRequest('mayHaveRun', false)

  app.addHook('onRoute', route => {
    if (route.method !== 'POST' || route.schema?.hide) return
    route.schema = withKey(route.schema ?? {})
  })

  app.addHook(
    'onRequest',
    hook(request => {
      request.callerReference = randomUUID()
    })
  )

  // After validation: an invalid request does not use its key.
  app.addHook(
    'preHandler',
    hook((request, reply) => {
      const key = request.headers['idempotency-key']
      if (request.method !== 'POST' || typeof key !== 'string' || request.is404) return undefined
      return useKey(key, request, reply)
    })
  )

  async function useKey(key: string, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    // Keys of different callers are independent.
    const caller = request.caller.id
    const fingerprint = fingerprintOf(request)
    request.callerReference = asUuid(hash(caller, fingerprint, key))
    const waitSeconds = readWaitSeconds(request.headers.prefer?.toString()) ?? JOIN_SECONDS
    const found = await store.acquire(
      { caller: hash(caller), key, fingerprint },
      { timeoutMs: waitSeconds * 1_000, signal: request.gone }
    )
    if (found.state === 'other') {
      throw new ServiceError('IDEMPOTENCY_KEY_REUSED', 'The key was first sent with a different address or body.')
    }
    if (found.state === 'running') {
      throw new ServiceError('IDEMPOTENCY_KEY_IN_PROGRESS', 'The first request with this key is still in progress.')
    }
    if (found.state === 'ours') {
      tokens.set(request, found.token)
      request.mayHaveRun = found.again
      return
    }
    const { status, headers, body } = found.answer
    await reply.code(status).headers(headers).header('idempotency-replayed', 'true').send(body)
    // Also the end of a connection ends the wait: without this, the handler would run, for nobody and a second time.
    if (!reply.sent) reply.hijack()
  }

  // The answer is stored before it is sent, so that a client that has seen it will get it again.
  app.addHook(
    'onSend',
    payloadHook((request, reply, payload) => {
      const token = tokens.get(request)
      return token === undefined ? undefined : keepAnswer(token, request, reply, payload)
    })
  )

  async function keepAnswer(
    token: string,
    request: FastifyRequest,
    reply: FastifyReply,
    payload: unknown
  ): Promise<void> {
    tokens.delete(request)
    try {
      await settle(token, reply, payload)
    } catch (error) {
      // The answer is still valid. A repetition runs the handler again once the lease of the key expires.
      request.log.warn({ err: error }, 'could not store the answer for repetitions')
    }
  }

  async function settle(token: string, reply: FastifyReply, payload: unknown): Promise<void> {
    const { request, statusCode: status } = reply
    const isSecret = request.routeOptions.config.answersSecret === true
    // Otherwise, a resource that somebody else creates in the meantime would be taken for this request's.
    const hadNoEffect = status >= 500 && !request.mayHaveRun && request.trail?.mayHaveWritten === false
    if (hadNoEffect) await store.forget(token)
    else if (status >= 500 || isSecret) await store.release(token)
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

/** A hash of address, media type and body, regardless of the order of members. */
function fingerprintOf({ method, url, headers, body }: FastifyRequest): string {
  const type = (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''
  return hash(method, url, type, headers.accept ?? '', JSON.stringify(body ?? null, inOrder))
}

function inOrder(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Each part is prefixed by its length, so that different lists of parts differ. */
function hash(...parts: string[]): string {
  const sha256 = createHash('sha256')
  for (const part of parts) sha256.update(`${Buffer.byteLength(part)}:`).update(part)
  return sha256.digest('hex')
}

/** Formats a hash as a UUID; version 8 is for values that applications derive themselves (RFC 9562). */
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
