import { type Tag } from '@aws-sdk/client-cloudfront'
import { createSchemaFactory } from '../../cloudfront/model/schema.ts'
import { structure } from '../../cloudfront/model/shapes.ts'
import { refuse } from '../../configuration/editing/faults.ts'
import { findErrors } from '../../configuration/editing/schema-errors.ts'
import { brokenTagItems, fromTagItems } from '../../configuration/tags/rules.ts'
import { type Tags } from '../../configuration/tags/schemas.ts'
import { isObject } from '../../json-object.ts'
import { pointerOf } from '../../json-pointer.ts'
import { sendsCloudFrontJson } from '../../plugins/media-types.ts'

const CONFIG = 'DistributionConfig'
const WITH_TAGS = 'DistributionConfigWithTags'

const TagsSchema = createSchemaFactory({
  format: 'cloudfront',
  closed: true,
  componentName: name => `CloudFront.${name}`
}).ofObject(structure('Tags'))

/** The part of a request that is read and replaced. */
interface CreationRequest {
  readonly headers: { readonly 'content-type'?: string | undefined }
  body: unknown
  bodyPointer: string
}

const tagsOf = new WeakMap<object, Tags>()

/**
 * Unwraps the configuration in the input of CreateDistribution or CreateDistributionWithTags, as printed by the AWS
 * CLI's `--generate-cli-skeleton` and accepted by boto3. Problems point into the body as it was sent. Throws
 * VALIDATION_FAILED for tags that CloudFront would refuse and for members that the input does not have.
 */
export async function unwrapCreation(request: CreationRequest): Promise<void> {
  const { body } = request
  if (!sendsCloudFrontJson(request) || !isObject(body)) return
  const wrapper = [WITH_TAGS, CONFIG].find(name => Object.hasOwn(body, name))
  if (wrapper === undefined) return
  refuseOthers(body, [wrapper], [])
  if (wrapper === CONFIG) return unwrap(request, body[CONFIG], [CONFIG])
  const both = body[WITH_TAGS]
  if (!isObject(both)) return unwrap(request, both, [WITH_TAGS])
  refuseOthers(both, [CONFIG, 'Tags'], [WITH_TAGS])
  if (both.Tags !== undefined) tagsOf.set(request, readTags(both.Tags))
  unwrap(request, both[CONFIG], [WITH_TAGS, CONFIG])
}

/** Whether it is the input of CreateDistribution or CreateDistributionWithTags. */
export function isWrappedCreation(body: Readonly<Record<string, unknown>>): boolean {
  return isObject(body[WITH_TAGS]) || isObject(body[CONFIG])
}

/** The tags in the wrapped input of a creation. */
export function tagsBeside(request: object): Tags {
  return tagsOf.get(request) ?? {}
}

function unwrap(request: CreationRequest, config: unknown, at: readonly string[]): void {
  if (!isObject(config)) refuse([{ pointer: pointerOf(at), detail: 'Must be an object.' }])
  request.body = config
  request.bodyPointer = pointerOf(at)
}

function readTags(given: unknown): Tags {
  const at = pointerOf([WITH_TAGS, 'Tags'])
  const errors = findErrors(TagsSchema, given, undefined, () => [])
  refuse(errors.map(({ pointer = '', detail }) => ({ pointer: at + pointer, detail })))
  const { Items = [] } = given as { Items?: readonly Tag[] }
  refuse(brokenTagItems(Items, `${at}/Items`))
  return fromTagItems(Items)
}

function refuseOthers(value: Record<string, unknown>, allowed: readonly string[], at: readonly string[]): void {
  const others = Object.keys(value).filter(name => !allowed.includes(name))
  refuse(
    others.map(name => ({
      pointer: pointerOf([...at, name]),
      detail: `Only ${allowed.join(' and ')} are allowed here.`
    }))
  )
}
