import { type Tag } from '@aws-sdk/client-cloudfront'
import { fromCloudFrontJsonToSdk } from '../../cloudfront/model/cloudfront-json.ts'
import { fromSdk } from '../../cloudfront/model/json.ts'
import { jsonName } from '../../cloudfront/model/json-names.ts'
import { type Operation, operations, type StructureShape } from '../../cloudfront/model/shapes.ts'
import { reportWrongQuantities } from '../../configuration/editing/quantities.ts'
import { refuse } from '../../configuration/editing/faults.ts'
import { findErrors } from '../../configuration/editing/schema-errors.ts'
import { brokenTagItems, fromTagItems } from '../../configuration/tags/rules.ts'
import { type FieldError } from '../../errors.ts'
import { pointerOf } from '../../json-pointer.ts'
import { type Family, type Json, nameOf } from './family.ts'
import { type FamilySchemas } from './schemas.ts'

type Sdk = Readonly<Record<string, unknown>>

/** A configuration in CloudFront's own format, as Frontage's JSON. Throws VALIDATION_FAILED. */
export function configFromCloudFrontFormat({ configShape }: Family, schemas: FamilySchemas, body: Json): Json {
  return fromSdk<unknown>(configShape, read(configShape, schemas, body)) as Json
}

/**
 * A creation in CloudFront's own format, as Frontage's JSON: the input of the operation, as printed by the AWS CLI's
 * `--generate-cli-skeleton` and accepted by boto3 or, if that is enough, the configuration alone, as GET returns it.
 * Throws VALIDATION_FAILED.
 */
export function creationFromCloudFrontFormat(family: Family, schemas: FamilySchemas, body: Json): Json {
  const operation = operationFor(family, body)
  if (!operation) return configFromCloudFrontFormat(family, schemas, body)
  const { input } = operation
  const whole = read(input, schemas, body)
  const [payload] = input.members
  const isWrapped = operation.name === family.withTags && payload !== undefined
  const given = isWrapped ? (whole[payload.name] as Sdk) : whole
  const { Tags } = given as { Tags?: { Items?: readonly Tag[] } }
  refuse(brokenTagItems(Tags?.Items ?? [], pointerOf([...(isWrapped ? [payload.name] : []), 'Tags', 'Items'])))
  return {
    ...(fromSdk<unknown>(family.configShape, configIn(family, operation, given)) as Json),
    ...Object.fromEntries(
      family.creationMembers
        .filter(({ name }) => given[name] !== undefined)
        .map(({ name, shape }) => [jsonName(name), fromSdk(shape, given[name])])
    ),
    ...(Tags && { tags: fromTagItems(Tags.Items) })
  }
}

/** Undefined for the configuration alone. */
function operationFor({ calls, isCreatedByConfig, withTags }: Family, body: Json): Operation | undefined {
  if (!isCreatedByConfig) return calls.create
  const candidates = [calls.create, ...(withTags === undefined ? [] : [operations.get(withTags)])]
  return candidates.find(operation => operation?.input.members.some(({ name }) => Object.hasOwn(body, name)))
}

/** The configuration in an input: one of its members, or several members themselves. */
function configIn({ configShape }: Family, { input }: Operation, given: Sdk): Sdk {
  const member =
    input.members.find(({ shape }) => nameOf(shape) === configShape.name)?.name ??
    (configShape.name in given ? configShape.name : undefined)
  return member === undefined ? given : (given[member] as Sdk)
}

function read(shape: StructureShape, schemas: FamilySchemas, body: Json): Sdk {
  refuse(findErrors(schemas.ownFormat(shape), body, undefined, () => []))
  const value = fromCloudFrontJsonToSdk(shape, body) as Sdk
  const errors: FieldError[] = []
  reportWrongQuantities(shape, value, (path, detail) => errors.push({ pointer: pointerOf(path), detail }))
  refuse(errors)
  return value
}
