import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  type CloudFrontClient,
  CreateContinuousDeploymentPolicyCommand,
  CreateDistributionCommand,
  CreateDistributionTenantCommand
} from '@aws-sdk/client-cloudfront'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { expect, test, vi } from 'vitest'
import { catalogue } from '../../src/errors.ts'
import { namesOfAnswer } from '../../src/plugins/answer-examples.ts'
import { recordedAnswers } from '../../src/plugins/recorded-answers.ts'
import { sample } from '../emulator/sample-config.ts'
import { openApiDocument } from '../../src/openapi-document.ts'
import { expandedDocument } from '../helpers/expanded-document.ts'
import { projectFolder } from '../helpers/project.ts'
import { startApp } from '../helpers/start-app.ts'

interface MediaType {
  readonly schema: object
  readonly example?: unknown
  readonly examples?: Record<string, { summary?: string; value: unknown }>
}
interface Operation {
  readonly operationId: string
  readonly summary: string
  readonly tags: string[]
  readonly security?: object[]
  readonly parameters?: {
    readonly in: string
    readonly name: string
    readonly example?: unknown
    readonly schema: { readonly default?: unknown; readonly examples?: unknown }
  }[]
  readonly requestBody?: { readonly content: Record<string, MediaType> }
  readonly responses: Record<string, { readonly description: string; readonly content?: Record<string, MediaType> }>
}
interface Document {
  readonly tags: { readonly name: string }[]
  readonly paths: Record<string, Record<string, Operation>>
  readonly components: { readonly schemas: Record<string, object> }
}

const document = (await expandedDocument()) as unknown as Document
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, ...operation }))
)

test('the committed document is what the routes say (else: npm run openapi)', async () => {
  const committed = readFileSync(join(projectFolder, 'openapi/openapi.json'), 'utf8')
  expect(JSON.parse(committed)).toEqual(JSON.parse(JSON.stringify(await openApiDocument())))
})

test('an answer names each code of a problem once', () => {
  for (const { operationId, responses } of operations) {
    for (const [status, { description }] of Object.entries(responses)) {
      const codes = description.match(/`[A-Z_]+`/g) ?? []
      expect(codes, `${operationId} ${status}`).toEqual([...new Set(codes)])
    }
  }
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
    expect(Object.keys(responses), operationId).toEqual(expect.arrayContaining(['401', '421', '500']))
    if (requestBody) expect(Object.keys(responses), operationId).toEqual(expect.arrayContaining(['413', '415']))
  }
})

test('a write answers one type as application/json: what a dry run answers has a media type of its own', async () => {
  const unions = operations.filter(({ responses }) =>
    Object.values(responses).some(
      ({ content }) => content?.['application/json'] && 'anyOf' in content['application/json'].schema
    )
  )
  expect(unions.map(({ operationId }) => operationId)).toEqual([])
  const { request } = await startApp()
  const body = { origins: [{ domainName: 'mybucket.s3.amazonaws.com' }] }
  const response = await request.post('/distributions?dryRun=true').send(body)
  expect(response.headers['content-type']).toMatch(/^application\/vnd\.frontage\.dry-run\+json(;|$)/)
  expect(response.body).toMatchObject({ dryRun: true, valid: true })
})

test('a body has one media type, and an answer one beside a dry run: of two some generators send none', async () => {
  const { paths } = (await openApiDocument()) as Document
  for (const { operationId, requestBody, responses } of Object.values(paths).flatMap(path => Object.values(path))) {
    if (requestBody) expect(Object.keys(requestBody.content), operationId).toEqual(['application/json'])
    for (const { content = {} } of Object.values(responses)) {
      const types = Object.keys(content).filter(type => type !== 'application/vnd.frontage.dry-run+json')
      expect(types.length, operationId).toBeLessThanOrEqual(1)
    }
  }
})

test('every answer declares its headers, and nothing without content has a body', () => {
  for (const { operationId, method, parameters = [], responses } of operations) {
    for (const [status, { content, ...answer }] of Object.entries(responses)) {
      const { headers = {} } = answer as { headers?: object }
      expect(Object.keys(headers), operationId).toEqual(expect.arrayContaining(['X-Request-Id', 'X-Frontage-Backend']))
      if (status === '204' || status === '304') expect(content, `${operationId} ${status}`).toBeUndefined()
      if (status === '429' || status === '503') expect(headers, operationId).toHaveProperty('Retry-After')
      if (!status.startsWith('2')) continue
      if (method === 'post') expect(headers, operationId).toHaveProperty('Idempotency-Replayed')
      const names = parameters.map(({ name }) => name)
      if (names.includes('prefer')) expect(headers, operationId).toHaveProperty('Preference-Applied')
      if (names.includes('cursor')) expect(headers, operationId).toHaveProperty('Link')
    }
  }
})

test('what several operations say is said once, and the document is small', async () => {
  const shared = (await openApiDocument()) as Document
  const inline = Object.values(shared.paths)
    .flatMap(methods => Object.values(methods))
    .flatMap(({ responses }) => Object.values(responses))
    .filter(answer => !('$ref' in answer))
  expect(new Set(inline.map(answer => JSON.stringify(answer))).size).toBe(inline.length)
  // Bytes that a client reads; a tenth of it goes over the wire.
  expect(JSON.stringify(shared).length).toBeLessThan(410_000)
})

test('no two schemas differ in their names alone', () => {
  const { schemas } = document.components
  const spelledOut = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(spelledOut)
    if (typeof value !== 'object' || value === null) return value
    if ('$ref' in value) return spelledOut(schemas[String(value.$ref).split('/').at(-1) ?? ''])
    const { description: _, examples: __, ...rest } = value as Record<string, unknown>
    return Object.fromEntries(Object.entries(rest).map(([key, member]) => [key, spelledOut(member)]))
  }
  const names = new Map<string, string[]>()
  for (const [name, schema] of Object.entries(schemas)) {
    // What may be in a merge patch is said in words, and depends on what is patched.
    if (name.endsWith('Patch')) continue
    const text = JSON.stringify(spelledOut(schema))
    names.set(text, [...(names.get(text) ?? []), name])
  }
  // CloudFront's own structures, which mean different things.
  const lists = [
    'CloudFront.Aliases',
    'CloudFront.CookieNames',
    'CloudFront.Headers',
    'CloudFront.QueryStringCacheKeys'
  ]
  const trusted = ['', 'CloudFront.'].map(prefix => [`${prefix}TrustedKeyGroups`, `${prefix}TrustedSigners`])
  const twins = [...names.values()].filter(same => same.length > 1).map(same => same.join())
  const different = [lists, ...trusted, ['TrustedKeyGroupsInput', 'TrustedSignersInput']].map(same => same.join())
  expect(twins.filter(same => !different.includes(same))).toEqual([])
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

test('nothing is filled in that overwrites, removes or hides more than was asked for', () => {
  const filledIn = operations.flatMap(({ operationId, parameters = [] }) =>
    parameters
      .filter(({ in: place }) => place !== 'path')
      .filter(({ example, schema }) => (example ?? schema.default ?? schema.examples) !== undefined)
      .map(({ name }) => `${operationId} ${name}`)
  )
  const harmless = / (limit|dryRun)$/
  expect(filledIn.filter(each => !harmless.test(each))).toEqual([])
  const group = operations.find(({ operationId }) => operationId === 'createInvalidationGroup')
  const body = group?.requestBody?.content['application/json']
  const examples = [body?.example, ...Object.values(body?.examples ?? {}).map(({ value }) => value)]
  expect(examples.filter(each => each !== undefined)).toEqual([
    expect.objectContaining({ selector: { distributionIds: ['EDFDVBD632BHDS5'] } }),
    { urls: ['https://www.example.com/index.html', 'https://www.example.com/img/*'] }
  ])
})

test('every example of a creation works as it stands, and nothing severe is found in what it made', async () => {
  const { request } = await startApp()
  const create = operations.find(({ operationId }) => operationId === 'createDistribution')
  const examples = Object.entries(create?.requestBody?.content['application/json']?.examples ?? {})
  expect(examples.map(([name]) => name)).toEqual([
    'privateBucket',
    'singlePageApp',
    's3Website',
    'ownServer',
    'ec2',
    'loadBalancer'
  ])
  for (const [name, { summary, value }] of examples) {
    expect(summary, name).toBeTruthy()
    const response = await request.post('/distributions?strict=true').send(value as object)
    expect(response.status, `${name}: ${response.text}`).toBe(201)
    expect(
      response.body.findings.filter(({ severity }: { severity: string }) => severity === 'severe'),
      name
    ).toEqual([])
  }
})

test('an invalidation of several distributions by URL works once a host of its own is put in', async () => {
  const { request } = await startApp()
  const { body } = await request.post('/distributions').send({ origins: [{ domainName: 'www.example.com' }] })
  const group = operations.find(({ operationId }) => operationId === 'createInvalidationGroup')
  const { byUrl } = group?.requestBody?.content['application/json']?.examples ?? {}
  const asItStands = await request.post('/invalidations').send(byUrl?.value as object)
  expect(asItStands.status, asItStands.text).toBe(422)
  const { urls } = byUrl?.value as { urls: string[] }
  const own = urls.map(url => url.replace('www.example.com', body.domainName))
  const response = await request.post('/invalidations').send({ urls: own })
  expect(response.status, response.text).toBe(201)
})

test('the examples work as they stand, and every answer fits its schema', async () => {
  const { request, emulator, cloudfront } = await startApp()
  const made = {
    distributionId: '',
    invalidationId: '',
    groupId: '',
    distributionTenantId: '',
    errorCode: '404',
    code: 'ETAG_MISMATCH',
    alias: 'www.example.com',
    originId: 'mybucket.s3.us-east-1.amazonaws.com',
    pathPattern: 'default'
  }
  // What some examples need beside a distribution; what is answered replaces members of the example.
  const given: Readonly<Record<string, () => Promise<object>>> = {
    copyDistribution: async () => change({ httpVersion: 'http2' }),
    async cancelInvalidation() {
      // The guard that was put before holds it back, so that there is something to take back.
      const { body } = await request
        .post(`/distributions/${made.distributionId}/invalidations`)
        .send({ paths: ['/held'] })
      made.invalidationId = body.id
      return {}
    },
    createInvalidationGroup: async () => ({ selector: { distributionIds: [made.distributionId] } }),
    async createDistributionTenantInvalidation() {
      made.distributionTenantId = await createTenant(cloudfront)
      return {}
    },
    async getDistributionTenantInvalidation() {
      const { body } = await request.get(`/distribution-tenants/${made.distributionTenantId}/invalidations`)
      made.invalidationId = body.items[0].id
      return {}
    },
    async cancelDistributionTenantInvalidation() {
      const url = `/distribution-tenants/${made.distributionTenantId}/invalidations`
      const first = await afterOneUnderWay(async path => request.post(url).send({ paths: [path] }))
      made.invalidationId = first.body.id
      return {}
    },
    async cancelInvalidationGroup() {
      const { body } = await request.post('/distributions').send({ origins: [{ domainName: 'www.example.com' }] })
      const selector = { distributionIds: [body.id] }
      const group = await afterOneUnderWay(async path =>
        request.post('/invalidations').send({ selector, paths: [path] })
      )
      made.groupId = group.body.id
      return {}
    },
    async promoteStagingConfig() {
      const { body: staging } = await request.post(`/distributions/${made.distributionId}/copies`).send({})
      await change({ continuousDeploymentPolicyId: await createDeploymentPolicy(cloudfront, staging.domainName) })
      return { stagingDistributionId: staging.id }
    },
    replaceBehavior: async () => ({ targetOriginId: made.originId }),
    async deleteBehavior() {
      made.pathPattern = '%2Fapi%2F*'
      const { status, text } = await request
        .put(`/distributions/${made.distributionId}/behaviors/%2Fapi%2F*`)
        .send({ targetOriginId: made.originId })
      expect(status, text).toBe(201)
      return {}
    },
    async deleteOrigin() {
      made.originId = 'unused'
      const { status, text } = await request
        .put(`/distributions/${made.distributionId}/origins/unused`)
        .send({ domainName: 'unused.example.com' })
      expect(status, text).toBe(201)
      return {}
    },
    async getBucketPolicy() {
      const { body } = await request.get(`/distributions/${made.distributionId}`)
      const [origin, ...others] = body.config.origins
      made.originId = origin.id
      return change({
        origins: [
          {
            ...origin,
            domainName: 'b.s3.amazonaws.com',
            s3OriginConfig: { originAccessIdentity: '' },
            originAccessControlId: 'E2R9E4C0B4J02L'
          },
          ...others
        ]
      })
    },
    replaceDistribution: async () => change({ continuousDeploymentPolicyId: '' }),
    replaceAlias: async () => change({ viewerCertificate: CERTIFICATE })
  }
  const change = async (patch: object) => {
    const response = await request.patch(`/distributions/${made.distributionId}`).set('If-Match', '*').send(patch)
    expect(response.status, response.text).toBe(200)
    return {}
  }
  /** Sends two, while CloudFront refuses to take any: the first is on its way, and the second can be taken back. */
  const afterOneUnderWay = async <Answer>(send: (path: string) => Promise<Answer>): Promise<Answer> => {
    const operations = ['CreateInvalidation', 'CreateInvalidationForDistributionTenant']
    const calls = () => operations.reduce((sum, name) => sum + emulator.calls.count(name), 0)
    emulator.faults.add({ kind: 'error', code: 'AccessDenied', status: 403, operations })
    const before = calls()
    await send('/first')
    await vi.waitFor(() => expect(calls()).toBeGreaterThan(before), { timeout: 10_000 })
    return send('/second')
  }
  // What is made comes first, what is removed last.
  const order = ['post', 'put', 'patch', 'get', 'delete']
  const depth = ({ method, path }: { method: string; path: string }) => (method === 'delete' ? -1 : 1) * path.length
  // Operations have no examples: what can be asked of one depends on how far it is, see operations.test.ts.
  // Events go on until something has ended, and are no JSON; see the tests of each.
  const withExamples = operations.filter(({ path }) => !path.startsWith('/operations/') && !path.endsWith('/events'))
  const inOrder = withExamples.toSorted(
    (a, b) => order.indexOf(a.method) - order.indexOf(b.method) || depth(a) - depth(b)
  )
  const real = new Map<string, unknown>()
  const dryRun = await request.post('/distributions?dryRun=true').send({ origins: [{ domainName: 'www.example.com' }] })
  real.set('DryRun', dryRun.body)
  for (const operation of inOrder) {
    const { method, path, operationId, requestBody, parameters = [] } = operation
    const needed = (await given[operationId]?.()) ?? {}
    const url = path.replace(/\{(\w+)\}/g, (_, name: keyof typeof made) => made[name])
    const json = requestBody?.content['application/json']
    const example = json?.example ?? Object.values(json?.examples ?? {})[0]?.value
    if (requestBody) expect(example, `${operationId} has an example`).toBeDefined()
    const headers = Object.fromEntries(
      parameters
        .filter(({ in: place, name }) => place === 'header' && name === 'if-match')
        .map(each => [each.name, '*'])
    )
    const response = await request[method as 'get'](url)
      .set(headers as Record<string, string>)
      .send(example === undefined ? undefined : { ...(example as object), ...needed })
    expect(response.status, `${operationId}: ${response.text}`).toBeLessThan(300)
    if (operationId === 'createDistribution') made.distributionId = response.body.id
    if (operationId === 'createInvalidation') made.invalidationId = response.body.id
    if (operationId === 'createInvalidationGroup') made.groupId = response.body.id
    emulator.clock.advance(10)
    if (response.status === 204) continue
    const media = operation.responses[response.status]?.content?.['application/json']
    const [name = ''] = namesOfAnswer(operationId, media ?? {})
    if (!real.has(name)) real.set(name, response.body)
    const valid = validatorOf(operation, response.status)
    expect(valid(response.body), `${operationId}: ${ajv.errorsText(valid.errors)}`).toBe(true)
  }
  for (const page of ['/operations', '/health/live']) {
    const { body } = await request.get(page).expect(200)
    real.set(page === '/operations' ? 'listOperations' : 'getLiveness', body)
  }
  if (process.env.RECORD_ANSWERS) return record(real)
  for (const [name, answer] of real) expect(differences(recordedAnswers[name], answer, name), name).toEqual([])
})

test('every answer in JSON has examples that fit its schema', () => {
  for (const operation of operations) {
    for (const [status, { content }] of Object.entries(operation.responses)) {
      const media = content?.['application/json']
      if (!status.startsWith('2') || !media) continue
      const names = namesOfAnswer(operation.operationId, media)
      const { examples = {} } = media
      expect(Object.keys(examples), `${operation.operationId} ${status}`).toEqual(names)
      const valid = validatorOf(operation, Number(status))
      for (const name of names) {
        expect(valid(recordedAnswers[name]), `${operation.operationId} ${name}: ${ajv.errorsText(valid.errors)}`).toBe(
          true
        )
      }
    }
  }
})

/** Where an example has a member that the real answer has not, or one of another type. What is not always there may be missing. */
function differences(example: unknown, answer: unknown, place: string): string[] {
  const kind = (value: unknown) => (Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value)
  if (kind(example) !== kind(answer)) return [`${place}: ${kind(example)} instead of ${kind(answer)}`]
  if (kind(example) !== 'object') return []
  const given = answer as Record<string, unknown>
  return Object.entries(example as object)
    .filter(([name]) => name in given)
    .flatMap(([name, member]) => differences(member, given[name], `${place}/${name}`))
}

function record(answers: Map<string, unknown>): void {
  // Of a list two are enough to see what is in it.
  const short = (answer: unknown) => {
    const { items, ...rest } = answer as { items?: unknown[] }
    return items ? { ...rest, items: items.slice(0, 2) } : rest
  }
  const sorted = [...answers].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([name, answer]) => [name, short(answer)])
  const text = JSON.stringify(Object.fromEntries(sorted), null, 2)
  writeFileSync(
    join(projectFolder, 'src/plugins/recorded-answers.ts'),
    '/** Made by the test of the examples with RECORD_ANSWERS=1, in front of the local CloudFront. */\n' +
      `export const recordedAnswers: Readonly<Record<string, unknown>> = ${text}\n`
  )
}

const CERTIFICATE = {
  cloudFrontDefaultCertificate: false,
  acmCertificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/7779f0ed-5111-45bd-aed3-c5fc27f6f1db',
  sslSupportMethod: 'sni-only',
  minimumProtocolVersion: 'TLSv1.2_2021'
}

/** A tenant of a multi-tenant distribution: there are no routes for either. */
async function createTenant(cloudfront: CloudFrontClient): Promise<string> {
  const DistributionConfig = sample(config => (config.ConnectionMode = 'tenant-only'))
  const { Distribution } = await cloudfront.send(new CreateDistributionCommand({ DistributionConfig }))
  const { DistributionTenant: tenant } = await cloudfront.send(
    new CreateDistributionTenantCommand({
      DistributionId: Distribution?.Id,
      Name: 'tenant',
      Domains: [{ Domain: 'tenant.example.com' }]
    })
  )
  return tenant?.Id ?? ''
}

async function createDeploymentPolicy(cloudfront: CloudFrontClient, stagingDomainName: string) {
  const { ContinuousDeploymentPolicy: policy } = await cloudfront.send(
    new CreateContinuousDeploymentPolicyCommand({
      ContinuousDeploymentPolicyConfig: {
        Enabled: true,
        StagingDistributionDnsNames: { Quantity: 1, Items: [stagingDomainName] },
        TrafficConfig: { Type: 'SingleWeight', SingleWeightConfig: { Weight: 0.1 } }
      }
    })
  )
  return policy?.Id
}
