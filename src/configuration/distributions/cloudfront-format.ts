import type * as CF from '@aws-sdk/client-cloudfront'
import { fromCloudFrontJsonToSdk } from '../../cloudfront/model/cloudfront-json.ts'
import { fromSdk, type Json, toSdk } from '../../cloudfront/model/json.ts'
import { cloudFrontPath } from '../../cloudfront/model/json-pointer.ts'
import { structure } from '../../cloudfront/model/shapes.ts'
import { type FieldError } from '../../errors.ts'
import { isObject } from '../../json-object.ts'
import { pointerOf, stepsOf } from '../../json-pointer.ts'

const shape = structure('DistributionConfig')

type Members = Readonly<Record<string, unknown>>

interface CloudFrontFormat {
  readonly config: CF.DistributionConfig
  /** The same in JSON, as it was given. */
  readonly given: Json<CF.DistributionConfig>
  /** The same in JSON, with defaults filled in. */
  readonly completed: Members
}

/**
 * Reads a configuration in CloudFront's own format and fills in what is missing, by way of JSON, for which defaults are
 * defined. What is given stays as it was written, even if it is wrong, for the rules to check.
 */
export function readCloudFrontFormat(
  document: unknown,
  complete: (config: Json<CF.DistributionConfig>) => Members
): CloudFrontFormat {
  const written = fromCloudFrontJsonToSdk(shape, document) as CF.DistributionConfig
  const given = fromSdk(shape, written)
  const completed = complete(given)
  return { config: withMissing(written, toSdk(shape, completed)) as CF.DistributionConfig, given, completed }
}

/** Errors whose pointers are into the JSON, with pointers into CloudFront's own format. */
export function inCloudFrontFormat(errors: readonly FieldError[]): FieldError[] {
  return errors.map(({ pointer = '', detail }) => ({
    pointer: pointerOf(cloudFrontPath(shape, stepsOf(pointer))),
    detail
  }))
}

/** Items are completed in their order. */
function withMissing(given: unknown, complete: unknown): unknown {
  if (Array.isArray(given)) {
    const items = Array.isArray(complete) ? (complete as unknown[]) : []
    return given.map((item, index) => withMissing(item, items[index]))
  }
  if (!isObject(given) || !isObject(complete)) return given
  const own = Object.entries(given).map(([name, value]) => [name, withMissing(value, complete[name])])
  return { ...complete, ...Object.fromEntries(own) }
}
