import { beforeAll, expect, test } from 'vitest'
import { openApiDocument } from '../../src/openapi-document.ts'
import { createContract, type Exchange } from '../helpers/contract.ts'
import { startApp } from '../helpers/start-app.ts'

// Every answer that a test of the service gets is held against the document (test/helpers/hold-to-contract.ts); these show
// that each kind of difference is found.

interface Document {
  readonly paths: Record<string, Record<string, { responses: Record<string, Record<string, unknown>> }>>
  readonly components: {
    readonly schemas: Record<string, { properties: Record<string, unknown>; required: string[] }>
    readonly responses: Record<
      string,
      { headers: Record<string, unknown>; content: Record<string, unknown>; 'x-statuses'?: Record<string, unknown> }
    >
  }
}

let text = ''
beforeAll(async () => {
  text = JSON.stringify(await openApiDocument())
})

async function exchangeOf(method: string, path: string): Promise<Exchange> {
  const { url, request } = await startApp()
  const { body } = await request.post('/distributions').send({ origins: [{ domainName: 'www.example.com' }] })
  const own = path.replace('{id}', body.id)
  const response = await fetch(url + own, { method })
  return {
    method,
    url: own,
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: await response.text()
  }
}

const answerOf = (document: Document, status: string) => {
  const found = document.paths['/distributions/{distributionId}']?.get?.responses[status]
  if (!found) throw new Error(`the document has no ${status}`)
  return found
}

test.each<[string, method: string, path: string, (document: Document) => unknown, RegExp]>([
  [
    'a status',
    'GET',
    '/distributions/{id}',
    ({ paths }) => delete paths['/distributions/{distributionId}']?.get?.responses['200'],
    /^getDistribution 200: is not declared/
  ],
  [
    'the status of a problem',
    'GET',
    '/distributions/EUNKNOWN123456',
    ({ paths }) => delete paths['/distributions/{distributionId}']?.get?.responses['404'],
    /^getDistribution 404: is not declared/
  ],
  [
    'the status of a problem that any request can have',
    'GET',
    `/distributions/${'E'.repeat(600)}`,
    ({ components }) => {
      for (const { 'x-statuses': statuses } of Object.values(components.responses)) delete statuses?.['414']
    },
    /^getDistribution 414: is not declared/
  ],
  [
    'a media type',
    'GET',
    '/distributions/{id}',
    document => delete (answerOf(document, '200').content as Record<string, unknown>)['application/json'],
    /^getDistribution 200: is application\/json, where the document has /
  ],
  [
    'a header',
    'GET',
    '/distributions/{id}',
    document => delete (answerOf(document, '200').headers as Record<string, unknown>).ETag,
    /^getDistribution 200: the header etag is not declared$/
  ],
  [
    'a member',
    'GET',
    '/distributions/{id}',
    ({ components }) => delete components.schemas.Distribution?.properties.domainName,
    /^getDistribution 200: .* must NOT have additional properties {"additionalProperty":"domainName"}$/
  ],
  [
    'a member of a part',
    'GET',
    '/distributions/{id}',
    ({ components }) => delete components.schemas.Origin?.properties.domainName,
    /^getDistribution 200: \/config\/origins\/0 must NOT have additional properties {"additionalProperty":"domainName"}$/
  ],
  [
    'the type of a member',
    'GET',
    '/distributions/{id}',
    ({ components }) => Object.assign(components.schemas.Distribution?.properties ?? {}, { id: { type: 'integer' } }),
    /^getDistribution 200: \/id must be integer/
  ],
  [
    'that a member may be left out',
    'GET',
    '/distributions/EUNKNOWN123456',
    ({ components }) => components.schemas.Problem?.required.push('quota'),
    /^getDistribution 404: the body must have required property 'quota'/
  ],
  [
    'a method',
    'POST',
    '/distributions/{id}',
    ({ paths }) => delete paths['/distributions/{distributionId}']?.patch,
    /^POST \/distributions\/\{distributionId\} 405: allows DELETE, GET, HEAD, PATCH, PUT, where the document has DELETE, GET, HEAD, PUT$/
  ],
  [
    'a header of an answer that belongs to no operation',
    'POST',
    '/distributions/{id}',
    ({ components }) => delete components.responses.MethodNotAllowed?.headers.Allow,
    / 405: the header allow is not declared$/
  ]
])('an answer differs from a document without %s', async (_, method, path, change, difference) => {
  const exchange = await exchangeOf(method, path)
  expect(createContract(JSON.parse(text))(exchange)).toEqual([])
  const changed = JSON.parse(text) as Document
  change(changed)
  const found = createContract(changed)(exchange)
  expect(found).toHaveLength(1)
  expect(found[0]).toMatch(difference)
})
