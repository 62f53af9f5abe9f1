import { jsonName } from './json-names.ts'
import { type Member, type StructureShape } from './shapes.ts'

/**
 * How a structure looks in JSON:
 * - `list`: `{Quantity, Items}` and `{Items}` are plain arrays;
 * - `counted`: a `Quantity` beside other members is left out and counted on the way back;
 * - `page`: one page of a list, whose `quantity` appears only if it differs from the number of items;
 * - `object`: everything else, member by member.
 */
export type JsonForm =
  | { readonly kind: 'list'; readonly items: Member; readonly counted: boolean }
  | {
      readonly kind: 'counted' | 'page' | 'object'
      readonly members: readonly JsonMember[]
      /** The list that `Quantity` counts; undefined if the structure has no `Quantity`. */
      readonly counted: Member | undefined
    }

export interface JsonMember {
  readonly member: Member
  readonly jsonName: string
  /** A string of the model that holds a number, which is a number in JSON. */
  readonly numeric: boolean
}

/** The one status code that is a string in the model; all others are numbers. */
const NUMERIC = { structure: 'CustomErrorResponse', member: 'ResponseCode' } as const

const forms = new WeakMap<StructureShape, JsonForm>()

export function jsonFormOf(structure: StructureShape): JsonForm {
  let form = forms.get(structure)
  if (!form) {
    form = readForm(structure)
    forms.set(structure, form)
  }
  return form
}

function readForm(structure: StructureShape): JsonForm {
  const items = structure.member.get('Items')
  const quantity = structure.member.get('Quantity')
  if (items?.shape.kind === 'list' && structure.members.length === (quantity ? 2 : 1)) {
    return { kind: 'list', items, counted: quantity !== undefined }
  }
  const page = structure.member.has('MaxItems')
  const lists = structure.members.filter(({ shape }) => shape.kind === 'list')
  if (quantity && lists.length !== 1) throw new Error(`${structure.name} has a Quantity and ${lists.length} lists`)
  const members = structure.members
    .filter(member => page || member !== quantity)
    .map(member => ({
      member,
      jsonName: jsonName(member.name),
      numeric: structure.name === NUMERIC.structure && member.name === NUMERIC.member
    }))
  if (new Set(members.map(({ jsonName }) => jsonName)).size !== members.length) {
    throw new Error(`two members of ${structure.name} have one name in JSON`)
  }
  return {
    kind: page && items ? 'page' : quantity ? 'counted' : 'object',
    members,
    counted: quantity && lists[0]
  }
}
