import { type Shape } from '../../cloudfront/model/shapes.ts'

type Path = readonly (string | number)[]

/**
 * Reports each `Quantity` that differs from the length of its list, for which CloudFront answers
 * InconsistentQuantities. Only CloudFront's own format has counts.
 */
export function reportWrongQuantities(
  shape: Shape,
  value: unknown,
  report: (path: Path, detail: string) => void,
  path: Path = []
): void {
  if (value === undefined || value === null) return
  if (shape.kind === 'list') {
    ;(value as unknown[]).forEach((item, index) => reportWrongQuantities(shape.item, item, report, [...path, index]))
  }
  if (shape.kind !== 'structure') return
  const members = value as Record<string, unknown>
  const list = shape.members.find(({ shape: { kind } }) => kind === 'list')
  if (list && typeof members.Quantity === 'number') {
    const count = (members[list.name] as unknown[] | undefined)?.length ?? 0
    if (members.Quantity !== count) {
      report(
        [...path, 'Quantity'],
        `It is ${members.Quantity}, but there ${count === 1 ? 'is 1 item' : `are ${count} items`}.`
      )
    }
  }
  for (const { name, shape: inner } of shape.members) {
    reportWrongQuantities(inner, members[name], report, [...path, name])
  }
}
