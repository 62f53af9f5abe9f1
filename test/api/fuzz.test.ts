import { pointerOf } from '../../src/json-pointer.ts'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { expandedDocument } from '../helpers/expanded-document.ts'
import { startApp } from '../helpers/start-app.ts'
import { type Answer, createFuzzClient, realIds } from './fuzz-client.ts'
import { type Document, type FuzzRequest, queriesOf, requestsOf } from './fuzz-requests.ts'

const REQUESTS = 10_000
const ODD_VALUES_OF_QUERY_PARAMETERS = 10
const CONCURRENCY = 8
/** The same requests each time, so that a change fails for what it changes; others with FUZZ_SEED. */
const SEED = Number(process.env.FUZZ_SEED ?? 579_374_615)

const document = (await expandedDocument()) as unknown as Document
const ajv = new Ajv2020({ strict: false, formats: { 'date-time': true } })
ajv.addSchema(document, 'document')

/** What is wrong with an answer, undefined where it is as the document says. */
function violation(
  { path, method, operation, params }: FuzzRequest,
  { status, type, text }: Answer
): string | undefined {
  if (status === 500) return 'a 500'
  const isProblem = type === 'application/problem+json'
  if (status >= 400 && operation?.operationId !== 'getReadiness') {
    if (!isProblem) return `a failure as ${type}`
    if (method === 'head') return undefined
    if (!fits(['components', 'schemas', 'Problem'], JSON.parse(text))) return `no problem: ${text}`
  }
  // A GET's HEAD is not documented, nor what is answered to methods that are not there.
  if (!operation) return status < 400 && method !== 'head' ? 'an undocumented method' : undefined
  // An empty segment makes another address of it.
  if (Object.values(params).includes('')) return undefined
  const documented = operation.responses[String(status)]
  if (!documented) return 'an undocumented status'
  if (documented.content === undefined) return text === '' ? undefined : 'a body where none is documented'
  if (!(type in documented.content)) return `the undocumented type ${type}`
  if (type === 'text/event-stream') return undefined
  const body: unknown = type.endsWith('json') ? JSON.parse(text) : text
  return fits(['paths', path, method, 'responses', String(status), 'content', type, 'schema'], body)
    ? undefined
    : `a body that does not fit: ${ajv.errorsText(validator?.errors)}`
}

let validator: ValidateFunction | undefined

function fits(pointer: string[], value: unknown): boolean {
  validator = ajv.getSchema(`document#${encodeURI(pointerOf(pointer))}`)
  return validator?.(value) === true
}

/** Requests that are not random, spread evenly among those that are. */
function interleaved(random: readonly FuzzRequest[], others: readonly FuzzRequest[]): FuzzRequest[] {
  const until = (index: number) => Math.floor((index * others.length) / random.length)
  return random.flatMap((request, index) => [request, ...others.slice(until(index), until(index + 1))])
}

/** How many different values of each query parameter of the document these requests have. */
function valuesOf(requests: readonly FuzzRequest[]): Map<string, number> {
  const sent = new Map<string, Set<string>>()
  for (const { path, method, query } of requests) {
    for (const pair of query.split('&')) {
      const [name = '', value = ''] = pair.split(/=(.*)/s)
      const of = `${method} ${path} ${name}`
      sent.set(of, (sent.get(of) ?? new Set()).add(value))
    }
  }
  const parameters = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, { parameters = [] }]) =>
      parameters.filter(({ in: place }) => place === 'query').map(({ name }) => `${method} ${path} ${name}`)
    )
  )
  return new Map(parameters.map(of => [of, sent.get(of)?.size ?? 0]))
}

const requests = interleaved(
  fc.sample(requestsOf(document), { numRuns: REQUESTS, seed: SEED }),
  queriesOf(document, ODD_VALUES_OF_QUERY_PARAMETERS)
)

test(`${REQUESTS} odd requests: no 500, and no answer that the document does not know (FUZZ_SEED=${SEED})`, async () => {
  const { url, request, emulator, logs } = await startApp({ bodyLimitBytes: 100_000 })
  const { send, remember } = createFuzzClient({ url, ids: await realIds(request), concurrency: CONCURRENCY })
  const violations: string[] = []
  const statuses = new Map<number, number>()
  const answered: FuzzRequest[] = []
  let next = 0
  const work = async () => {
    for (let each = requests[next++]; each && violations.length < 20; each = requests[next++]) {
      // Deployments end, and quotas become free.
      if (next % 100 === 0) emulator.clock.advance(5)
      const answer = await send(each).catch((error: unknown) => ({ status: 0, type: String(error), text: '' }))
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1)
      if (answer.status !== 0) answered.push(each)
      const what = answer.status === 0 ? answer.type : violation(each, answer)
      remember(each, answer)
      if (what === undefined) continue
      const { operation: _, ...shown } = each
      violations.push(
        `${what}: ${answer.status} ${answer.text.slice(0, 600)} to ${JSON.stringify(shown).slice(0, 1_500)}`
      )
    }
  }
  await Promise.all(Array.from({ length: CONCURRENCY }, work))
  expect(violations.join('\n\n')).toBe('')
  const values = valuesOf(answered)
  expect(values.size).toBeGreaterThan(200)
  expect([...values].filter(([, count]) => count < ODD_VALUES_OF_QUERY_PARAMETERS)).toEqual([])
  // Else it has asked for nothing that there is. How many that are is a matter of the seed.
  for (const status of [200, 201, 204, 400, 404, 405]) expect(statuses.get(status), String(status)).toBeGreaterThan(0)
  await request.get('/health/live').expect(200)
  await request.get('/health/ready').expect(200)
  expect(logs.filter(line => line.includes('"level":50') || line.includes('"level":60'))).toEqual([])
}, 300_000)
