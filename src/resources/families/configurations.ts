import { type Operation as PatchOperation } from 'rfc6902'
import { fromSdk, toSdk } from '../../cloudfront/model/json.ts'
import { jsonName } from '../../cloudfront/model/json-names.ts'
import { type Format } from '../../configuration/editing/config-formats.ts'
import { type ConfigChange } from '../../configuration/editing/edit.ts'
import { applyJsonPatch } from '../../configuration/editing/json-patch.ts'
import { mergePatch } from '../../configuration/editing/merge-patch.ts'
import { refuse } from '../../configuration/editing/faults.ts'
import { findErrors } from '../../configuration/editing/schema-errors.ts'
import { refuseTags } from '../../configuration/tags/rules.ts'
import { type Tags } from '../../configuration/tags/schemas.ts'
import { isObject } from '../../json-object.ts'
import { configFromCloudFrontFormat, creationFromCloudFrontFormat } from './cloudfront-format.ts'
import { complete } from './defaults.ts'
import { type Family, type Json } from './family.ts'
import { creationOf } from './mapping.ts'
import { refuseRemovals, withFixed, withoutNone } from './removals.ts'
import { type FamilySchemas } from './schemas.ts'

/** A configuration in one of its two formats. */
export interface Given {
  readonly format: Format
  readonly body: Json
}

/** A family's configurations as the SDK takes them, made from requests. All functions throw VALIDATION_FAILED. */
export function createConfigurations({ family, schemas }: { family: Family; schemas: FamilySchemas }) {
  const { configShape } = family

  /** The configuration that a caller gave, with defaults filled in. Throws VALIDATION_FAILED. */
  function configIn({ format, body }: Given, reference: string | undefined, current?: object): object {
    const json = format === 'json' ? ofConfig(body) : configFromCloudFrontFormat(family, schemas, body)
    return completed(json, reference, current)
  }

  function completed(json: Json, reference: string | undefined, current?: object): object {
    const before = current && fromSdk<unknown>(configShape, current)
    const config = toSdk(configShape, complete(configShape, withReference(json, reference), before))
    return withoutNone(family, config as object)
  }

  /** A caller reference never changes; if a creation omits it, it is generated. */
  function withReference(json: Json, reference: string | undefined): Json {
    if (!configShape.member.has('CallerReference') || reference === undefined) return json
    return { ...json, callerReference: json.callerReference ?? reference }
  }

  function ofConfig(body: Json): Json {
    const names = new Set(Object.keys(schemas.replace.properties))
    return Object.fromEntries(Object.entries(body).filter(([name]) => names.has(name)))
  }

  function newOf({ format, body }: Given, callerReference: string) {
    const json = format === 'json' ? body : creationFromCloudFrontFormat(family, schemas, body)
    const tags = (json.tags ?? {}) as Tags
    refuseTags(tags, '/tags')
    const config = completed(ofConfig(json), callerReference)
    return { config, tags, ...creationOf(family, json, config) }
  }

  const referenceOf = (config: object) => (config as { CallerReference?: string }).CallerReference
  const replaceWith =
    (given: Given): ConfigChange<object> =>
    ({ config: current }) => {
      const after = configIn(given, referenceOf(current), current)
      const isNull = (name: string) => given.format === 'json' && given.body[jsonName(name)] === null
      const nulls = Object.keys(current).filter(isNull)
      refuseRemovals(family, Object.fromEntries(nulls.map(name => [name, true])), after)
      return withFixed(family, current, after)
    }

  function patchWith(patch: Json | readonly PatchOperation[]): ConfigChange<object> {
    return ({ config: current, json: before }) => {
      const patched = Array.isArray(patch)
        ? applyJsonPatch(before, patch as PatchOperation[], schemas.replace)
        : mergePatch(before, patch)
      const whole = isObject(patched) ? withReference(patched, referenceOf(current)) : patched
      const after = complete(configShape, whole, before)
      refuse(findErrors(schemas.replace, after, before, () => []))
      const config = withoutNone(family, toSdk(configShape, after) as object)
      refuseRemovals(family, current, config)
      return config
    }
  }

  return {
    /** The input for a creation. */
    newOf,

    /** From a whole configuration. */
    replaceWith,

    /** From a merge patch or a JSON patch. */
    patchWith
  }
}

/** The code of a function among the members of an input or an answer, as `PUT …/code` records it. */
export function codeIn(members: object): Json {
  const codes = Object.entries(members).filter(([, code]) => code instanceof Uint8Array)
  return Object.fromEntries(
    codes.map(([name, code]) => [jsonName(name), Buffer.from(code as Uint8Array).toString('base64')])
  )
}
