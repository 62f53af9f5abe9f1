import { STATUS_CODES } from 'node:http'
import { defaultAnswerOf } from './default-answer.ts'

type Json = Record<string, unknown>

interface Operation {
  readonly operationId: string
  readonly parameters?: Json[]
  requestBody?: Json
  responses: Record<string, Json>
}

/** What several operations have in common. */
interface Repeated {
  readonly value: Json
  readonly firstAt: string
  uses: number
}

/**
 * Moves parameters, bodies, headers and answers that several operations share to `components`, and replaces the answers that any
 * request can get by a `default` (default-answer.ts). The most frequent one of a name (of a parameter, header or status) has that
 * name; others have it together with the first operation that uses them.
 */
export function hoistShared(document: Json): Json {
  const operations = operationsOf(document)
  const { responses: given = {}, ...components } = document.components as { responses?: Record<string, Json> } & Json
  const answers = [
    ...operations.flatMap(({ operationId, responses }) =>
      Object.values(responses).map(answer => ({ answer, operationId }))
    ),
    ...Object.entries(given).map(([name, answer]) => ({ answer, operationId: name }))
  ].map(({ answer, operationId }) => ({
    answer,
    operationId,
    own: Object.entries((answer.headers ?? {}) as Record<string, Json>)
  }))

  const headers = createShelf('headers')
  for (const { operationId, own } of answers) {
    for (const [name, header] of own) headers.count(pascalCase(name), header, operationId)
  }
  for (const { answer, own } of answers) {
    if (own.length === 0) continue
    answer.headers = Object.fromEntries(own.map(([name, header]) => [name, headers.placed(pascalCase(name), header)]))
  }

  const bodies = createShelf('requestBodies')
  const responses = createShelf('responses')
  const parameters = createShelf('parameters')
  for (const { operationId, parameters: own = [], requestBody, responses: answers } of operations) {
    if (requestBody) bodies.count('Body', requestBody, operationId)
    for (const parameter of own) parameters.count(pascalCase(String(parameter.name)), parameter, operationId)
    for (const [status, answer] of Object.entries(answers)) responses.count(nameOf(status), answer, operationId)
  }
  for (const operation of operations) {
    if (operation.requestBody) operation.requestBody = bodies.placed('Body', operation.requestBody)
    operation.parameters?.forEach((parameter, index, all) => {
      all[index] = parameters.placed(pascalCase(String(parameter.name)), parameter)
    })
    for (const [status, answer] of Object.entries(operation.responses)) {
      operation.responses[status] = responses.placed(nameOf(status), answer)
    }
  }
  const placed = responses.components() as Record<string, Json>
  const defaults = createShelf('responses')
  const folded = operations.flatMap(operation => {
    const found = defaultAnswerOf(operation.responses, placed)
    if (found) defaults.count('Problem', found.defaultAnswer, operation.operationId)
    return found ? [{ operation, ...found }] : []
  })
  for (const { operation, own, defaultAnswer } of folded) {
    operation.responses = { ...own, default: defaults.placed('Problem', defaultAnswer) }
  }

  return {
    ...document,
    components: {
      ...components,
      parameters: parameters.components(),
      requestBodies: bodies.components(),
      headers: headers.components(),
      responses: { ...given, ...placed, ...defaults.components() }
    }
  }
}

function operationsOf(document: Json): Operation[] {
  const paths = document.paths as Record<string, Record<string, Operation>>
  return Object.values(paths).flatMap(path => Object.values(path))
}

function createShelf(kind: 'parameters' | 'headers' | 'requestBodies' | 'responses') {
  const byName = new Map<string, Map<string, Repeated>>()

  function componentName(name: string, text: string): string | undefined {
    const all = [...(byName.get(name) ?? [])]
    const found = byName.get(name)?.get(text)
    if (!found || found.uses < 2) return undefined
    const [most] = all.sort(([, one], [, other]) => other.uses - one.uses)
    return most?.[0] === text ? name : `${name}.${found.firstAt}`
  }

  return {
    count(name: string, value: Json, firstAt: string): void {
      const same = byName.get(name) ?? new Map<string, Repeated>()
      byName.set(name, same)
      const text = JSON.stringify(value)
      const known = same.get(text) ?? { value, firstAt, uses: 0 }
      known.uses += 1
      same.set(text, known)
    },
    /** A reference to the component, or the part itself where it is used only once. */
    placed(name: string, value: Json): Json {
      const component = componentName(name, JSON.stringify(value))
      return component === undefined ? value : { $ref: `#/components/${kind}/${component}` }
    },
    components(): Json {
      const placed = [...byName].flatMap(([name, same]) =>
        [...same].flatMap(([text, { value }]) => {
          const component = componentName(name, text)
          return component === undefined ? [] : [[component, value] as const]
        })
      )
      return Object.fromEntries(placed.sort(([one], [other]) => (one < other ? -1 : 1)))
    }
  }
}

/** `404` is `NotFound`. */
function nameOf(status: string): string {
  return pascalCase(STATUS_CODES[status] ?? status)
}

function pascalCase(name: string): string {
  return name
    .split(/[^A-Za-z0-9]+/)
    .map(word => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')
}
