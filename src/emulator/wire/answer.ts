import * as CF from '@aws-sdk/client-cloudfront'
import { type Member, type Operation, type Shape, type StructureShape } from '../../cloudfront/model/shapes.ts'
import { type Answer } from './hooks.ts'
import { xmlCharacters } from './xml-characters.ts'

type Schema = Parameters<ReturnType<typeof codec.createSerializer>['write']>[0]

/** Precedes every XML document that this server sends. */
export const XML_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
export const XML_TYPE = 'text/xml'

// The SDK's serializers are symmetric: what they write for requests is what CloudFront writes for answers. Only the
// codec is used, so neither the region nor the credentials ever matter.
const codec = new CF.CloudFrontClient({
  region: 'us-east-1',
  credentials: { accessKeyId: 'unused', secretAccessKey: 'unused' }
}).config.protocol.getPayloadCodec()

/**
 * The answer that carries an operation's output. Throws if a member is missing that the model requires, because clients
 * in stricter languages could not read such an answer.
 */
export function encodeAnswer(operation: Operation, output: Record<string, unknown>): Answer {
  const { output: shape, status } = operation
  const headers = Object.fromEntries(shape.members.flatMap(member => headersOf(member, output[member.name])))
  const payload = shape.members.find(({ location }) => location === 'payload')
  if (payload?.shape.kind === 'blob') {
    // The real service's type for code is not documented; clients accept any.
    return {
      status,
      headers: { 'Content-Type': 'application/octet-stream', ...headers },
      body: (output[payload.name] as Uint8Array | undefined) ?? new Uint8Array()
    }
  }
  const text = payload ? writePayload(payload, output) : writeBody(shape, output)
  if (text === undefined) return { status, headers, body: new Uint8Array() }
  return { status, headers: { 'Content-Type': XML_TYPE, ...headers }, body: Buffer.from(XML_DECLARATION + text) }
}

function headersOf({ location, wireName }: Member, value: unknown): (readonly [string, string])[] {
  // In the model all response headers are strings.
  if (location !== 'header' || typeof value !== 'string') return []
  // UpdateFunction's ETag is modelled as `ETtag`; clients look there, people look for `ETag`.
  return wireName === 'ETtag'
    ? [
        ['ETtag', value],
        ['ETag', value]
      ]
    : [[wireName, value]]
}

function writePayload(payload: Member, output: Record<string, unknown>): string | undefined {
  const value = output[payload.name]
  if (payload.shape.kind !== 'structure') throw new Error(`${payload.name} cannot be a document`)
  return value == null ? undefined : write(payload.shape, value)
}

/** The body's members under a root named after the output, without those in headers. */
function writeBody(shape: StructureShape, output: Record<string, unknown>): string | undefined {
  const inBody = shape.members.filter(({ location }) => location === 'body')
  if (inBody.length === 0) return undefined
  return write(shape, Object.fromEntries(inBody.map(({ name }) => [name, output[name]])))
}

function write(shape: StructureShape, value: unknown): string {
  assertComplete(shape, value, shape.name)
  const serializer = codec.createSerializer()
  // The SDK exports each structure's schema under its name; `shape` was read from the same export.
  serializer.write(CF[`${shape.name}$` as keyof typeof CF] as unknown as Schema, value)
  // The output of a function, for example, may contain any character; clients refuse a document that is not well-formed.
  return xmlCharacters(String(serializer.flush()))
}

/** What CloudFront leaves out although the model requires it: hashicorp/terraform-provider-aws, TestAccCloudFrontKeyValueStore_basic. */
const LEFT_OUT: ReadonlySet<string> = new Set(['KeyValueStore.Comment'])

function assertComplete(shape: Shape, value: unknown, place: string): void {
  if (shape.kind === 'list') {
    // The handlers' types say that a list is an array, a structure an object.
    for (const [index, item] of (value as unknown[]).entries()) assertComplete(shape.item, item, `${place}[${index}]`)
  } else if (shape.kind === 'structure') {
    for (const { name, shape: inner, required, location } of shape.members) {
      if (location !== 'body') continue
      const found = (value as Record<string, unknown>)[name]
      if (found != null) assertComplete(inner, found, `${place}.${name}`)
      else if (required && !LEFT_OUT.has(`${shape.name}.${name}`)) throw new Error(`the answer lacks ${place}.${name}`)
    }
  }
}
