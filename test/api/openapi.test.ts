import { pointerOf } from '../../src/json-pointer.ts'
import { structures } from '../../src/cloudfront/model/shapes.ts'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type CloudFrontClient, CreateContinuousDeploymentPolicyCommand } from '@aws-sdk/client-cloudfront'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { afterAll, expect, test, vi } from 'vitest'
import { catalogue } from '../../src/errors.ts'
import { DRY_RUN_JSON } from '../../src/plugins/media-types.ts'
import { namesOfAnswer } from '../../src/plugins/answer-examples.ts'
import { GENERAL_CODES } from '../../src/plugins/general-answers.ts'
import { codesIn } from '../../src/plugins/problem-schema.ts'
import { recordedAnswers } from '../../src/plugins/recorded-answers.ts'
import { methodsOf } from '../../src/plugins/shared-parts.ts'
import { table } from '../../src/resources/families/table.ts'
import { openApiDocument } from '../../src/openapi-document.ts'
import { expandedDocument } from '../helpers/expanded-document.ts'
import { projectFolder } from '../helpers/project.ts'
import { createVpcOrigin } from '../helpers/vpc-origin.ts'
import { createAccessControl } from '../helpers/origin-access-control.ts'
import { startApp } from '../helpers/start-app.ts'
import { dataIn, recordStreams, shortStream } from './recorded-streams.ts'
import { multiTenant } from '../resources/families/cases.ts'

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

test('the committed document matches the routes (else: npm run openapi)', async () => {
  const committed = readFileSync(join(projectFolder, 'openapi/openapi.json'), 'utf8')
  expect(JSON.parse(committed)).toEqual(JSON.parse(JSON.stringify(await openApiDocument())))
})

test('Swagger UI fills in everything that a request needs', () => {
  const empty = operations.flatMap(({ operationId, parameters = [] }) =>
    parameters
      .filter(({ in: place, example, schema }) => place === 'path' && (example ?? schema.default) === undefined)
      .map(({ name }) => `${operationId} ${name}`)
  )
  expect(empty).toEqual([])
})

test('an answer names each code of a problem once', () => {
  for (const { operationId, responses } of operations) {
    for (const [status, { description }] of Object.entries(responses)) {
      const codes = description.match(/`[A-Z_]+`/g) ?? []
      expect(codes, `${operationId} ${status}`).toEqual([...new Set(codes)])
    }
  }
})

test('every operation has a unique id, a summary and a known tag', () => {
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

test('every failure is a problem with codes of the catalogue and their status', () => {
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

test('every operation except health documents missing tokens and overload', () => {
  for (const { operationId, tags, responses, requestBody } of operations) {
    if (tags[0] === 'Service') continue
    expect(Object.keys(responses), operationId).toEqual(expect.arrayContaining(['401', '421', '500']))
    if (requestBody) expect(Object.keys(responses), operationId).toEqual(expect.arrayContaining(['413', '415']))
  }
})

test('an operation answers one type: a dry run is a separate operation', async () => {
  const typesOf = ({ responses }: Operation) =>
    Object.entries(responses).flatMap(([status, { content = {} }]) =>
      Number(status) < 300 && 'application/json' in content ? [JSON.stringify(content['application/json'].schema)] : []
    )
  // 200 and 201 of a creation are the same distribution.
  expect(operations.filter(operation => new Set(typesOf(operation)).size > 1)).toEqual([])
  expect(operations.filter(operation => typesOf(operation).some(type => type.includes('anyOf')))).toEqual([])
  for (const { path, method, operationId, parameters = [], responses } of operations) {
    const types = Object.values(responses).flatMap(({ content = {} }) => Object.keys(content))
    // Who reads may ask for what was a dry run.
    if (method !== 'get') expect(parameters.map(({ name }) => name)).not.toContain('dryRun')
    expect(types.includes(DRY_RUN_JSON), operationId).toBe(path.startsWith('/dry-run/'))
  }
  const { request } = await startApp()
  const body = { origins: [{ domainName: 'mybucket.s3.amazonaws.com' }] }
  for (const address of ['/dry-run/distributions', '/dry-run/distributions/', '/distributions?dryRun=true']) {
    const response = await request.post(address).send(body)
    expect(response.headers['content-type']).toMatch(/^application\/vnd\.frontage\.dry-run\+json(;|$)/)
    expect(response.body).toMatchObject({ dryRun: true, valid: true })
  }
  expect((await request.get('/distributions')).body.items).toEqual([])
})

test('a body and an answer have one media type each: of two, some generators send none', async () => {
  const { paths, components } = (await openApiDocument()) as Document & {
    readonly components: { readonly requestBodies: Record<string, Operation['requestBody']> }
  }
  for (const { operationId, requestBody, responses } of Object.values(paths).flatMap(item =>
    Object.values(methodsOf(item))
  )) {
    const { $ref } = (requestBody ?? {}) as { $ref?: string }
    const body = $ref === undefined ? requestBody : components.requestBodies[$ref.split('/').at(-1) ?? '']
    if (body) expect(Object.keys(body.content), operationId).toEqual(['application/json'])
    for (const { content = {} } of Object.values(responses)) {
      expect(Object.keys(content).length, operationId).toBeLessThanOrEqual(1)
    }
  }
})

test('every answer declares its headers, and no answer without content has a body', () => {
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

test('parts that operations share are defined once, and the document is small', async () => {
  const shared = (await openApiDocument()) as Document
  const inline = Object.values(shared.paths)
    .flatMap(item => Object.values(methodsOf(item)))
    .flatMap(({ responses }) => Object.values(responses))
    .filter(answer => !('$ref' in answer))
  expect(new Set(inline.map(answer => JSON.stringify(answer))).size).toBe(inline.length)
  // Bytes that a client reads for each operation; a tenth of it goes over the wire.
  expect(JSON.stringify(shared).length / operations.length).toBeLessThan(2_600)
})

test('errors that any request can end in are not repeated for each operation', async () => {
  interface Default {
    readonly $ref?: string
    readonly 'x-statuses'?: Record<string, object>
  }
  const { paths, components } = (await openApiDocument()) as Document & {
    readonly components: { readonly responses: Record<string, Default> }
  }
  for (const { operationId, responses } of Object.values(paths).flatMap(item => Object.values(methodsOf(item)))) {
    const { $ref, 'x-statuses': own } = (responses.default ?? {}) as Default
    const statuses = Object.keys(own ?? components.responses[$ref?.split('/').at(-1) ?? '']?.['x-statuses'] ?? {})
    expect(statuses, operationId).toEqual(expect.arrayContaining(['401', '408', '431', '500']))
    // Those that it declares beside them have codes of its own.
    const declared = Object.entries(operations.find(each => each.operationId === operationId)?.responses ?? {})
    const repeated = declared.filter(([status, answer]) => {
      const isBoth = statuses.includes(status) && status in responses && answer.content?.['application/problem+json']
      return isBoth && codesIn(answer).every(code => GENERAL_CODES.has(code))
    })
    expect(repeated, operationId).toEqual([])
  }
})

test('a header of every answer is declared once for each operation, and a parameter in a path once for the path', async () => {
  const { paths, components } = (await openApiDocument()) as {
    readonly paths: Record<string, Record<string, Operation> & { readonly parameters?: readonly object[] }>
    readonly components: { readonly responses: Record<string, object> }
  }
  const text = JSON.stringify(Object.entries(components.responses).filter(([name]) => !name.startsWith('Problem')))
  expect(text).not.toContain('#/components/headers/XRequestId')
  for (const [path, item] of Object.entries(paths)) {
    expect(item.parameters?.length ?? 0, path).toBe(path.split('{').length - 1)
    for (const { operationId, parameters = [], responses } of Object.values(methodsOf<Operation>(item))) {
      expect(parameters.filter(({ in: place }) => place === 'path')).toEqual([])
      const { default: general = {}, ...others } = responses as Record<string, { readonly $ref?: string }>
      const declared = components.responses[general.$ref?.split('/').at(-1) ?? ''] ?? general
      expect(declared, operationId).toMatchObject({ headers: { 'X-Request-Id': {}, 'X-Frontage-Backend': {} } })
      expect(JSON.stringify(others)).not.toContain('XRequestId')
    }
  }
})

test('no two schemas are identical except for their names', () => {
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
    // What may be in a merge patch, or in CloudFront's own format, is said in words, and depends on what it is of.
    if (name.endsWith('Patch') || name === 'CloudFront.Object') continue
    const text = JSON.stringify(spelledOut(schema))
    names.set(text, [...(names.get(text) ?? []), name])
  }
  // CloudFront's own structures mean different things, also where they look alike.
  const isOfCloudFront = (name: string) => structures.has(name.replace(/^CloudFront\.|Input$/g, ''))
  const twins = [...names.values()].filter(same => same.length > 1 && !same.every(isOfCloudFront))
  expect(twins.map(same => same.join())).toEqual([])
})

const ajv = new Ajv2020({ strict: false, formats: { 'date-time': true } })
ajv.addSchema(document, 'document')

function validatorOf(operation: (typeof operations)[number], status: number, mediaType: string): ValidateFunction {
  const pointer = [
    'paths',
    operation.path,
    operation.method,
    'responses',
    String(status),
    'content',
    mediaType,
    'schema'
  ]
  const found = ajv.getSchema(`document#${encodeURI(pointerOf(pointer))}`)
  if (!found) throw new Error(`${operation.operationId} has no schema for ${status}`)
  return found
}

/** What a patch says itself: the elements of an array are whole, and of the schemas that describe them elsewhere. */
function* saidByPatch(value: unknown, way: readonly string[] = []): Generator<[Record<string, unknown>, string]> {
  if (typeof value !== 'object' || value === null || way.at(-1) === 'items') return
  yield [value as Record<string, unknown>, way.join('/')]
  for (const [key, member] of Object.entries(value)) yield* saidByPatch(member, [...way, key])
}

test('a client made of the document sends no more in a merge patch than it was given, and may send a part of any object', () => {
  const { schemas } = document.components
  const bodies = operations
    .filter(({ method }) => method === 'patch')
    .map(({ requestBody }) => requestBody?.content['application/json']?.schema as { readonly $ref: string })
  const names = [...new Set(bodies.map(({ $ref }) => $ref.split('/').at(-1) ?? ''))]
  expect(names).toEqual(expect.arrayContaining(['DistributionPatch', 'BehaviorPatch', 'OriginPatch', 'ErrorPagePatch']))
  const said = names.flatMap(name => [...saidByPatch(schemas[name], [name])])
  // Some generators put defaults into what is sent: a change of a comment would enable the distribution.
  expect(said.filter(([schema]) => 'default' in schema).map(([, place]) => place)).toEqual([])
  // The schema of a whole object requires members, is closed and has defaults.
  expect(said.filter(([schema]) => '$ref' in schema).map(([, place]) => place)).toEqual([])
  const named = said.flatMap(([{ description }]) => String(description).match(/\b\w+Input\b/g) ?? [])
  expect(named).toContain('ForwardedValuesInput')
  expect(Object.keys(schemas)).toEqual(expect.arrayContaining(named))
})

test.each([
  ['BehaviorPatch', { forwardedValues: { queryString: true } }],
  ['BehaviorPatch', { allowedMethods: { items: null }, grpcConfig: null }],
  [
    'DistributionPatch',
    { comment: 'The shop', enabled: null, defaultCacheBehavior: { forwardedValues: { cookies: {} } } }
  ],
  ['OriginPatch', { originShield: { originShieldRegion: 'eu-west-1' }, app: null }],
  ['ErrorPagePatch', { responseCode: null }]
])('a merge patch of a part fits %s in the document: %j', (name, patch) => {
  expect(ajv.validate(`document#/components/schemas/${name}`, patch), ajv.errorsText()).toBe(true)
})

test('no prefilled example overwrites, removes or hides more than intended', () => {
  const filledIn = operations.flatMap(({ operationId, parameters = [] }) =>
    parameters
      .filter(({ in: place }) => place !== 'path')
      .filter(({ example, schema }) => (example ?? schema.default ?? schema.examples) !== undefined)
      .map(({ name }) => `${operationId} ${name}`)
  )
  const harmless = / (?:limit|dryRun)$/
  expect(filledIn.filter(each => !harmless.test(each))).toEqual([])
  const group = operations.find(({ operationId }) => operationId === 'createInvalidationGroup')
  const body = group?.requestBody?.content['application/json']
  const examples = [body?.example, ...Object.values(body?.examples ?? {}).map(({ value }) => value)]
  expect(examples.filter(each => each !== undefined)).toEqual([
    expect.objectContaining({ selector: { distributionIds: ['EDFDVBD632BHDS5'] } }),
    { urls: ['https://www.example.com/index.html', 'https://www.example.com/img/*'] }
  ])
})

test('every example of a creation works unchanged, and has no severe findings', async () => {
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

test('an invalidation of several distributions by URL works with a real host', async () => {
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

/** In the form of a token, but with a checksum that no token has. */
const recordedToken = `frt_${'0'.repeat(49)}`

/** Answers of this run, by the name of their example. */
const real = new Map<string, unknown>()
afterAll(() => {
  if (process.env.RECORD_ANSWERS) record(new Map([...Object.entries(recordedAnswers), ...real]))
})

test('the examples work unchanged, and every answer fits its schema', async () => {
  const { request, emulator, cloudfront } = await startApp()
  const made: Record<string, string> = {
    distributionId: '',
    invalidationId: '',
    groupId: '',
    distributionTenantId: '',
    errorCode: '404',
    code: 'ETAG_MISMATCH',
    alias: 'www.example.com',
    originId: 'mybucket.s3.us-east-1.amazonaws.com',
    pathPattern: 'default',
    key: '%2Fold'
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
    async explainRequest() {
      const { body } = await request.get(`/distributions/${made.distributionId}`)
      return { url: `https://${body.domainName}/images/logo.png?size=2` }
    },
    createInvalidationGroup: async () => ({ selector: { distributionIds: [made.distributionId] } }),
    async createDistributionTenant() {
      const { distributionId } = await multiTenant({ request })
      made.multiTenant = distributionId
      return { distributionId }
    },
    async replaceDomainAssociation() {
      made.domain = 'shop.example.com'
      const { body } = await request.get(`/distribution-tenants/${made.distributionTenantId}`)
      const certified = { viewerCertificate: CERTIFICATE }
      // The tenant is put into the other one later.
      for (const id of [body.config.distributionId, made.multiTenant]) {
        await request.patch(`/distributions/${id}`).send(certified).expect(200)
      }
      return { distributionTenantId: made.distributionTenantId }
    },
    async listDomainConflicts() {
      made.query = `?distributionTenantId=${made.distributionTenantId}`
      return {}
    },
    async getManagedCertificate() {
      const managedCertificateRequest = {
        validationTokenHost: 'cloudfront',
        primaryDomainName: 'customer-1.example.com'
      }
      await request
        .patch(`/distribution-tenants/${made.distributionTenantId}`)
        .send({ managedCertificateRequest })
        .expect(200)
      return {}
    },
    async replaceResourcePolicy() {
      // Its dry run comes after it.
      if (made.resourceArn) return {}
      const { arn } = await createVpcOrigin(cloudfront, 'shared')
      made.resourceArn = encodeURIComponent(arn)
      await request
        .put(`/resource-policies/${made.resourceArn}`)
        .send({ Statement: { Effect: 'Deny' } })
        .expect(201)
      return {}
    },
    replaceDistributionTenant: async () => ({ distributionId: made.multiTenant }),
    patchDistributionTenant: async () => ({ distributionId: made.multiTenant }),
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
    async replaceMonitoringSubscription() {
      // If-Match names a version, and at first there is none.
      await request
        .put(`/distributions/${made.distributionId}/monitoring-subscription`)
        .send({ realtimeMetricsSubscriptionConfig: { realtimeMetricsSubscriptionStatus: 'Disabled' } })
        .expect(200)
      return {}
    },
    replaceBehavior: async () => ({ targetOriginId: made.originId }),
    async replaceKeyValueItem() {
      // Its dry run comes after it, and would change nothing.
      const isThere = (await request.get(`/key-value-stores/${made.keyValueStoreName}/items`)).body.items.length > 0
      return isThere ? { value: '/newer' } : {}
    },
    async deleteBehavior() {
      made.pathPattern = '%2Fapi%2F*'
      const { status, text } = await request
        .put(`/distributions/${made.distributionId}/behaviors/%2Fapi%2F*`)
        .send({ targetOriginId: made.originId })
      expect(status, text).toBeLessThan(300)
      return {}
    },
    async deleteDistribution() {
      await request.put(`/distributions/${made.distributionId}/protection`).send({ protected: false }).expect(200)
      // With its policy it would be in use.
      return change({ continuousDeploymentPolicyId: null })
    },
    async deleteOrigin() {
      made.originId = 'unused'
      const { status, text } = await request
        .put(`/distributions/${made.distributionId}/origins/unused`)
        .send({ domainName: 'unused.example.com' })
      expect(status, text).toBeLessThan(300)
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
            originAccessControlId: await createAccessControl(cloudfront)
          },
          ...others
        ]
      })
    },
    replaceDistribution: async () => change({ continuousDeploymentPolicyId: '' }),
    replaceAlias: async () => change({ viewerCertificate: CERTIFICATE }),
    createKeyGroup: async () => ({ items: [await aPublicKey()] }),
    replaceKeyGroup: async () => ({ items: [await aPublicKey()] }),
    createFieldLevelEncryptionProfile: async () => encryptedWith(await aPublicKey()),
    replaceFieldLevelEncryptionProfile: async () => encryptedWith(await aPublicKey()),
    async createContinuousDeploymentPolicy() {
      const { body } = await request.post('/distributions').send({ origins: [{ domainName: 'www.example.com' }] })
      await request.patch(`/distributions/${body.id}`).send({ httpVersion: 'http2' }).expect(200)
      const { body: copy } = await request.post(`/distributions/${body.id}/copies`).send({}).expect(201)
      made.stagingName = copy.domainName
      return { stagingDistributionDnsNames: [copy.domainName] }
    },
    replaceContinuousDeploymentPolicy: async () => ({ stagingDistributionDnsNames: [made.stagingName] })
  }
  const change = async (patch: object) => {
    const response = await request.patch(`/distributions/${made.distributionId}`).set('If-Match', '*').send(patch)
    expect(response.status, response.text).toBe(200)
    return {}
  }
  const aPublicKey = async (): Promise<string> => {
    const { body } = await request.get('/public-keys')
    const there = body.items.find(({ config }: { config: { name: string } }) => config.name === 'another')
    if (there) return there.id
    const key = table.find(({ address }) => address === 'public-keys')?.example
    return (
      await request
        .post('/public-keys')
        .send({ ...key, name: 'another' })
        .expect(201)
    ).body.id
  }
  const encryptedWith = (publicKeyId: string) => ({
    encryptionEntities: [{ publicKeyId, providerId: 'shop', fieldPatterns: ['card*'] }]
  })
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
  const dryRun = await request.post('/distributions?dryRun=true').send({ origins: [{ domainName: 'www.example.com' }] })
  real.set('DryRun', dryRun.body)
  const familyDryRun = await request.post('/origin-access-controls?dryRun=true').send({ name: 'assets' })
  real.set('ConfigDryRun', familyDryRun.body)
  for (const operation of inOrder) {
    const { method, path, operationId, requestBody, parameters = [] } = operation
    const write = operationId.replace(/^dryRun(.)/, (_, first: string) => first.toLowerCase())
    const needed = (await given[write]?.()) ?? {}
    const url = path.replace(/\{(\w+)\}/g, (_, name: string) => made[name] ?? '') + (made.query ?? '')
    made.query = ''
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
    if (operationId === 'createToken') {
      made.tokenId = response.body.id
      // No token is written down, not even one that was good for the time of a test.
      response.body.token = recordedToken
    }
    if (operationId === 'createInvalidationGroup') made.groupId = response.body.id
    const family = table.find(({ address }) => method === 'post' && path === `/${address}`)
    if (family) made[family.id.parameter] = response.headers.location?.split('/').at(-1) ?? ''
    emulator.clock.advance(10)
    if (response.status === 204) continue
    const media = operation.responses[response.status]?.content?.[response.type]
    const [name = ''] = namesOfAnswer(operationId, media ?? {})
    // A function's code, and metrics.
    if (!response.type.endsWith('json')) {
      real.set(name, response.text || response.body.toString())
      continue
    }
    // What is deleted last is what most people delete.
    if (!real.has(name) || operationId === 'deleteDistribution') real.set(name, response.body)
    const valid = validatorOf(operation, response.status, response.type)
    expect(valid(response.body), `${operationId}: ${ajv.errorsText(valid.errors)}`).toBe(true)
  }
  // By now there are some.
  real.set('OperationPage', (await request.get('/operations').expect(200)).body)
  if (process.env.RECORD_ANSWERS) return
  for (const [name, answer] of real) expect(differences(recordedAnswers[name], answer, name), name).toEqual([])
})

test('streams of events have the events of their examples', async () => {
  for (const [name, text] of await recordStreams()) {
    real.set(name, text)
    if (process.env.RECORD_ANSWERS) continue
    const example = dataIn(recordedAnswers[name] as string)
    expect(differences(example.at(-1), dataIn(text).at(-1), name)).toEqual([])
  }
})

test('every answer has examples that fit its schema', () => {
  for (const operation of operations) {
    for (const [status, { content }] of Object.entries(operation.responses)) {
      // Those in other media types say the same.
      const all = Object.entries(content ?? {})
      const [type = '', media] = all.find(([name]) => name.endsWith('json')) ?? all[0] ?? []
      if (!status.startsWith('2') || !media) continue
      const names = namesOfAnswer(operation.operationId, media)
      const { examples = {} } = media
      expect(Object.keys(examples), `${operation.operationId} ${status}`).toEqual(names)
      if (type === 'text/event-stream') {
        const { contentSchema } = media.schema as { contentSchema: { $ref: string } }
        const events = dataIn(recordedAnswers[names[0] ?? ''] as string)
        expect(events.length, names[0]).toBeGreaterThan(1)
        for (const event of events) {
          expect(ajv.validate(contentSchema.$ref.replace('#', 'document#'), event), ajv.errorsText()).toBe(true)
        }
        continue
      }
      const valid = validatorOf(operation, Number(status), type)
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
  // One item of a list is enough to see what is in it, and so are a few events, and the first lines of a text.
  const short = (answer: unknown, name: string) => {
    if (typeof answer === 'string') {
      return name.endsWith('Stream') ? shortStream(answer) : answer.split('\n').slice(0, 5).join('\n')
    }
    const { items, ...rest } = answer as { items?: unknown[] }
    return items ? { ...rest, items: items.slice(0, 1) } : rest
  }
  const sorted = [...answers]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, answer]) => [name, short(answer, name)])
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
