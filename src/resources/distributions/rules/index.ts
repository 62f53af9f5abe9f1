import type * as CF from '@aws-sdk/client-cloudfront'
import { jsonPointer, type SdkPath } from '../../../cloudfront/model/json-pointer.ts'
import { type Shape, structure } from '../../../cloudfront/model/shapes.ts'
import { behaviorRules } from './behaviors.ts'
import { errorResponseRules } from './error-responses.ts'
import { originRules } from './origins.ts'
import { type Report, type Rule } from './rule.ts'
import { settingRules } from './settings.ts'
import { viewerRules } from './viewers.ts'

export interface BrokenRule {
  /** JSON pointer (RFC 6901) into the document that was given. */
  readonly pointer: string
  readonly detail: string
}

const rules: readonly Rule[] = [
  ...originRules,
  ...behaviorRules,
  ...viewerRules,
  ...errorResponseRules,
  ...settingRules
]
const shape = structure('DistributionConfig')

/**
 * What CloudFront would refuse and the document alone shows, every place of it at once. The pointers are in the names of
 * the form that the caller wrote.
 */
export function brokenRules(config: CF.DistributionConfig, face: 'json' | 'cloudfront'): BrokenRule[] {
  return check([(config, report) => reportWrongQuantities(shape, config, [], report), ...rules], config, face)
}

/** The rules for error pages alone, in JSON's names. */
export function brokenErrorPageRules(responses: CF.CustomErrorResponses): BrokenRule[] {
  return check(errorResponseRules, { CustomErrorResponses: responses } as CF.DistributionConfig, 'json')
}

/** For error pages that the caller gave at another place than CloudFront's `customErrorResponses`. */
export function movedTo(place: string, broken: readonly BrokenRule[], from = '/customErrorResponses'): BrokenRule[] {
  return broken.map(rule =>
    rule.pointer.startsWith(from) ? { ...rule, pointer: place + rule.pointer.slice(from.length) } : rule
  )
}

function check(rules: readonly Rule[], config: CF.DistributionConfig, face: 'json' | 'cloudfront'): BrokenRule[] {
  const broken: BrokenRule[] = []
  const report: Report = (path, detail) => broken.push({ pointer: jsonPointer(shape, path, face), detail })
  for (const rule of rules) rule(config, report)
  return broken
}

/** Only CloudFront's own form can get a count wrong; CloudFront answers InconsistentQuantities. */
function reportWrongQuantities(shape: Shape, value: unknown, path: SdkPath, report: Report): void {
  if (value === undefined || value === null) return
  if (shape.kind === 'list') {
    ;(value as unknown[]).forEach((item, index) => reportWrongQuantities(shape.item, item, [...path, index], report))
  }
  if (shape.kind !== 'structure') return
  const members = value as Record<string, unknown>
  const list = shape.members.find(({ shape: { kind } }) => kind === 'list')
  if (list && typeof members.Quantity === 'number') {
    const count = (members[list.name] as unknown[] | undefined)?.length ?? 0
    if (members.Quantity !== count)
      report([...path, 'Quantity'], `It says ${members.Quantity}; there are ${count} items.`)
  }
  for (const member of shape.members)
    reportWrongQuantities(member.shape, members[member.name], [...path, member.name], report)
}
