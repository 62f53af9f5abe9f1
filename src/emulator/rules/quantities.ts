import { type Shape, type StructureShape } from '../../cloudfront/model/shapes.ts'
import { fault } from '../wire/handlers.ts'

/**
 * Every `Quantity` must be the number of its `Items`, at any depth; `InconsistentQuantities` names the list
 * (wording as in linz/basemaps #2120).
 */
export function checkQuantities(shape: StructureShape, value: unknown, name: string): void {
  walk(shape, value, name)
}

function walk(shape: Shape, value: unknown, name: string): void {
  if (value == null) return
  if (shape.kind === 'list') {
    for (const item of value as unknown[]) walk(shape.item, item, name)
  } else if (shape.kind === 'structure') {
    const structure = value as Record<string, unknown>
    if (shape.member.has('Quantity') && shape.member.has('Items')) checkList(structure, name)
    for (const member of shape.members) walk(member.shape, structure[member.name], memberName(member.name, name))
  }
}

function checkList({ Quantity, Items }: Record<string, unknown>, name: string): void {
  const supplied = Array.isArray(Items) ? Items.length : 0
  if (Quantity === supplied) return
  throw fault(
    'InconsistentQuantities',
    `The specified quantity of ${name} (${String(Quantity)}) does not match the actual quantity supplied (${supplied}).`
  )
}

/** `Items` is called by the name of its list. */
function memberName(member: string, parent: string): string {
  return member === 'Items' ? parent : member
}
