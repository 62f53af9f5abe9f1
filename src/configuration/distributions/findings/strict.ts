import { type DistributionConfig } from '@aws-sdk/client-cloudfront'
import { type FieldError, ServiceError } from '../../../errors.ts'
import { valueAt } from '../../../json-pointer.ts'
import { inFormat } from '../config-format.ts'
import { type Format } from '../../editing/config-formats.ts'
import { type ConfigJson } from '../defaults.ts'
import { type FoundPlace, placesOfSeverity, toFinding } from './index.ts'

interface Versions {
  /** Absent for a new distribution. */
  readonly before?: DistributionConfig | undefined
  readonly after: DistributionConfig
}

/** Throws SEVERE_FINDINGS with a pointer to each place, in the names of the format. */
type SevereRefusal = (versions: Versions, format?: Format) => void

/** The check for what the caller asked for; undefined if nothing is refused, so that nothing needs to be computed. */
export type StrictFindings = (asked: boolean | undefined) => SevereRefusal | undefined

/** Each fix may repeat a whole list. */
const ERRORS_MAX = 20
const WOULD_NOT_WORK = 'CloudFront would accept this configuration, but it would not work.'

/**
 * With a caller's `strict`, the configuration must have no severe findings. With the operator's `always`, no write may
 * introduce a severe finding, or change a part that has one without fixing it. Unchanged parts are not refused, so that
 * an existing distribution can still be disabled, or get a web ACL in an incident.
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

/** The rule and the whole origin, behavior or member that it is about. */
function identityOf(json: ConfigJson, { code, path }: FoundPlace): string {
  const holder = path.slice(0, typeof path[1] === 'number' ? 2 : 1)
  return `${code} ${JSON.stringify(valueAt(json, holder))}`
}

function toError(json: ConfigJson, place: FoundPlace, format: Format): FieldError {
  const { code, pointer, detail, fix } = toFinding(json, place, format)
  return { pointer, detail: `${code}: ${detail}`, ...(fix && { fix }) }
}
