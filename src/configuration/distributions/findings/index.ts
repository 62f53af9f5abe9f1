import type * as CF from '@aws-sdk/client-cloudfront'
import { fromSdk } from '../../../cloudfront/model/json.ts'
import { cloudFrontPath } from '../../../cloudfront/model/json-pointer.ts'
import { structure } from '../../../cloudfront/model/shapes.ts'
import { pointerOf } from '../../../json-pointer.ts'
import { type Format } from '../../editing/config-formats.ts'
import { type ConfigJson } from '../defaults.ts'
import { mergePatchBetween } from '../../editing/merge-patch.ts'
import { behaviorRules } from './behaviors.ts'
import { cachingRules } from './caching.ts'
import { errorPageRules } from './error-pages.ts'
import { originRules } from './origins.ts'
import { type PolicyContents } from '../policy-contents.ts'
import { type FindingRule, type Place, severities, type Severity, withOwnPolicies } from './rule.ts'
import { type Finding } from './schemas.ts'
import { signerRules } from './signers.ts'
import { viewerRules } from './viewers.ts'

export const findingRules: readonly FindingRule[] = [
  ...originRules,
  ...behaviorRules,
  ...signerRules,
  ...cachingRules,
  ...errorPageRules,
  ...viewerRules
]

/** More places of one rule would not help, and each fix may repeat a whole list. */
const PLACES_OF_A_RULE_MAX = 10
const shape = structure('DistributionConfig')

/**
 * Settings that CloudFront accepts but that will not work or will cause harm, the most severe first, at most ten places
 * per rule. Pointers use the names of the format; a fix is always a merge patch with JSON's names.
 */
export function findingsOf(config: CF.DistributionConfig, format: Format = 'json'): Finding[] {
  return findingsOfJson(fromSdk(shape, config), format)
}

/** The same with what the policies of the account say, which writes do not read. */
export function findingsWithPolicies(config: CF.DistributionConfig, policies: PolicyContents): Finding[] {
  return findingsOfJson(withOwnPolicies(fromSdk(shape, config), policies))
}

/** The same for a configuration in JSON. */
export function findingsOfJson(json: ConfigJson, format: Format = 'json'): Finding[] {
  const found = findingRules.flatMap(rule =>
    placesOf(rule, json)
      .slice(0, PLACES_OF_A_RULE_MAX)
      .map(place => toFinding(json, place, format))
  )
  return found.sort((one, other) => severities.indexOf(other.severity) - severities.indexOf(one.severity))
}

/** A place of a configuration at which a rule has found something. */
export interface FoundPlace extends Place {
  readonly code: string
  readonly severity: Severity
}

/** All places of one severity, without a limit. */
export function placesOfSeverity(json: ConfigJson, severity: Severity): FoundPlace[] {
  return findingRules.filter(rule => rule.severity === severity).flatMap(rule => placesOf(rule, json))
}

function placesOf({ code, severity, find }: FindingRule, json: ConfigJson): FoundPlace[] {
  return find(json).map(place => ({ code, severity, ...place }))
}

/** What callers are shown of a place. */
export function toFinding(
  json: ConfigJson,
  { code, severity, path, detail, fixed }: FoundPlace,
  format: Format
): Finding {
  const pointer = pointerOf(format === 'json' ? path : cloudFrontPath(shape, path))
  return { code, severity, pointer, detail, ...(fixed && { fix: mergePatchBetween(json, fixed) as object }) }
}
