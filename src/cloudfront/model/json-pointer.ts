import { pointerOf } from '../../json-pointer.ts'
import { jsonFormOf } from './json-form.ts'
import { type Shape } from './shapes.ts'

/** The path of a value in the SDK's objects: `['Origins', 'Items', 0, 'DomainName']`. */
export type SdkPath = readonly (string | number)[]

/**
 * The same path as a JSON pointer (RFC 6901) into the JSON that the caller sent: `/origins/0/domainName`, or
 * `/Origins/Items/0/DomainName` in CloudFront's own format. Throws for a path the shape does not have.
 */
export function jsonPointer(shape: Shape, path: SdkPath, format: 'json' | 'cloudfront'): string {
  return pointerOf(format === 'cloudfront' ? path : inJson(shape, path))
}

function inJson(shape: Shape, path: SdkPath): (string | number)[] {
  const [step, ...rest] = path
  if (step === undefined) return []
  if (shape.kind === 'list') return [step, ...inJson(shape.item, rest)]
  if (shape.kind !== 'structure') throw new Error(`a ${shape.kind} has no ${JSON.stringify(step)}`)
  const form = jsonFormOf(shape)
  const member = shape.member.get(String(step))
  if (!member) throw new Error(`${shape.name} has no member ${JSON.stringify(step)}`)
  if (form.kind === 'list') return member === form.items ? inJson(member.shape, rest) : []
  const named = form.members.find(candidate => candidate.member === member)
  // A Quantity is not in the JSON: errors about it are reported at its structure.
  return named ? [named.jsonName, ...inJson(member.shape, rest)] : []
}

/** A path in JSON's names as the path in CloudFront's own format. Throws for a path that the shape does not have. */
export function cloudFrontPath(shape: Shape, path: SdkPath): SdkPath {
  const [step, ...rest] = path
  if (step === undefined) return []
  if (shape.kind === 'list') return [step, ...cloudFrontPath(shape.item, rest)]
  if (shape.kind !== 'structure') throw new Error(`a ${shape.kind} has no ${JSON.stringify(step)}`)
  const form = jsonFormOf(shape)
  if (form.kind === 'list') return [form.items.name, ...cloudFrontPath(form.items.shape, path)]
  const named = form.members.find(({ jsonName }) => jsonName === step)
  if (!named) throw new Error(`${shape.name} has no member ${JSON.stringify(step)}`)
  return [named.member.name, ...cloudFrontPath(named.member.shape, rest)]
}
