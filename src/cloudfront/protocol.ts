import { CloudFrontClient, type CloudFrontClientConfig } from '@aws-sdk/client-cloudfront'
import { AnswerError } from './answer-reader.ts'
import { operations, type Member, type Operation, type StructureShape } from './model/shapes.ts'
import { readXml } from './model/xml.ts'

type ProtocolOption = NonNullable<CloudFrontClientConfig['protocol']>
type Body = Record<string, unknown>

interface HttpAnswer {
  readonly statusCode: number
  readonly headers: Readonly<Record<string, string>>
  readonly body?: unknown
}

interface Context {
  streamCollector(body: unknown): Promise<Uint8Array>
}

/** The members of the SDK's own protocol that are used here; they are undocumented, so createProtocol checks for them. */
interface SdkProtocol {
  getShapeId(): string
  deserializeResponse(schema: { readonly name: string }, context: Context, response: HttpAnswer): Promise<object>
  deserializeMetadata(response: HttpAnswer): object
}
type SdkProtocolConstructor = new (settings: unknown) => SdkProtocol

const unknownOf = new WeakMap<object, readonly string[]>()

/**
 * The elements of an answer that the SDK's model does not know, such as `DistributionConfig/FutureSetting`: writing the
 * answer back would delete them. Takes an output of the client; empty for anything else.
 */
export function unknownElements(output: object): readonly string[] {
  return unknownOf.get(output) ?? []
}

/**
 * The SDK's REST-XML protocol with another reader for successful answers: five times as fast (a list of a hundred
 * distributions blocks the event loop for 5 ms instead of 30), strict about what is not XML, and aware of unknown
 * elements. Requests, errors and raw answers are left to the SDK. Throws if the SDK is not as expected.
 */
export function createProtocol(): ProtocolOption {
  const Base = sdkProtocolConstructor()

  class CloudFrontProtocol extends Base {
    override async deserializeResponse(schema: { readonly name: string }, context: Context, response: HttpAnswer) {
      const operation = operations.get(schema.name)
      if (response.statusCode >= 300 || !operation || hasRawBody(operation)) {
        return super.deserializeResponse(schema, context, response)
      }
      const output: Body = {}
      const bytes = await collect(response, context)
      const unknown = readBody(operation, bytes, output)
      readHeaders(operation.output, response.headers, output)
      output.$metadata = this.deserializeMetadata(response)
      if (unknown.length > 0) unknownOf.set(output, unknown)
      return output
    }
  }
  // The option's type uses classes that the client's package does not export.
  return CloudFrontProtocol as unknown as ProtocolOption
}

function sdkProtocolConstructor(): SdkProtocolConstructor {
  const credentials = { accessKeyId: 'unused', secretAccessKey: 'unused' }
  const original: Partial<SdkProtocol> = new CloudFrontClient({ region: 'us-east-1', credentials }).config.protocol
  const complete =
    typeof original.deserializeResponse === 'function' && typeof original.deserializeMetadata === 'function'
  if (original.getShapeId?.() !== 'aws.protocols#restXml' || !complete) {
    throw new Error(
      'this version of the AWS SDK reads REST-XML differently; src/cloudfront/protocol.ts must be adapted'
    )
  }
  return original.constructor as SdkProtocolConstructor
}

function hasRawBody({ output }: Operation): boolean {
  return output.members.some(member => member.location === 'payload' && member.shape.kind !== 'structure')
}

async function collect({ body }: HttpAnswer, context: Context): Promise<Uint8Array> {
  if (body === undefined || body === null) return new Uint8Array()
  if (body instanceof Uint8Array) return body
  return context.streamCollector(body)
}

/** Reads the body into the output and returns the unknown elements. */
function readBody(operation: Operation, bytes: Uint8Array, output: Body): readonly string[] {
  const payload = operation.output.members.find(member => member.location === 'payload')
  const shape = payload?.shape ?? operation.output
  if (shape.kind !== 'structure') throw new Error(`the payload of ${operation.name} is a ${shape.kind}`)
  if (!shape.members.some(({ location }) => location === 'body')) return []
  if (bytes.byteLength === 0 && !payload) return []

  const unknown: string[] = []
  let root = ''
  try {
    const read = readXml(shape, bytes, {
      mode: 'lenient',
      onRoot: name => (root = name),
      onUnknown: path => unknown.push(path.join('/'))
    })
    // A proxy's page may be well-formed, too, and must not be taken for an empty list.
    const isEmpty = Object.keys(read).length === 0
    if (isEmpty && (unknown.length > 0 || root !== (payload?.wireName ?? shape.name) || hasRequired(shape))) {
      throw new Error(`it has no element of ${shape.name}`)
    }
    if (payload) output[payload.name] = read
    else Object.assign(output, read)
  } catch (cause) {
    const retryable = operation.method === 'GET'
    throw new AnswerError(`the answer to ${operation.name} is not CloudFront's XML`, { cause, retryable })
  }
  return unknown
}

function hasRequired({ members }: StructureShape): boolean {
  return members.some(({ location, required }) => location === 'body' && required)
}

function readHeaders(output: StructureShape, headers: HttpAnswer['headers'], into: Body): void {
  for (const member of output.members) {
    if (member.location !== 'header') continue
    const text = headers[member.wireName.toLowerCase()]
    if (text !== undefined) into[member.name] = readHeader(member, text)
  }
}

function readHeader({ name, shape }: Member, text: string): unknown {
  if (shape.kind === 'string') return text
  if (shape.kind === 'number') return Number(text)
  if (shape.kind === 'boolean') return text.trim().toLowerCase() === 'true'
  throw new Error(`the header of ${name} is a ${shape.kind}`)
}
