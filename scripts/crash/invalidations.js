// @ts-check
/**
 * Requests invalidations while Frontage is killed, each path once. Afterwards each path of each accepted request must be in
 * exactly one invalidation at CloudFront: none is lost and none is duplicated.
 */
import '../../dist/process/quiet-sdk.js'
import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { CloudFrontClient, GetInvalidationCommand, paginateListInvalidations } from '@aws-sdk/client-cloudfront'

const WORKERS = 8
const DISTRIBUTIONS = 3
/** Some requests are larger than CloudFront's quota. */
const LARGE_PATHS = 4_000
const LARGE_SHARE = 0.002
/** As many as the local CloudFront can keep; the pause is long enough that 300 runs do not reach it. */
const PATHS_MAX = 1_500_000
const PAUSE_MS_MAX = 300
const END_MS_MAX = 300_000
const FAULTS = [
  // A limit on the rate, like CloudFront's own throttling; refusals at any rate would only slow everything down.
  { kind: 'rateLimit', perSecond: 4 },
  { kind: 'throttle', probability: 0.01 },
  { kind: 'resetAfter', probability: 0.05 },
  { kind: 'resetBefore', probability: 0.03 },
  { kind: 'error', code: 'InternalError', status: 500, probability: 0.02 }
]

/** @typedef {{ id: string, distributionId: string, paths: string[] }} Accepted */

/** @param {import('./world.js').World} world @returns {import('./world.js').Scenario} */
export function createScenario({ cloudFront, call }) {
  /** @type {Accepted[]} */
  const accepted = []
  /** @type {string[]} */
  const violations = []
  /** @type {string[]} */
  let distributionIds = []
  let paths = 0
  let wildcards = 0
  let batches = 0

  async function prepare() {
    const made = Array.from({ length: DISTRIBUTIONS }, () =>
      call('/distributions', {
        method: 'POST',
        headers: { 'idempotency-key': randomUUID() },
        body: { origins: [{ domainName: `${randomUUID()}.example.com` }] }
      })
    )
    distributionIds = (await Promise.all(made)).map(({ body }) => body.id)
    for (const fault of FAULTS) await order({ ...fault, operations: ['CreateInvalidation'] })
  }

  /** @param {object} fault */
  async function order(fault) {
    await fetch(`${cloudFront}/_local/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(fault)
    })
  }

  async function request() {
    const key = randomUUID()
    const distributionId = distributionIds[Math.floor(Math.random() * distributionIds.length)] ?? ''
    const dice = Math.random()
    const count = dice < LARGE_SHARE ? LARGE_PATHS : 1 + Math.floor(Math.random() * 20)
    const own = Array.from({ length: count }, (_, index) => `/${key}/${index}`)
    if (dice > 0.97) own.push(`/wild/${key}/*`)
    const post = () =>
      call(`/distributions/${distributionId}/invalidations`, {
        method: 'POST',
        headers: { 'idempotency-key': key },
        body: { paths: own }
      })
    const answers = await Promise.all(Math.random() < 0.1 ? [post(), post()] : [post()])
    for (const { status, body } of answers) {
      if (status !== 201) violations.push(`a request was answered ${status}: ${JSON.stringify(body)}`)
      if (body?.id !== answers[0]?.body.id) violations.push(`key ${key} created ${answers[0]?.body.id} and ${body?.id}`)
    }
    accepted.push({ id: answers[0]?.body.id, distributionId, paths: own })
    paths += own.length
    wildcards += dice > 0.97 ? 1 : 0
  }

  /** @param {AbortSignal} signal */
  async function work(signal) {
    while (!signal.aborted) {
      if (paths < PATHS_MAX) await request()
      await delay(Math.random() * PAUSE_MS_MAX)
    }
  }

  async function untilEnded() {
    const until = performance.now() + END_MS_MAX
    for (const distributionId of distributionIds) {
      for (const status of ['queued', 'inProgress']) {
        for (;;) {
          const { body } = await call(`/distributions/${distributionId}/invalidations?status=${status}&limit=1`)
          if (body.items.length === 0) break
          if (performance.now() > until) {
            violations.push(`an invalidation did not end: ${JSON.stringify(body.items[0])}`)
            return
          }
          await delay(250)
        }
      }
    }
  }

  /** The invalidations at CloudFront by distribution: how often each path occurs, and the caller references. */
  async function readInvalidations() {
    const client = new CloudFrontClient({
      endpoint: cloudFront,
      region: 'us-east-1',
      credentials: { accessKeyId: 'crash', secretAccessKey: 'crash' }
    })
    /** @type {Map<string, number>} */
    const counts = new Map()
    const references = new Set()
    for (const DistributionId of distributionIds) {
      for await (const { InvalidationList } of paginateListInvalidations({ client }, { DistributionId })) {
        for (const { Id } of InvalidationList?.Items ?? []) {
          const { Invalidation } = await client.send(new GetInvalidationCommand({ DistributionId, Id }))
          const { CallerReference = '', Paths } = Invalidation?.InvalidationBatch ?? {}
          if (references.has(CallerReference)) violations.push(`reference ${CallerReference} has two invalidations`)
          references.add(CallerReference)
          for (const path of Paths?.Items ?? []) {
            const place = `${DistributionId} ${path}`
            counts.set(place, (counts.get(place) ?? 0) + 1)
          }
        }
      }
    }
    client.destroy()
    batches = references.size
    return counts
  }

  return {
    async load(signal) {
      await prepare()
      await Promise.all(Array.from({ length: WORKERS }, () => work(signal)))
    },

    async check() {
      await untilEnded()
      const counts = await readInvalidations()
      let wanted = 0
      for (const { id, distributionId, paths: own } of accepted) {
        wanted += own.length
        const lost = own.filter(path => !counts.has(`${distributionId} ${path}`))
        if (lost.length > 0) violations.push(`${id} lost ${lost.length} of ${own.length} paths, such as ${lost[0]}`)
      }
      const duplicated = [...counts].filter(([, count]) => count > 1)
      if (duplicated.length > 0) {
        violations.push(`${duplicated.length} paths were invalidated more than once, such as ${String(duplicated[0])}`)
      }
      if (counts.size > wanted) violations.push(`${counts.size - wanted} paths were invalidated without a request`)
      const sample = accepted.filter((_, index) => index % Math.ceil(accepted.length / 500) === 0)
      for (const { id, distributionId } of sample) {
        const { status, body } = await call(`/distributions/${distributionId}/invalidations/${id}`)
        if (status !== 200 || body.status !== 'succeeded' || body.progress.completed !== body.progress.total) {
          violations.push(`${id} has not succeeded: ${status} ${JSON.stringify(body)}`)
        }
      }
      return violations
    },

    figures: () => ({ accepted: accepted.length, paths, wildcards, batches })
  }
}
