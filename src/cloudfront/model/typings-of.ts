import * as CF from '@aws-sdk/client-cloudfront'
import { typings } from './typings.ts'

/** What scripts/extract-typings.js extracts from the SDK's type declarations. */
export interface Typings {
  readonly structures: Readonly<Record<string, StructureTypings>>
  readonly operations: Readonly<Record<string, OperationTypings>>
}

interface Described {
  /** A few sentences of AWS's documentation, without mark-up. */
  readonly description?: string
  readonly deprecated?: true
}
interface StructureTypings extends Described {
  readonly members: Readonly<Record<string, MemberTypings>>
}
export interface MemberTypings extends Described {
  /** The SDK's export that holds the values of the member, or of its items if it is a list. */
  readonly enum?: string
  readonly float?: true
}
export interface OperationTypings extends Described {
  readonly errors: readonly string[]
}

const NONE: MemberTypings = {}

export function structureTypings(structureName: string): Described {
  return typings.structures[structureName] ?? NONE
}

export function memberTypings(structureName: string, memberName: string): MemberTypings {
  return typings.structures[structureName]?.members[memberName] ?? NONE
}

/** Throws for an unknown operation. */
export function operationTypings(operationName: string): OperationTypings {
  const found = typings.operations[operationName]
  if (!found) throw new Error(`the SDK's typings have no operation ${operationName}`)
  return found
}

/** The values that a member may have; undefined if it may have any. */
export function enumValues(structureName: string, memberName: string): readonly string[] | undefined {
  const name = memberTypings(structureName, memberName).enum
  if (name === undefined) return undefined
  const values: unknown = CF[name as keyof typeof CF]
  if (typeof values !== 'object' || values === null) throw new Error(`the SDK exports no enum ${name}`)
  return Object.values(values) as string[]
}
