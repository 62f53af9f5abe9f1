import { type IncomingHttpHeaders } from 'node:http'
import { type Member, type Operation, type StructureShape } from '../../cloudfront/model/shapes.ts'
import { readXml, XmlError, type StrictReading, type XmlProblem } from '../../cloudfront/model/xml.ts'
import { fault, type CloudFrontFault } from './handlers.ts'

/** Constraints on members that the model's shapes do not contain. */
export type Typing = Pick<StrictReading, 'enumOf' | 'isFloat'>

export interface RequestParts {
  readonly labels: Readonly<Record<string, string>>
  readonly query: ReadonlyMap<string, string>
  readonly headers: IncomingHttpHeaders
  readonly body: Uint8Array
}

/**
 * The operation's input, complete and of the right types, or a 400 fault: `MissingBody`, `MalformedXML` for a document
 * that is not XML or has a value outside its type, `MalformedInput` for one of another shape (CloudFront's answers in
 * terraform-aws-modules/terraform-aws-cloudfront #44 and aws-sdk-core-ruby #99), `InvalidIfMatchVersion`, and
 * `InvalidArgument` for anything wrong in the path, the query string or the other headers.
 */
export function decodeRequest(operation: Operation, parts: RequestParts, typing: Typing): Record<string, unknown> {
  const input: Record<string, unknown> = {}
  for (const member of operation.input.members) {
    if (member.location === 'body' || member.location === 'payload') continue
    const value = readBound(operation, member, boundText(member, parts), typing)
    if (value !== undefined) input[member.name] = value
  }
  return Object.assign(input, decodeBody(operation, parts.body, typing))
}

function boundText({ location, wireName }: Member, { labels, query, headers }: RequestParts): string | undefined {
  if (location === 'label') return labels[wireName]
  if (location === 'query') return query.get(wireName)
  const value = headers[wireName.toLowerCase()]
  return Array.isArray(value) ? value.join(',') : value
}

function readBound(operation: Operation, member: Member, text: string | undefined, { enumOf }: Typing): unknown {
  const name = member.wireName
  if (text === undefined) {
    if (!member.required) return undefined
    if (name === 'If-Match') {
      throw fault('InvalidIfMatchVersion', 'The If-Match version is missing or not valid for the resource.')
    }
    throw fault('InvalidArgument', `The parameter ${name} is required.`)
  }
  switch (member.shape.kind) {
    case 'number':
      // The only numbers outside a document are page sizes.
      if (!/^-?\d{1,16}$/.test(text)) throw fault('InvalidArgument', `The parameter ${name} must be an integer.`)
      return Number(text)
    case 'boolean':
      // botocore wrote True into headers until 1.37.25 (getmoto/moto #8752).
      if (!/^(true|false)$/i.test(text)) {
        throw fault('InvalidArgument', `The parameter ${name} must be true or false.`)
      }
      return text.toLowerCase() === 'true'
    case 'string': {
      const allowed = enumOf?.(operation.input.name, member.name)
      if (allowed && !allowed.includes(text)) {
        throw fault('InvalidArgument', `The parameter ${name} must be one of: ${allowed.join(', ')}.`)
      }
      return text
    }
    default:
      throw new Error(`${operation.name} carries a ${member.shape.kind} outside its body`)
  }
}

/** The members that the body holds. A body is ignored if the operation has none, as HTTP requires for GET. */
function decodeBody({ input, name }: Operation, body: Uint8Array, typing: Typing): Record<string, unknown> {
  const payload = input.members.find(member => member.location === 'payload')
  const inBody = payload ? [payload] : input.members.filter(member => member.location === 'body')
  if (inBody.length === 0) return {}
  // The length alone decides: boto3 sends documents without Content-Type, and lists by POST without a body.
  if (body.length === 0) {
    if (!inBody.some(member => member.required)) return {}
    throw fault('MissingBody', 'This operation requires a body. Ensure that the body is present.')
  }
  if (!payload) return readDocument(input, input.name, body, typing)
  if (payload.shape.kind !== 'structure') throw new Error(`${name} takes a ${payload.shape.kind} as its body`)
  return { [payload.name]: readDocument(payload.shape, payload.wireName, body, typing) }
}

function readDocument(shape: StructureShape, root: string, body: Uint8Array, typing: Typing): Record<string, unknown> {
  try {
    return readXml(shape, body, { mode: 'strict', root, ...typing })
  } catch (error) {
    if (error instanceof XmlError) throw refuse(error)
    throw error
  }
}

function refuse({ kind, message, problems }: XmlError): CloudFrontFault {
  if (kind === 'shape') return fault('MalformedInput', `Could not parse the request: ${message}.`)
  if (kind === 'malformed') return fault('MalformedXML', `The XML document is not well-formed: ${message}.`)
  const shown = problems.slice(0, 10).map(describe)
  return fault('MalformedXML', `${problems.length} validation error(s) detected: ${shown.join('; ')}`)
}

/** In the format of AWS's validation errors, e.g. `Value null at 'distributionConfig.origins' failed to …`. */
function describe({ path, value, constraint }: XmlProblem): string {
  const place = path.map(name => name.charAt(0).toLowerCase() + name.slice(1)).join('.')
  const shown = value === undefined ? 'null' : `'${value.slice(0, 200)}'`
  return `Value ${shown} at '${place}' failed to satisfy constraint: ${constraint}`
}
