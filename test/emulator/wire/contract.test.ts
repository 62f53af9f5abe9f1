import { existsSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { operations } from '../../../src/cloudfront/model/shapes.ts'
import { arbitraryOf } from '../../helpers/arbitraries.ts'
import { richInput } from './mutations.ts'
import { handleAll, sendRaw, serialize, startWire } from './start-wire.ts'

/** One record of the list that was made from botocore's model, thus without the SDK. */
interface Expected {
  operation: string
  method: string
  path: string
  successStatus: number
  etagHeader: string | null
  returnsLocation: boolean
  pathParams: string[]
  queryParams: string[]
  requestHeaders: string[]
  requestRoot: string | null
  responseRoot: string | null
}

const LIST = new URL('../../../../shared/cloudfront-operations.json', import.meta.url)

describe('the wire beside a list of CloudFront operations made from another model', () => {
  test('has the same methods, paths, parameters, headers, root elements and statuses', async context => {
    if (!existsSync(LIST)) context.skip('the list of operations (../shared/cloudfront-operations.json) is not here')
    const list = JSON.parse(readFileSync(LIST, 'utf8')) as Expected[]
    expect(list.map(({ operation }) => operation).sort()).toEqual([...operations.keys()].sort())

    let output: Record<string, unknown> = {}
    let called = ''
    const handlers = handleAll((_, { operation }) => {
      called = operation.name
      return output
    })
    const { port } = await startWire({ handlers })
    for (const expected of list) {
      const operation = operations.get(expected.operation)
      if (!operation) throw new Error(`the model has no ${expected.operation}`)
      const { headers, body } = await serialize(operation, richInput(operation))
      const [path = '', fixed] = expected.path.split('?')
      const labelled = path.replace('{ConnectionMode}', 'direct').replace(/\{\w+\}/g, 'a%2Fb')
      const search = [...(fixed ? [fixed] : []), ...required(expected, operation.query)].join('&')
      output = Object.fromEntries(operation.output.members.map(({ name }) => [name, 'x']))
      for (const { name, shape, location } of operation.output.members) {
        if (location !== 'header') output[name] = fc.sample(arbitraryOf(shape), { numRuns: 1, seed: 3 })[0]
      }
      const request = { method: expected.method, path: search ? `${labelled}?${search}` : labelled, headers, body }
      const answer = await sendRaw(port, request)

      const label = `${expected.operation}: ${answer.text.slice(0, 200)}`
      expect(answer.status, label).toBe(expected.successStatus)
      expect(called).toBe(expected.operation)
      expect(rootOf(String(body)) ?? null, label).toBe(expected.requestRoot)
      if (!expected.responseRoot?.includes('raw'))
        expect(rootOf(answer.text) ?? null, label).toBe(expected.responseRoot)
      expect(answer.headers['content-type'], label).toBe(contentType(expected.responseRoot))
      expect('location' in answer.headers, label).toBe(expected.returnsLocation)
      expect('etag' in answer.headers, label).toBe(expected.etagHeader !== null)
      if (expected.etagHeader) expect(answer.headers[expected.etagHeader.toLowerCase()], label).toBe('x')
    }
  })
})

/** Every parameter the list names, with a value that suits all of them. */
function required({ queryParams }: Expected, fixed: ReadonlyMap<string, string>): string[] {
  const values: Record<string, string> = { MaxItems: '1', Stage: 'LIVE', Type: 'custom' }
  return queryParams.filter(name => !fixed.has(name)).map(name => `${name}=${values[name] ?? 'a'}`)
}

function rootOf(document: string): string | undefined {
  return /^(?:<\?xml[^>]*>\s*)?<(\w+)/.exec(document)?.[1]
}

function contentType(responseRoot: string | null): string | undefined {
  if (responseRoot === null) return undefined
  return responseRoot.includes('raw') ? 'x' : 'text/xml'
}
