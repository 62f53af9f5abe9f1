import { createHook } from 'node:async_hooks'
import { get, type IncomingMessage } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import Type from 'typebox'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { parse } from 'yaml'
import { createComponentShelf, hoistComponents } from '../../src/plugins/components.ts'
import { methodsOf } from '../../src/plugins/shared-parts.ts'
import { expandedFrom } from '../helpers/expanded-document.ts'
import { startApp } from '../helpers/start-app.ts'

interface Operation {
  operationId?: string
  tags?: string[]
  security?: object[]
  parameters?: { name: string }[]
  responses: Record<
    string,
    { description: string; content?: Record<string, { schema: Record<string, unknown>; example?: unknown }> }
  >
}
interface Document {
  openapi: string
  servers: { url: string }[]
  paths: Record<string, Record<string, Operation>>
  components: {
    schemas: Record<string, Record<string, unknown>>
    responses?: Operation['responses']
    examples: Record<string, { value: unknown }>
    securitySchemes: object
  }
}

async function documentOf(): Promise<Document> {
  const { request } = await startApp()
  const response = await request.get('/openapi.json').expect(200)
  return expandedFrom(response.body) as unknown as Document
}

describe('the document', () => {
  test('is OpenAPI 3.1 of this very server, with bearer tokens', async () => {
    const document = await documentOf()
    expect(document.openapi).toBe('3.1.0')
    expect(document.servers).toEqual([expect.objectContaining({ url: '/' })])
    expect(document.components.securitySchemes).toMatchObject({ bearer: { type: 'http', scheme: 'bearer' } })
    expect(document.paths['/health/live']?.get?.security).toEqual([])
  })

  test('has no HEAD twins, no helping routes, and a slash at the end of the root alone', async () => {
    const { paths } = await documentOf()
    expect(
      Object.keys(paths).filter(
        path => (path !== '/' && path.endsWith('/')) || path.startsWith('/docs') || path === '/openapi.json'
      )
    ).toEqual([])
    expect(
      Object.values(paths)
        .flatMap(path => Object.keys(path))
        .filter(method => method === 'head')
    ).toEqual([])
  })

  test('every operation has a unique id, a tag, and its problems', async () => {
    const operations = Object.values((await documentOf()).paths).flatMap(path => Object.values(path))
    const ids = operations.map(({ operationId }) => operationId)
    expect(ids).not.toContain(undefined)
    expect(new Set(ids).size).toBe(ids.length)
    for (const { tags, responses } of operations) {
      expect(tags).toHaveLength(1)
      const failures = Object.entries(responses).filter(([, { content }]) => content?.['application/problem+json'])
      expect(failures.map(([status]) => status)).toContain('500')
      for (const [, { content }] of failures) {
        expect(content?.['application/problem+json']?.schema).toEqual({ $ref: '#/components/schemas/Problem' })
      }
    }
  })

  test('a query parameter with a default may be left out', async () => {
    const { paths } = await documentOf()
    const parameters = paths['/distributions']?.get?.parameters ?? []
    expect(parameters.find(({ name }) => name === 'limit')).toMatchObject({ required: false, schema: { default: 100 } })
  })

  test('every reference leads somewhere, and no mark of the hoisting is left', async () => {
    const document = await documentOf()
    const text = JSON.stringify(document)
    const references = [...text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name ?? '')
    expect(references.length).toBeGreaterThan(20)
    expect(references.filter(name => !(name in document.components.schemas))).toEqual([])
    expect(/x-component[a-z-]*/.exec(text)).toBeNull()
  })
})

test('Swagger UI comes with a policy that lets its own scripts run and no others', async () => {
  const { request } = await startApp()
  const page = await request.get('/docs').expect(200)
  expect(page.text).toContain('swagger-ui-bundle.js')
  expect(page.text).not.toMatch(/<script>|onclick=/)
  expect(page.headers['content-security-policy']).toContain("script-src 'self';")
  await request.get('/docs/static/swagger-ui-bundle.js').expect(200)
  expect((await request.get('/docs/static/swagger-initializer.js').expect(200)).text).toContain("new URL('../json'")
})

describe("the page's view of the document", () => {
  const viewOf = async () => {
    const { request } = await startApp()
    const [view, whole] = [await request.get('/docs/json').expect(200), await request.get('/openapi.json').expect(200)]
    return { view: view.body as Document, whole: expandedFrom(whole.body) as unknown as Document }
  }

  test('has every operation, its dry run as a parameter, and its own problems in one answer, each code a link', async () => {
    const { view, whole } = await viewOf()
    const operationsOf = ({ paths }: Document) =>
      Object.entries(paths).flatMap(([path, methods]) =>
        Object.entries(methodsOf(methods)).map(([method, operation]) => ({ path, method, ...operation }))
      )
    const shown = operationsOf(view)
    const declared = operationsOf(whole)
    const dryRuns = declared.filter(({ path }) => path.startsWith('/dry-run/'))
    const others = declared.filter(operation => !dryRuns.includes(operation))
    expect(shown.map(({ operationId }) => operationId)).toEqual(others.map(({ operationId }) => operationId))
    const withDryRun = shown.filter(({ parameters = [] }) => parameters.some(({ name }) => name === 'dryRun'))
    expect(withDryRun.map(({ method, path }) => `${method} /dry-run${path}`)).toEqual(
      dryRuns.map(({ method, path }) => `${method} ${path}`)
    )
    for (const { path, method, operationId, responses } of shown) {
      const problems = Object.entries(responses).filter(([, { content }]) => content?.['application/problem+json'])
      expect(
        problems.map(([status]) => status),
        operationId
      ).toEqual(['default'])
      const { description = '', content } = responses.default ?? {}
      const links = [...description.matchAll(/\[(\w+)\]\(\/problems\/\1\)/g)].map(([, code]) => code)
      const [, ofAnyRequest = ''] = /^- any request: (.+)$/m.exec(description) ?? []
      const statuses = ofAnyRequest.split(', ').filter(Boolean)
      const answers = whole.paths[path]?.[method]?.responses ?? {}
      const own = Object.entries(answers).filter(([status]) => !statuses.includes(status))
      expect(Object.keys(answers), operationId).toEqual(expect.arrayContaining(statuses))
      expect(links.toSorted(), operationId).toEqual(codesOf(Object.fromEntries(own)).toSorted())
      const { example } = content?.['application/problem+json'] ?? {}
      const { $ref = '' } = example as { $ref?: string }
      const name = /^#\/components\/examples\/(.+)\/value$/.exec($ref)?.[1] ?? ''
      const codes = codesOf(answers)
      const code = links[0] ?? codes[0]
      expect(codes, operationId).toContain(code)
      expect(view.components.examples[name]?.value, operationId).toMatchObject({ code, type: `/problems/${code}` })
    }
  })

  test('is OpenAPI 3.0: no null type, constant or list of examples, and nothing beside a reference', async () => {
    const { view } = await viewOf()
    expect(view.openapi).toBe('3.0.3')
    const odd: string[] = []
    const visit = (value: unknown, place: string) => {
      if (typeof value !== 'object' || value === null) return
      const { $ref, type, const: constant, examples } = value as Record<string, unknown>
      const mixed = $ref !== undefined && Object.keys(value).length > 1
      if (mixed || type === 'null' || constant !== undefined || Array.isArray(examples)) odd.push(place)
      for (const [key, member] of Object.entries(value)) {
        if (key !== 'example' && key !== 'value') visit(member, `${place}/${key}`)
      }
    }
    const { 200: made, 201: again } = view.paths['/distributions']?.post?.responses ?? {}
    expect(again).toMatchObject({ description: expect.stringMatching(/The body is as with 200\.$/) as string })
    expect(again?.content).toBeUndefined()
    expect(made?.content?.['application/json']).toMatchObject({
      example: { $ref: '#/components/examples/Distribution/value' }
    })
    expect(view.components.examples.Distribution).toMatchObject({ value: { status: 'InProgress' } })
    visit({ paths: view.paths, components: view.components }, '')
    expect(odd).toEqual([])
  })
})

function codesOf(responses: Operation['responses']): string[] {
  return Object.values(responses).flatMap(({ description, content }) => {
    if (!content?.['application/problem+json']) return []
    return [...description.matchAll(/`([A-Z][A-Z0-9_]+)`/g)].map(([, code]) => code ?? '')
  })
}

describe('hoistComponents()', () => {
  const Inner = { type: 'string', 'x-component': 'Inner' }

  test('makes the same of what a shelf has left of the schemas, and of the schemas themselves', () => {
    const documented = { ...Inner, description: 'of the place', examples: ['x'] }
    const outer = { type: 'object', properties: { documented, other: Inner }, 'x-component': 'Outer' }
    const document = { a: { schema: outer }, b: [documented, { ...outer, description: 'here' }] }
    const shelf = createComponentShelf()
    const left = shelf.withoutNamed(document) as Record<string, unknown>
    expect(JSON.stringify(left)).not.toContain('properties')
    expect(hoistComponents(JSON.parse(JSON.stringify(left)) as Record<string, unknown>, shelf.kept)).toEqual(
      hoistComponents(document)
    )
  })

  test('a shelf walks through a shared schema once, and refuses two different schemas of one name', () => {
    let reads = 0
    const shared = {
      'x-component': 'Shared',
      get type() {
        reads += 1
        return 'string'
      }
    }
    const shelf = createComponentShelf()
    shelf.withoutNamed({ a: shared, b: [shared] })
    shelf.withoutNamed({ c: { shared } })
    expect(reads).toBe(1)
    const other = { 'x-component': 'Shared', type: 'integer' }
    expect(() => shelf.withoutNamed({ other })).toThrow('two different schemas are called Shared')
  })

  test('moves a marked schema to the components, also from within another one', () => {
    const outer = { type: 'object', properties: { inner: Inner }, 'x-component': 'Outer' }
    expect(hoistComponents({ paths: { a: { schema: outer }, b: [{ schema: Inner }] } })).toEqual({
      paths: {
        a: { schema: { $ref: '#/components/schemas/Outer' } },
        b: [{ schema: { $ref: '#/components/schemas/Inner' } }]
      },
      components: {
        schemas: {
          Inner: { type: 'string' },
          Outer: { type: 'object', properties: { inner: { $ref: '#/components/schemas/Inner' } } }
        }
      }
    })
  })

  test('takes the same schema once, whatever the order of its members', () => {
    const one = { 'x-component': 'A', type: 'string', minLength: 1 }
    const other = { minLength: 1, type: 'string', 'x-component': 'A' }
    expect(hoistComponents({ one, other }).components).toEqual({ schemas: { A: { type: 'string', minLength: 1 } } })
  })

  test('refuses two different schemas of one name', () => {
    const other = { ...Inner, minLength: 1 }
    expect(() => hoistComponents({ a: Inner, b: other })).toThrow('two different schemas are called Inner')
  })

  test('keeps a description of the place beside the reference', () => {
    const described = { ...Inner, description: 'of the schema' }
    const placed = { ...Inner, description: 'of the place' }
    const { a, b, components } = hoistComponents({ a: described, b: placed })
    expect(a).toEqual({ $ref: '#/components/schemas/Inner' })
    expect(b).toEqual({ $ref: '#/components/schemas/Inner', description: 'of the place' })
    expect(components).toEqual({ schemas: { Inner: { type: 'string', description: 'of the schema' } } })
  })

  test('describes the component by its own sentence, not by that of the first place', () => {
    const placed = { ...Inner, 'x-component-description': 'of the schema', description: 'of the place' }
    expect(hoistComponents({ a: placed })).toEqual({
      a: { $ref: '#/components/schemas/Inner', description: 'of the place' },
      components: { schemas: { Inner: { type: 'string', description: 'of the schema' } } }
    })
  })

  test('leaves what is in the components already', () => {
    const document = { components: { securitySchemes: { bearer: {} }, schemas: { Old: {} } }, a: Inner }
    expect(hoistComponents(document).components).toEqual({
      securitySchemes: { bearer: {} },
      schemas: { Old: {}, Inner: { type: 'string' } }
    })
  })
})

describe('the addresses of the document', () => {
  const ask = async (url: string, path: string, headers: Record<string, string>) => {
    // fetch would decompress, and forget what it was.
    const response = await new Promise<IncomingMessage>(resolve => get(`${url}${path}`, { headers }, resolve))
    return { status: response.statusCode, headers: response.headers, body: await buffer(response) }
  }

  test('have a strong ETag for each content coding, and 304 to whoever has it', async () => {
    const { url } = await startApp()
    const plain = await ask(url, '/openapi.json', {})
    expect(plain.headers['content-encoding']).toBeUndefined()
    const etags = new Set([plain.headers.etag])
    for (const [coding, decode] of [['br', brotliDecompressSync] as const, ['gzip', gunzipSync] as const]) {
      const coded = await ask(url, '/openapi.json', { 'accept-encoding': `${coding}, identity;q=0.5` })
      expect(coded.headers).toMatchObject({ 'content-encoding': coding, vary: 'accept-encoding' })
      expect(decode(coded.body).equals(plain.body)).toBe(true)
      expect(coded.body.length).toBeLessThan(plain.body.length / 5)
      const headers = { 'accept-encoding': coding, 'if-none-match': String(coded.headers.etag) }
      const again = await ask(url, '/openapi.json', headers)
      expect([again.status, again.body.length, again.headers.etag]).toEqual([304, 0, coded.headers.etag])
      etags.add(coded.headers.etag)
    }
    expect(etags.size).toBe(3)
    for (const etag of etags) expect(etag).toMatch(/^"[\w-]+"$/)
  })

  test('one of them is YAML', async () => {
    const { url } = await startApp()
    const { headers, body } = await ask(url, '/docs/yaml', {})
    expect(headers['content-type']).toBe('application/yaml; charset=utf-8')
    // Reading it takes long enough for the service, which is in the same process, to refuse what comes then.
    const asJson = await ask(url, '/openapi.json', {})
    expect(parse(body.toString())).toEqual(JSON.parse(asJson.body.toString()))
  })

  test('make it into text once each, and compress that once per coding, however many ask', async () => {
    const { url } = await startApp()
    const made = vi.spyOn(JSON, 'stringify')
    onTestFinished(() => made.mockRestore())
    let compressions = 0
    const hook = createHook({ init: (_, type) => void (type === 'ZLIB' && compressions++) }).enable()
    onTestFinished(() => void hook.disable())
    const documents = () =>
      made.mock.calls.filter(([value]: unknown[]) => typeof value === 'object' && value !== null && 'openapi' in value)
        .length
    const paths = ['/openapi.json', '/docs/json']
    for (const path of paths) await ask(url, path, {})
    const once = documents()
    expect(once).toBeGreaterThanOrEqual(paths.length)
    const all = paths.flatMap(path => ['br', 'gzip', 'identity', 'br', 'gzip'].map(coding => [path, coding] as const))
    const statuses = await Promise.all(
      all.map(async ([path, coding]) => (await ask(url, path, { 'accept-encoding': coding })).status)
    )
    expect(statuses).toEqual(Array<number>(all.length).fill(200))
    expect(documents()).toBe(once)
    expect(compressions).toBe(paths.length * 2)
  })
})

test('a schema of the same name and another form stops the start of the document', async () => {
  const { request } = await startApp({
    extend: app => {
      const schema = { response: { 200: Type.String({ 'x-component': 'Problem' }) } }
      app.get('/odd', { config: { scope: 'public' }, schema }, async () => 'x')
    }
  })
  expect((await request.get('/openapi.json')).status).toBe(500)
})
