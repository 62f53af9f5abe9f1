import type * as CF from '@aws-sdk/client-cloudfront'
import { fromSdk } from '../../../cloudfront/model/json.ts'
import { jsonPointer, type SdkPath } from '../../../cloudfront/model/json-pointer.ts'
import { type Shape, structure } from '../../../cloudfront/model/shapes.ts'
import { type CurrentVersion } from '../editor.ts'
import { type Format } from '../../editing/config-formats.ts'
import { newSince } from '../../editing/faults.ts'
import { reportWrongQuantities } from '../../editing/quantities.ts'
import { behaviorRules } from './behaviors.ts'
import { errorResponseRules } from './error-responses.ts'
import { originRules } from './origins.ts'
import { type Report, type Rule, shortened } from './rule.ts'
import { LIST_LENGTH_MAX, LIST_TOO_LONG } from './list-length.ts'
import { settingRules } from './settings.ts'
import { updateRulesIn } from './update.ts'
import { viewerRules } from './viewers.ts'

export interface BrokenRule {
  /** JSON pointer (RFC 6901) into the document that was given. */
  readonly pointer: string
  readonly detail: string
}

const FINDINGS_MAX = 20
const DETAIL_LENGTH_MAX = 1_000

const rules: readonly Rule[] = [
  (config, report) => reportWrongQuantities(shape, config, report),
  ...originRules,
  ...behaviorRules,
  ...viewerRules,
  ...errorResponseRules,
  ...settingRules
]
const shape = structure('DistributionConfig')

/**
 * What CloudFront would refuse, as far as the document shows it, at most twenty places. Pointers use the names of the
 * caller's format.
 */
export function brokenRules(config: CF.DistributionConfig, format: Format): BrokenRule[] {
  return check(rules, config, format, all => all.length >= FINDINGS_MAX)
}

/**
 * The same for an update, including members that an update must not omit. Rules that the current version breaks already
 * are not reported: CloudFront has accepted it.
 */
export function brokenUpdateRules(
  config: CF.DistributionConfig,
  current: Pick<CurrentVersion, 'config' | 'json'>,
  format: Format
): BrokenRule[] {
  const both = [...rules, ...updateRulesIn(format)]
  // Most updates break none; then the current version need not be checked.
  if (check(both, config, format, all => all.length > 0).length === 0) return []
  // Compared in JSON, whatever the format: the current version is there in it.
  const before = { value: current.json, faults: check(both, current.config, 'json', () => false) }
  const isNew = newSince(before, fromSdk(shape, config))
  return check(both, config, format, all => all.length >= FINDINGS_MAX, isNew)
}

/** The same if the current version is not known: this may report rules that it breaks already. */
export function brokenRulesOfAnyUpdate(config: CF.DistributionConfig, format: Format): BrokenRule[] {
  return check([...rules, ...updateRulesIn(format)], config, format, all => all.length >= FINDINGS_MAX)
}

/** Only the rules for error pages, with JSON's names. */
export function brokenErrorPageRules(responses: CF.CustomErrorResponses): BrokenRule[] {
  const config = { CustomErrorResponses: responses } as CF.DistributionConfig
  return check(errorResponseRules, config, 'json', all => all.length >= FINDINGS_MAX)
}

/** For error pages that the caller gave in another member than CloudFront's `customErrorResponses`. */
export function movedTo(place: string, broken: readonly BrokenRule[], from = '/customErrorResponses'): BrokenRule[] {
  return broken.map(rule =>
    rule.pointer.startsWith(from) ? { ...rule, pointer: place + rule.pointer.slice(from.length) } : rule
  )
}

/** Thrown by a report to leave the rules, which never catch anything. */
class EnoughFindings extends Error {}

function check(
  rules: readonly Rule[],
  config: CF.DistributionConfig,
  format: Format,
  isEnough: (broken: readonly BrokenRule[]) => boolean,
  isWanted: (finding: BrokenRule) => boolean = () => true
): BrokenRule[] {
  const broken: BrokenRule[] = []
  const report: Report = (path, detail) => {
    const finding = { pointer: jsonPointer(shape, path, 'json'), detail: shortened(detail, DETAIL_LENGTH_MAX) }
    if (!isWanted(finding)) return
    broken.push({ ...finding, pointer: jsonPointer(shape, path, format) })
    if (isEnough(broken)) throw new EnoughFindings()
  }
  try {
    reportLongLists(shape, config, [], report)
    // Configurations with absurdly long lists are not checked any further.
    if (broken.length > 0) return broken
    for (const rule of rules) rule(config, report)
  } catch (error) {
    if (!(error instanceof EnoughFindings)) throw error
  }
  return broken
}

function reportLongLists(shape: Shape, value: unknown, path: SdkPath, report: Report): void {
  if (value === undefined || value === null) return
  if (shape.kind === 'list') {
    const items = value as unknown[]
    if (items.length > LIST_LENGTH_MAX) report(path, LIST_TOO_LONG)
    else items.forEach((item, index) => reportLongLists(shape.item, item, [...path, index], report))
  }
  if (shape.kind !== 'structure') return
  for (const { name, shape: inner } of shape.members) {
    reportLongLists(inner, (value as Record<string, unknown>)[name], [...path, name], report)
  }
}
