import { type DistributionConfig } from '@aws-sdk/client-cloudfront'
import { type FieldError, ServiceError } from '../../../errors.ts'
import { pointerOf } from '../../../json-pointer.ts'
import { inFormat } from '../config-format.ts'
import { type Format } from '../../editing/config-formats.ts'
import { valueAt } from '../../editing/diff.ts'
import { type ConfigJson } from '../defaults.ts'
import { type FoundPlace, placesOfSeverity, toFinding } from './index.ts'

interface Versions {
  /** Absent where there is none yet. */
  readonly before?: DistributionConfig | undefined
  readonly after: DistributionConfig
}

/** Throws SEVERE_FINDINGS, naming each place in the names of the form. */
type SevereRefusal = (versions: Versions, format?: Format) => void

/** What severe findings refuse, by what the caller asks for; undefined is nothing, so that nothing need be computed. */
export type StrictFindings = (asked: boolean | undefined) => SevereRefusal | undefined

/** Each fix may repeat a whole list. */
const ERRORS_MAX = 20
const WOULD_NOT_WORK = 'CloudFront would accept this configuration, but it would not work.'

/**
 * A caller's `strict` wants a configuration without severe findings. `always` is the operator's, which no caller can switch
 * off: no write may bring a severe finding, nor change what has one and leave it. What stays as it is refuses nothing, so that
 * a distribution of before the rule can still be disabled, or get a web ACL in an incident.
 */
export function createStrictFindings({ always }: { always: boolean }): StrictFindings {
  return (asked = false) => {
    if (!asked && !always) return undefined
    return ({ before, after }, format = 'json') => {
      const json = inFormat(after, 'json') as ConfigJson
      const untouched = new Set(asked || !before ? [] : identitiesIn(before))
      const refused = placesOfSeverity(json, 'severe').filter(place => !untouched.has(identityOf(json, place)))
      if (refused.length === 0) return
      throw new ServiceError(
        'SEVERE_FINDINGS',
        asked ? WOULD_NOT_WORK : `${WOULD_NOT_WORK} The operator does not allow such configurations.`,
        { errors: refused.slice(0, ERRORS_MAX).map(place => toError(json, place, format)) }
      )
    }
  }
}

function identitiesIn(config: DistributionConfig): string[] {
  const json = inFormat(config, 'json') as ConfigJson
  return placesOfSeverity(json, 'severe').map(place => identityOf(json, place))
}

/** The rule, and all of the origin, behavior or member that it speaks of. */
function identityOf(json: ConfigJson, { code, path }: FoundPlace): string {
  const holder = path.slice(0, typeof path[1] === 'number' ? 2 : 1)
  return `${code} ${JSON.stringify(valueAt(json, pointerOf(holder)))}`
}

function toError(json: ConfigJson, place: FoundPlace, format: Format): FieldError {
  const { code, pointer, detail, fix } = toFinding(json, place, format)
  return { pointer, detail: `${code}: ${detail}`, ...(fix && { fix }) }
}
