import { setTimeout } from 'node:timers/promises'
import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { forAllRoutes } from './for-all-routes.ts'
import { hook, payloadHook } from './hooks.ts'
import { type AuditEnd, type AuditFacts, type NewAuditRecord, type Outcome } from '../audit/record.ts'
import { distributionIn } from '../audit/store.ts'
import { type CountedEnd } from '../audit/limit.ts'
import { type Trail } from '../audit/trail.ts'
import { catalogue, type ErrorCode, isServiceError } from '../errors.ts'
import { DRY_RUN_PREFIX } from './dry-runs.ts'
import { problemCodeOf, UNKNOWN_EFFECT } from './problems.ts'
import { accountOfRequest, attachTrail, operationAt } from './request-context.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What a record is about if the address does not say it; also called for requests that are refused. */
    recordedAs?: (request: FastifyRequest) => Promise<{ readonly resource: string; readonly operation?: string }>
  }

  interface FastifyRequest {
    /** The record of a request that may write, from its handler on. */
    trail: Trail | undefined
  }
}

export interface AuditOptions {
  /** `account` is the name of one of several AWS accounts. */
  readonly open: (facts: AuditFacts, account?: string) => Trail
  /** Whether a request that has written nothing gets a record of its own. */
  readonly admit: (facts: AuditFacts, end: CountedEnd) => boolean
  /** A record in the form of the log. */
  readonly lineOf: (record: NewAuditRecord) => object
  /** How long an answer waits for its record at most. */
  readonly waitMs?: number
}

const RESOURCE_LENGTH_MAX = 500
const WAIT_MS_MAX = 2_000

/**
 * Every request that may write leaves a record, with its resource from the route, its changes from the code that makes
 * them (`currentTrail`), and its outcome from the answer. The record is durable before the answer is sent; if the store
 * takes longer than an answer can wait, only the record of the intent is.
 */
export const audit = forAllRoutes<AuditOptions>(async (app: FastifyInstance, options) => {
  const { open, admit, lineOf, waitMs = WAIT_MS_MAX } = options
  app.decorateRequest('trail', undefined)
  /** Records that their answers did not wait for. */
  const endings = new Set<Promise<void>>()
  app.addHook('onClose', async () => {
    await Promise.all(endings)
  })

  // After validation, before any call to CloudFront.
  app.addHook(
    'preHandler',
    hook(request => {
      if (!mayWrite(request)) return
      request.trail = open(factsOf(request), accountOfRequest(request))
      attachTrail(request, request.trail)
    })
  )

  app.addHook(
    'onSend',
    payloadHook((request, reply) => (mayWrite(request) ? record(request, reply) : undefined))
  )

  /** Without a promise if the record has been stored already. */
  function record(request: FastifyRequest, reply: FastifyReply): Promise<void> | undefined {
    // Requests that are refused before their handler have no trail yet.
    request.trail ??= open(factsOf(request, reply.statusCode), accountOfRequest(request))
    const { trail } = request
    noteAnswer(trail, reply)
    const end = endOf(request, reply, trail)
    const replayed = reply.hasHeader('idempotency-replayed')
    if (hasWrittenNothing(trail, reply) && !admit(trail.facts, { outcome: end.outcome, replayed })) return undefined
    const log = (records: readonly NewAuditRecord[]) => {
      for (const record of records) request.log.info({ audit: lineOf(record) }, 'audit')
    }
    const recorded = trail.endRecorded(end)
    if (recorded) {
      log(recorded)
      return undefined
    }
    const ending = noteSubject(request, reply, trail)
      .then(() => trail.end(end))
      .then(
        log,
        // The answer is still correct; a record that was begun keeps the outcome `unknown`.
        (error: unknown) =>
          request.log.error({ err: error, audit: trail.facts }, 'the outcome of a write could not be recorded')
      )
    endings.add(ending)
    void ending.finally(() => endings.delete(ending))
    // A slow store must not delay the answer further: the record is completed afterwards.
    return endedWithin(ending, waitMs)
  }
})

async function endedWithin(ending: Promise<void>, waitMs: number): Promise<void> {
  const answered = new AbortController()
  await Promise.race([ending, setTimeout(waitMs, undefined, { signal: answered.signal }).catch(() => undefined)])
  answered.abort()
}

const SAFE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Routes that only read although their method is not GET need only a scope for reading. */
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
    // A caller without a valid token is unknown.
    caller: status === 401 ? undefined : { id: request.caller.id, name: request.caller.name },
    source: request.ip,
    resource,
    distribution: distributionIn(resource),
    dryRun: isDryRun || String(dryRun) === 'true',
    requestId: request.id
  }
}

/** The canonical address of the resource, by which its history is found, however the caller spelt it. */
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

/**
 * A record that the store has already is about what its transaction noted. Parameters that were not, or may not have been,
 * checked are not looked up.
 */
async function noteSubject(request: FastifyRequest, { statusCode }: FastifyReply, trail: Trail): Promise<void> {
  const { recordedAs } = request.routeOptions.config
  if (!recordedAs || trail.mayHaveWritten || statusCode === 400 || statusCode === 401) return
  try {
    const about = await recordedAs(request)
    trail.note({ ...about, distribution: distributionIn(about.resource) })
  } catch (error) {
    // Then its subject is its address. What does not exist, or cannot be read, is in the answer already.
    if (!isServiceError(error)) request.log.error({ err: error }, 'the subject of a record could not be read')
  }
}

/** Location has the address of the created resource, or of the operation. */
function noteAnswer(trail: Trail, reply: FastifyReply): void {
  if (reply.hasHeader('idempotency-replayed')) trail.note({ replayed: true })
  const location = reply.getHeader('location')
  if (typeof location !== 'string' || reply.statusCode >= 400) return
  const operation = operationAt(location)
  if (operation !== undefined) trail.note({ operation })
  else if (reply.statusCode === 201) {
    // An address may name its account in a query. The record names it anyway, and those of later writes have the path alone.
    const resource = location.split('?', 1)[0] ?? location
    trail.note({ resource, distribution: distributionIn(resource) })
  }
}

function hasWrittenNothing({ facts, begun }: Trail, reply: FastifyReply): boolean {
  return !begun && (facts.dryRun || reply.statusCode >= 400 || reply.hasHeader('idempotency-replayed'))
}

function endOf(request: FastifyRequest, { statusCode: status }: FastifyReply, trail: Trail): AuditEnd {
  const code = problemCodeOf(request)
  return { outcome: status < 400 ? 'succeeded' : outcomeOfFailure(code ?? 'INTERNAL', trail), status, code }
}

/** The outcome of a write that ended with a problem. */
export function outcomeOfFailure(code: ErrorCode, { hasWritten, mayHaveWritten }: Trail): Outcome {
  // A part of it was done, or may have been.
  if (hasWritten || (mayHaveWritten && (UNKNOWN_EFFECT.has(code) || code === 'INTERNAL'))) return 'unknown'
  return catalogue[code].status < 500 ? 'refused' : 'failed'
}
