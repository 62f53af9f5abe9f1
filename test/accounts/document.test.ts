import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { startTwo } from './start-accounts.ts'

interface Document {
  info: { description: string }
  paths: Record<string, Record<string, { parameters?: Parameter[] }>>
  components: { parameters?: Record<string, Parameter> }
}
interface Parameter {
  $ref?: string
  name?: string
  in?: string
  schema?: { enum?: string[] }
}

const committed = JSON.parse(readFileSync(new URL('../../openapi/openapi.json', import.meta.url), 'utf8')) as Document

/** The parameter `account` of each operation that has one. */
function accountParameters({ paths, components }: Document): Map<string, Parameter> {
  const found = new Map<string, Parameter>()
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, { parameters = [] }] of Object.entries(methods)) {
      for (const { $ref, ...given } of parameters) {
        const parameter = $ref === undefined ? given : components.parameters?.[$ref.split('/').at(-1) ?? '']
        if (parameter?.name === 'account') found.set(`${method.toUpperCase()} ${path}`, parameter)
      }
    }
  }
  return found
}

test('the document in front of several accounts has the parameter with their names, and the committed one mentions it', async () => {
  const { request, blue, green } = await startTwo()
  const { body } = await request.get('/openapi.json')
  const parameters = accountParameters(body)
  for (const operation of [
    'POST /distributions',
    'GET /distributions',
    'GET /functions/{functionName}',
    'GET /operations',
    'GET /invalidations',
    'GET /audit'
  ]) {
    expect(parameters.get(operation), operation).toMatchObject({ in: 'query', schema: { enum: ['blue', 'green'] } })
  }
  expect([...parameters.keys()].filter(operation => operation.includes('{distributionId}'))).toEqual([])
  expect(body.info.description).toContain(
    `Several accounts are behind this service: blue (${blue.url}), green (${green.url}).`
  )
  expect([...accountParameters(committed)]).toEqual([])
  expect(committed.info.description).toContain('operations also have the parameter `account`')
})
