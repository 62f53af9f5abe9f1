// @ts-check
/**
 * Creates, changes and deletes distributions while Frontage is killed. Afterwards each idempotency key must have created one
 * distribution, each change must have been written once, and each deletion must have disabled once and deleted once.
 */
import '../../dist/process/quiet-sdk.js'
import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { CloudFrontClient, GetDistributionConfigCommand, paginateListDistributions } from '@aws-sdk/client-cloudfront'
import { countEffects, recordCalls } from './calls.js'

const WORKERS = 8
/** CloudFront's quota is 200 for an account. */
const SURVIVORS_MAX = 40
const IN_PROGRESS = new Set(['queued', 'running', 'waiting', 'cancelling'])
const END_MS_MAX = 300_000

/** @typedef {{ id: string, key: string, writes: number, wanted: { comment?: string, defaultRootObject?: string } }} Made */

/** @param {import('./world.js').World} world @returns {import('./world.js').Scenario} */
export function createScenario({ cloudFront, call }) {
  const calls = recordCalls(cloudFront)
  /** @type {Made[]} */
  const survivors = []
  /** Deleted ones, with the operations that were acknowledged. @type {Map<string, { made: Made, operations: Set<string> }>} */
  const deleted = new Map()
  /** @type {string[]} */
  const violations = []

  /** @returns {Promise<Made>} */
  async function create() {
    const key = randomUUID()
    const post = () =>
      call('/distributions', {
        method: 'POST',
        headers: { 'idempotency-key': key },
        body: { origins: [{ domainName: `${key}.example.com` }] }
      })
    const answers = await Promise.all(Math.random() < 0.3 ? [post(), post()] : [post()])
    const [first] = answers
    for (const { status, body } of answers) {
      if (status !== 201) violations.push(`POST with key ${key} was answered ${status}: ${JSON.stringify(body)}`)
      if (body?.id !== first?.body.id) violations.push(`key ${key} created ${first?.body.id} and ${body?.id}`)
    }
    return { id: first?.body.id, key, writes: 0, wanted: {} }
  }

  /** @param {Made} made @param {'comment' | 'defaultRootObject'} member @param {number} n */
  async function change(made, member, n) {
    const value = `${member}-${n}`
    made.wanted[member] = value
    made.writes += 1
    const { status, body } = await call(`/distributions/${made.id}`, {
      method: 'PATCH',
      type: 'application/merge-patch+json',
      body: { [member]: value }
    })
    if (status !== 200) violations.push(`PATCH of ${made.id} was answered ${status}: ${JSON.stringify(body)}`)
  }

  /** @param {Made} made */
  async function remove(made) {
    const operations = new Set()
    deleted.set(made.id, { made, operations })
    const path = `/distributions/${made.id}`
    const { status, headers, body } = await call(path, { method: 'DELETE', headers: { prefer: 'respond-async' } })
    const location = headers.get('location')
    // The first answer may have been lost, and the operation may be running or have ended.
    const isKnown = (status === 409 && body.code === 'OPERATION_IN_PROGRESS') || status === 404
    if (status === 202) operations.add(body.id)
    else if (isKnown && location) operations.add(location.split('/').at(-1))
    else if (!isKnown) violations.push(`DELETE of ${made.id} was answered ${status}: ${JSON.stringify(body)}`)
  }

  /** @param {AbortSignal} signal */
  async function work(signal) {
    while (!signal.aborted) {
      const made = await create()
      for (let n = 1; n <= 2; n += 1) {
        const together = Math.random() < 0.5
        await Promise.all([change(made, 'comment', n), ...(together ? [change(made, 'defaultRootObject', n)] : [])])
      }
      if (survivors.length < SURVIVORS_MAX && Math.random() < 0.1) survivors.push(made)
      else await remove(made)
    }
  }

  /** All operations, once none is in progress or the time is up. */
  async function endedOperations() {
    const until = performance.now() + END_MS_MAX
    for (;;) {
      const operations = await listOperations()
      // One list for all: with a list per status, an operation could move from one to another in between.
      const open = [...operations.values()].filter(({ status }) => IN_PROGRESS.has(status))
      if (open.length === 0) return operations
      if (performance.now() > until) {
        violations.push(`an operation did not end: ${JSON.stringify(open[0])}`)
        return operations
      }
      await delay(500)
    }
  }

  async function listOperations() {
    /** @type {Map<string, any>} */
    const operations = new Map()
    let cursor
    do {
      const query = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`
      const { body } = await call(`/operations?limit=100${query}`)
      for (const operation of body.items) operations.set(operation.id, operation)
      cursor = body.nextCursor
    } while (cursor !== undefined)
    return operations
  }

  /** The configurations of all distributions at CloudFront, by id, read without Frontage. */
  async function readDistributions() {
    const client = new CloudFrontClient({
      endpoint: cloudFront,
      region: 'us-east-1',
      credentials: { accessKeyId: 'crash', secretAccessKey: 'crash' }
    })
    const found = new Map()
    for await (const { DistributionList } of paginateListDistributions({ client }, {})) {
      for (const { Id = '' } of DistributionList?.Items ?? []) {
        const { DistributionConfig } = await client.send(new GetDistributionConfigCommand({ Id }))
        found.set(Id, DistributionConfig)
      }
    }
    client.destroy()
    return found
  }

  return {
    async load(signal) {
      await Promise.all(Array.from({ length: WORKERS }, () => work(signal)))
    },

    async check() {
      const operations = await endedOperations()
      const seen = await calls.all()
      violations.push(
        ...wrongOperations(operations, deleted),
        ...wrongState(await readDistributions(), survivors, deleted),
        ...wrongEffects(seen, survivors, deleted)
      )
      return violations
    },

    figures: () => ({ created: survivors.length + deleted.size, deleted: deleted.size, kept: survivors.length })
  }
}

/** @param {Map<string, any>} operations @param {Map<string, { operations: Set<string> }>} deleted */
function wrongOperations(operations, deleted) {
  const wrong = [...operations.values()]
    .filter(({ status }) => status !== 'succeeded')
    .map(operation => `an operation did not succeed: ${JSON.stringify(operation)}`)
  for (const { operations: acknowledged } of deleted.values()) {
    for (const id of acknowledged) if (!operations.has(id)) wrong.push(`operation ${id} was accepted but is unknown`)
  }
  const resources = new Set([...operations.values()].map(({ resource }) => resource))
  for (const id of deleted.keys()) {
    if (!resources.has(`/distributions/${id}`)) wrong.push(`no operation has deleted ${id}`)
  }
  return wrong
}

/** @param {Map<string, any>} found @param {readonly Made[]} survivors @param {Map<string, unknown>} deleted */
function wrongState(found, survivors, deleted) {
  const wrong = []
  for (const { id, wanted } of survivors) {
    const config = found.get(id)
    if (!config) wrong.push(`${id} was created and has disappeared`)
    else if (
      config.Comment !== wanted.comment ||
      (config.DefaultRootObject || undefined) !== wanted.defaultRootObject
    ) {
      wrong.push(`${id} lost a change: ${config.Comment} ${config.DefaultRootObject}, not ${JSON.stringify(wanted)}`)
    }
  }
  const known = new Set(survivors.map(({ id }) => id))
  for (const id of found.keys()) {
    if (deleted.has(id)) wrong.push(`${id} was deleted but still exists`)
    else if (!known.has(id)) wrong.push(`${id} was created by no answered request`)
  }
  return wrong
}

/** @param {readonly import('./calls.js').SeenCall[]} calls @param {readonly Made[]} survivors @param {Map<string, { made: Made }>} deleted */
function wrongEffects(calls, survivors, deleted) {
  const wrong = []
  const all = [...survivors, ...[...deleted.values()].map(({ made }) => made)]
  const created = countEffects(calls, 'CreateDistribution').get('') ?? 0
  const ids = new Set(all.map(({ id }) => id))
  if (created !== all.length) wrong.push(`${all.length} keys created ${created} distributions`)
  if (ids.size !== all.length) wrong.push(`${all.length} keys were answered with ${ids.size} distributions`)
  const updated = countEffects(calls, 'UpdateDistribution')
  const removed = countEffects(calls, 'DeleteDistribution')
  for (const { id, writes } of all) {
    const disabled = deleted.has(id) ? 1 : 0
    if ((updated.get(id) ?? 0) !== writes + disabled) {
      wrong.push(`${id} was updated ${updated.get(id) ?? 0} times, not ${writes} and ${disabled} for its deletion`)
    }
    if ((removed.get(id) ?? 0) !== disabled) wrong.push(`${id} was deleted ${removed.get(id) ?? 0} times`)
  }
  return wrong
}
