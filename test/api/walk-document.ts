import { stepsOf } from '../../src/json-pointer.ts'
import { expandedDocument } from '../helpers/expanded-document.ts'

export type Json = Readonly<Record<string, unknown>>

export interface Parameter {
  readonly name: string
  readonly in: string
  readonly description?: string
  readonly schema: Json
}
export interface Answer {
  readonly description: string
  readonly headers?: Readonly<Record<string, Json>>
  readonly content?: Readonly<Record<string, { readonly schema: Json }>>
}
export interface Operation {
  readonly operationId: string
  readonly path: string
  readonly method: string
  readonly parameters: readonly Parameter[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Json }>> }
  readonly responses: Readonly<Record<string, Answer>>
}

/** The document with its operations in a list, and every reference to follow. */
export async function readDocument() {
  const document = await expandedDocument()

  /** What a reference points to, with what stands beside it; anything else is itself. */
  function resolved<Value>(value: Value): Value {
    const { $ref, ...beside } = value as Json
    if (typeof $ref !== 'string') return value
    const target = stepsOf($ref.slice('#'.length)).reduce<unknown>((at, step) => (at as Json)[step], document)
    return { ...resolved(target as Json), ...beside } as Value
  }

  const operations = Object.entries(document.paths as Record<string, Record<string, Operation>>).flatMap(
    ([path, methods]) =>
      Object.entries(methods).map(([method, operation]): Operation => ({
        ...operation,
        path,
        method,
        parameters: (operation.parameters ?? []).map(resolved),
        responses: Object.fromEntries(
          Object.entries(operation.responses).map(([status, answer]) => [status, resolved(answer)])
        )
      }))
  )
  return { document, operations, resolved }
}

/** Every object and array within, with the way to it. */
export function* placesOf(value: unknown, way: readonly string[] = []): Generator<[Json, readonly string[]]> {
  if (typeof value !== 'object' || value === null) return
  yield [value as Json, way]
  for (const [key, member] of Object.entries(value)) yield* placesOf(member, [...way, key])
}
