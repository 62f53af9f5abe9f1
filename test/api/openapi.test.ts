import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { catalogue } from '../../src/errors.ts'
import { openApiDocument } from '../../src/openapi-document.ts'
import { projectFolder } from '../helpers/project.ts'
import { startApp } from '../helpers/start-app.ts'

interface MediaType {
  readonly schema: object
  readonly example?: unknown
  readonly examples?: Record<string, { value: unknown }>
}
interface Operation {
  readonly operationId: string
  readonly summary: string
  readonly tags: string[]
  readonly security?: object[]
  readonly requestBody?: { readonly content: Record<string, MediaType> }
  readonly responses: Record<string, { readonly description: string; readonly content?: Record<string, MediaType> }>
}
interface Document {
  readonly tags: { readonly name: string }[]
  readonly paths: Record<string, Record<string, Operation>>
  readonly components: { readonly schemas: Record<string, object> }
}

const document = (await openApiDocument()) as Document
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, ...operation }))
)

test('the committed document is what the routes say (else: npm run openapi)', () => {
  const committed = readFileSync(join(projectFolder, 'openapi/openapi.json'), 'utf8')
  expect(JSON.parse(committed)).toEqual(JSON.parse(JSON.stringify(document)))
})

test('every operation has an id of its own, a summary and a known tag', () => {
  const ids = operations.map(({ operationId }) => operationId)
  expect(new Set(ids).size).toBe(ids.length)
  const tags = document.tags.map(({ name }) => name)
  for (const { operationId, summary, tags: own } of operations) {
    expect(operationId).toMatch(/^[a-z]+[A-Za-z]+$/)
    expect(summary, operationId).toBeTruthy()
    expect(tags, operationId).toEqual(expect.arrayContaining(own))
    expect(own, operationId).toHaveLength(1)
  }
})

test('every failure is a problem, and names codes of the catalogue with their own status', () => {
  for (const { operationId, responses } of operations) {
    for (const [status, { description, content }] of Object.entries(responses)) {
      if (Number(status) < 400 || operationId === 'getReadiness') continue
      expect(Object.keys(content ?? {}), `${operationId} ${status}`).toEqual(['application/problem+json'])
      const codes = [...description.matchAll(/`([A-Z][A-Z0-9_]+)`/g)].map(([, code]) => code as keyof typeof catalogue)
      expect(codes.length, `${operationId} ${status}`).toBeGreaterThan(0)
      for (const code of codes) expect(catalogue[code].status, `${operationId} ${code}`).toBe(Number(status))
    }
  }
})

test('every operation but health says what happens without a token, and to a request that is too much', () => {
  for (const { operationId, tags, responses, requestBody } of operations) {
    if (tags[0] === 'Service') continue
    expect(Object.keys(responses), operationId).toEqual(expect.arrayContaining(['401', '421', '500', '504']))
    if (requestBody) expect(Object.keys(responses), operationId).toEqual(expect.arrayContaining(['413', '415']))
  }
})

const ajv = new Ajv2020({ strict: false, formats: { 'date-time': true } })
ajv.addSchema(document, 'document')

function validatorOf(operation: (typeof operations)[number], status: number): ValidateFunction {
  const pointer = [
    'paths',
    operation.path,
    operation.method,
    'responses',
    String(status),
    'content',
    'application/json',
    'schema'
  ]
  const found = ajv.getSchema(
    `document#/${pointer.map(step => encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`
  )
  if (!found) throw new Error(`${operation.operationId} has no schema for ${status}`)
  return found
}

test('the examples work as they stand, and every answer fits its schema', async () => {
  const { request, emulator } = await startApp()
  const made = { distributionId: '', invalidationId: '', errorCode: '404' }
  // What is made comes first, what is removed last.
  const order = ['post', 'put', 'get', 'delete']
  const depth = ({ method, path }: { method: string; path: string }) => (method === 'delete' ? -1 : 1) * path.length
  const inOrder = operations.toSorted(
    (a, b) => order.indexOf(a.method) - order.indexOf(b.method) || depth(a) - depth(b)
  )
  for (const operation of inOrder) {
    const { method, path, operationId, requestBody } = operation
    const url = path.replace(/\{(\w+)\}/g, (_, name: keyof typeof made) => made[name])
    const json = requestBody?.content['application/json']
    const example = json?.example ?? Object.values(json?.examples ?? {})[0]?.value
    if (requestBody) expect(example, `${operationId} has an example`).toBeDefined()
    const response = await request[method as 'get'](url).send(example as object | undefined)
    expect(response.status, `${operationId}: ${response.text}`).toBeLessThan(300)
    if (operationId === 'createDistribution') made.distributionId = response.body.id
    if (operationId === 'createInvalidation') made.invalidationId = response.body.id
    emulator.clock.advance(10)
    if (response.status === 204) continue
    const valid = validatorOf(operation, response.status)
    expect(valid(response.body), `${operationId}: ${ajv.errorsText(valid.errors)}`).toBe(true)
  }
})
