import { pascalCase, responseNameOf } from './component-names.ts'
import { defaultAnswerOf } from './default-answer.ts'
import { ON_EVERY_ANSWER } from './general-answers.ts'

type Json = Record<string, unknown>

interface Operation {
  readonly operationId: string
  parameters?: Json[]
  requestBody?: Json
  responses: Record<string, Json>
}

type Methods = Readonly<Record<string, Operation>>

/** A part that several operations may have in common. */
interface Repeated {
  readonly value: Json
  /** Of the operations that use it, the one with the shortest name. */
  usedBy: string
  uses: number
}

/**
 * Moves parameters, bodies, headers and answers that several operations share to `components`, and replaces the answers
 * that any request can get by a `default` (default-answer.ts). Path parameters are declared with the path. The most
 * frequent variant of a parameter, header or status has its name; others also have the shortest name of an operation
 * that uses them.
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
  const paths = Object.entries(document.paths as Record<string, Methods>).map(([path, methods]) => {
    return { path, methods, ofPath: takeParametersOfPath(Object.values(methods)) }
  })
  for (const { methods, ofPath } of paths) {
    const [first] = Object.values(methods)
    for (const parameter of ofPath) parameters.count(componentNameOf(parameter), parameter, first?.operationId ?? '')
  }
  for (const { operationId, parameters: own = [], requestBody, responses: answers } of operations) {
    if (requestBody) bodies.count('Body', requestBody, operationId)
    for (const parameter of own) parameters.count(componentNameOf(parameter), parameter, operationId)
    for (const [status, answer] of Object.entries(answers)) responses.count(responseNameOf(status), answer, operationId)
  }
  const placedParameter = (parameter: Json) => parameters.placed(componentNameOf(parameter), parameter)
  for (const operation of operations) {
    if (operation.parameters) operation.parameters = operation.parameters.map(placedParameter)
    if (operation.requestBody) operation.requestBody = bodies.placed('Body', operation.requestBody)
    for (const [status, answer] of Object.entries(operation.responses)) {
      operation.responses[status] = responses.placed(responseNameOf(status), answer)
    }
  }
  const placed = responses.components() as Record<string, Json>
  const defaults = createShelf('responses')
  const ofEveryAnswer = Object.fromEntries(
    Object.keys(ON_EVERY_ANSWER).map(name => [name, { $ref: `#/components/headers/${pascalCase(name)}` }])
  )
  const folded = operations.flatMap(operation => {
    const found = defaultAnswerOf(operation.responses, placed, ofEveryAnswer)
    if (found) defaults.count('Problem', found.defaultAnswer, operation.operationId)
    return found ? [{ operation, ...found }] : []
  })
  for (const { operation, own, defaultAnswer } of folded) {
    operation.responses = { ...own, default: defaults.placed('Problem', defaultAnswer) }
  }

  const everyHeader = Object.entries(ON_EVERY_ANSWER).map(([name, header]) => [pascalCase(name), header] as const)
  return {
    ...document,
    paths: Object.fromEntries(
      paths.map(({ path, methods, ofPath }) => {
        return [path, { ...(ofPath.length > 0 && { parameters: ofPath.map(placedParameter) }), ...methods }]
      })
    ),
    components: {
      ...components,
      parameters: parameters.components(),
      requestBodies: bodies.components(),
      headers: { ...headers.components(), ...Object.fromEntries(everyHeader) },
      responses: { ...given, ...placed, ...defaults.components() }
    }
  }
}

function operationsOf(document: Json): Operation[] {
  const paths = document.paths as Record<string, Methods>
  return Object.values(paths).flatMap(methods => Object.values(methods))
}

/** Removes the path parameters from operations that all declare the same ones, and returns them. */
function takeParametersOfPath(operations: readonly Operation[]): Json[] {
  const [shared = [], ...others] = operations.map(inPath)
  const text = JSON.stringify(shared)
  if (shared.length === 0 || others.some(other => JSON.stringify(other) !== text)) return []
  for (const operation of operations) {
    const own = (operation.parameters ?? []).filter(parameter => parameter.in !== 'path')
    if (own.length > 0) operation.parameters = own
    else delete operation.parameters
  }
  return shared
}

function inPath({ parameters = [] }: Operation): Json[] {
  return parameters.filter(parameter => parameter.in === 'path')
}

/** The operations of a path by method, without the parameters of the path. */
export function methodsOf<Operation extends object>(
  item: Readonly<Record<string, Operation>>
): Record<string, Operation> {
  const { parameters: _, ...methods } = item
  return methods
}

function createShelf(kind: 'parameters' | 'headers' | 'requestBodies' | 'responses') {
  const byName = new Map<string, Map<string, Repeated>>()

  function componentName(name: string, text: string): string | undefined {
    const all = [...(byName.get(name) ?? [])]
    const found = byName.get(name)?.get(text)
    if (!found || found.uses < 2) return undefined
    const [most] = all.sort(([, one], [, other]) => other.uses - one.uses)
    return most?.[0] === text ? name : `${name}.${found.usedBy}`
  }

  return {
    count(name: string, value: Json, operationId: string): void {
      const same = byName.get(name) ?? new Map<string, Repeated>()
      byName.set(name, same)
      const text = JSON.stringify(value)
      const known = same.get(text) ?? { value, usedBy: operationId, uses: 0 }
      known.uses += 1
      if (operationId.length < known.usedBy.length) known.usedBy = operationId
      same.set(text, known)
    },
    /** A reference to the component, or the part itself if it is used only once. */
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

function componentNameOf(parameter: Json): string {
  return pascalCase(String(parameter.name))
}
