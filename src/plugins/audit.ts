import { setTimeout } from 'node:timers/promises'
import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { forAllRoutes } from './for-all-routes.ts'
import { type AuditEnd, type AuditFacts, type NewAuditRecord, type Outcome } from '../audit/record.ts'
import { distributionIn } from '../audit/store.ts'
import { type Trail } from '../audit/trail.ts'
import { catalogue, type ErrorCode } from '../errors.ts'
import { DRY_RUN_PREFIX } from './dry-runs.ts'
import { problemCodeOf, UNKNOWN_EFFECT } from './problems.ts'
import { accountOfRequest, attachTrail, operationAt } from './request-context.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The record of the write that this request is; undefined where it is none, and before its handler. */
    trail: Trail | undefined
  }
}

export interface AuditOptions {
  /** `account` is the name of one of several AWS accounts. */
  readonly open: (facts: AuditFacts, account?: string) => Trail
  /** Whether a request that has written nothing is to have a record of its own. */
  readonly admit: (facts: AuditFacts) => boolean
  /** As the log has a record. */
  readonly lineOf: (record: NewAuditRecord) => object
  /** How long an answer waits for its record. */
  readonly patienceMs?: number
}

const RESOURCE_LENGTH_MAX = 500
const PATIENCE_MS = 2_000

/**
 * Every request that may write leaves a record: what it is about is known from its route, what it does is noted on the way
 * (`currentTrail`), how it ends is known from its answer. The record is durable before the answer is sent,
 * unless the store takes longer than an answer can wait: then what was begun is there.
 */
export const audit = forAllRoutes<AuditOptions>(async (app: FastifyInstance, options) => {
  const { open, admit, lineOf, patienceMs = PATIENCE_MS } = options
  app.decorateRequest('trail', undefined)
  /** Of answers that did not wait for them. */
  const endings = new Set<Promise<void>>()
  app.addHook('onClose', async () => {
    await Promise.all(endings)
  })

  // After validation. CloudFront is asked for nothing before.
  app.addHook('preHandler', async request => {
    if (!mayWrite(request)) return
    request.trail = open(factsOf(request), accountOfRequest(request))
    attachTrail(request, request.trail)
  })

  app.addHook('onSend', async (request, reply, payload) => {
    if (!mayWrite(request)) return payload
    // What is refused early has got no further than here.
    request.trail ??= open(factsOf(request, reply.statusCode), accountOfRequest(request))
    const { trail } = request
    noteAnswer(trail, reply)
    if (hasWrittenNothing(trail, reply) && !admit(trail.facts)) return payload
    const end = endOf(request, reply, trail)
    const log = (records: readonly NewAuditRecord[]) => {
      for (const record of records) request.log.info({ audit: lineOf(record) }, 'audit')
    }
    const recorded = trail.endRecorded(end)
    if (recorded) {
      log(recorded)
      return payload
    }
    const ending = trail.end(end).then(
      log,
      // The answer is true all the same. What was begun stays as one whose outcome is not known.
      (error: unknown) =>
        request.log.error({ err: error, audit: trail.facts }, 'the outcome of a write could not be recorded')
    )
    endings.add(ending)
    void ending.finally(() => endings.delete(ending))
    // Nor does it wait for a slow store without end: the rest is done behind it.
    const patience = new AbortController()
    await Promise.race([ending, setTimeout(patienceMs, undefined, { signal: patience.signal }).catch(() => undefined)])
    patience.abort()
    return payload
  })
})

const SAFE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Some routes answer a question, though their method is not GET: then reading is all that a caller must be granted. */
function mayWrite({ method, is404, routeOptions: { config, schema, url } }: FastifyRequest): boolean {
  if (SAFE.has(method) || is404 || schema?.operationId === undefined) return false
  return config.scope?.endsWith(':read') !== true || isDryRunRoute(url)
}

function isDryRunRoute(url = ''): boolean {
  return url.startsWith(`${DRY_RUN_PREFIX}/`)
}

function factsOf(request: FastifyRequest, status?: number): AuditFacts {
  const { url, schema } = request.routeOptions
  const isDryRun = isDryRunRoute(url)
  const resource = addressOf(request).slice(0, RESOURCE_LENGTH_MAX)
  const { dryRun } = (request.query ?? {}) as { dryRun?: unknown }
  return {
    action: isDryRun ? withoutPrefix(schema?.operationId ?? '') : (schema?.operationId ?? ''),
    // Whoever is not let in is nobody.
    caller: status === 401 ? undefined : { id: request.caller.id, name: request.caller.name },
    source: request.ip,
    resource,
    distribution: distributionIn(resource),
    dryRun: isDryRun || String(dryRun) === 'true',
    requestId: request.id
  }
}

/** Of what is written, however the caller spelt it: one thing has one address, by which its history is found. */
function addressOf({ routeOptions: { url = '' }, params }: FastifyRequest): string {
  const path = (isDryRunRoute(url) ? url.slice(DRY_RUN_PREFIX.length) : url).replace(/(?<=.)\/$/, '')
  const given = params as Readonly<Record<string, unknown>>
  return path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(given[name])))
}

/** `dryRunPatchDistribution` is `patchDistribution`. */
function withoutPrefix(operationId: string): string {
  const name = operationId.replace(/^dryRun/, '')
  return name.charAt(0).toLowerCase() + name.slice(1)
}

/** What was created, or begun, is what Location says. */
function noteAnswer(trail: Trail, reply: FastifyReply): void {
  if (reply.hasHeader('idempotency-replayed')) trail.note({ replayed: true })
  const location = reply.getHeader('location')
  if (typeof location !== 'string' || reply.statusCode >= 400) return
  const operation = operationAt(location)
  if (operation !== undefined) trail.note({ operation })
  else if (reply.statusCode === 201) trail.note({ resource: location, distribution: distributionIn(location) })
}

function hasWrittenNothing({ facts, begun }: Trail, reply: FastifyReply): boolean {
  return !begun && (facts.dryRun || reply.statusCode >= 400 || reply.hasHeader('idempotency-replayed'))
}

function endOf(request: FastifyRequest, { statusCode: status }: FastifyReply, trail: Trail): AuditEnd {
  const code = problemCodeOf(request)
  return { outcome: status < 400 ? 'succeeded' : outcomeOfFailure(code ?? 'INTERNAL', trail), status, code }
}

/** Of a write that ended with a problem. */
export function outcomeOfFailure(code: ErrorCode, { hasWritten, mayHaveWritten }: Trail): Outcome {
  // A part of it is done, or nobody knows what is.
  if (hasWritten || (mayHaveWritten && (UNKNOWN_EFFECT.has(code) || code === 'INTERNAL'))) return 'unknown'
  return catalogue[code].status < 500 ? 'refused' : 'failed'
}
