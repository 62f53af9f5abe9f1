import { type IncomingMessage } from 'node:http'
import { readBody } from '../wire/body.ts'
import { type Protocol } from '../wire/exchange.ts'
import { type CloudFrontFault, fault } from '../wire/handlers.ts'
import { type Answer } from '../wire/hooks.ts'
import { decodePart, type Target } from '../wire/target.ts'
import { type createOperations } from './operations.ts'

type Operations = ReturnType<typeof createOperations>

/** The prefix of its paths, on the port of CloudFront's own API. */
export const KEY_VALUE_PATHS = '/key-value-stores/'
const UPDATE_BYTES_MAX = 3 * 1024 * 1024

/** Operations by what follows the store in the path, and by method. */
const ROUTES: Readonly<Record<'store' | 'keys' | 'key', Readonly<Record<string, keyof Operations>>>> = {
  store: { GET: 'DescribeKeyValueStore' },
  keys: { GET: 'ListKeys', POST: 'UpdateKeys' },
  key: { GET: 'GetKey', PUT: 'PutKey', DELETE: 'DeleteKey' }
}

/** The name in IAM policies, since the operation's own name also exists in CloudFront's API. */
const nameOf = (operation: keyof Operations) => `cloudfront-keyvaluestore:${operation}`

/** The names of the operations in faults and counts. */
export const KEY_VALUE_OPERATIONS = Object.values(ROUTES).flatMap(methods => Object.values(methods).map(nameOf))

/** The API `cloudfront-keyvaluestore` (2022-07-26), AWS's REST with JSON: six operations, three of them with a body. */
export function restJson(operations: Operations): Protocol<{ readonly name: string; readonly key: keyof Operations }> {
  return {
    route(method, { segments }) {
      const [, arn = '', keys, key, ...more] = segments
      const place = key !== undefined ? 'key' : keys !== undefined ? 'keys' : 'store'
      if (more.length > 0 || (keys !== undefined && keys !== 'keys')) {
        throw fault('UnknownOperationException', 'No operation of CloudFront KeyValueStore has this path.')
      }
      const operation = Object.hasOwn(ROUTES[place], method) ? ROUTES[place][method] : undefined
      if (!operation) throw fault('MethodNotAllowed', 'The specified method is not allowed against this resource.')
      const labels = { KvsARN: decodePart(arn), ...(key !== undefined && { Key: decodePart(key) }) }
      return { operation: { name: nameOf(operation), key: operation }, labels }
    },

    async perform({ operation, labels }, target, request) {
      const input = { ...(await bodyOf(request)), ...parametersOf(target, request), ...labels }
      // The route ties the operation to its labels; each operation checks for missing members.
      return answerOf((operations as Record<string, (given: object) => object>)[operation.key]!(input))
    },

    refuse({ code: given, message, status, headers }) {
      // CloudFront's own code for a malformed request target.
      const code = given === 'InvalidArgument' ? 'ValidationException' : given
      return {
        status,
        code,
        headers: { 'Content-Type': 'application/json', 'x-amzn-ErrorType': code, ...headers },
        body: Buffer.from(JSON.stringify({ Message: message }))
      }
    }
  }
}

function parametersOf({ query }: Target, { headers }: IncomingMessage): object {
  const [size, token, version] = [query.get('MaxResults'), query.get('NextToken'), headers['if-match']]
  return {
    ...(size !== undefined && { MaxResults: /^\d+$/.test(size) ? Number(size) : Number.NaN }),
    ...(token !== undefined && { NextToken: token }),
    ...(version !== undefined && { IfMatch: version })
  }
}

async function bodyOf(request: IncomingMessage): Promise<object> {
  const body = await readBody(request, UPDATE_BYTES_MAX)
  if (body.length === 0) return {}
  const given = parse(body.toString())
  const texts = (value: unknown, ...names: string[]): boolean =>
    isObject(value) && names.every(name => typeof value[name] === 'string')
  const all = (list: unknown, ...names: string[]) =>
    list == null || (Array.isArray(list) && list.every(one => texts(one, ...names)))
  if (!isObject(given) || !all(given.Puts, 'Key', 'Value') || !all(given.Deletes, 'Key')) throw unreadable()
  if (given.Value !== undefined && typeof given.Value !== 'string') throw unreadable()
  const { Value, Puts, Deletes } = given
  return { ...(Value !== undefined && { Value }), Puts: Puts ?? [], Deletes: Deletes ?? [] }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw unreadable()
  }
}

const unreadable = (): CloudFrontFault => fault('ValidationException', 'The body could not be read.', 400)

/** The ETag is a header, everything else the body; times are seconds since 1970. */
function answerOf(output: object): Answer {
  const { ETag, ...rest } = output as { readonly ETag?: string }
  const members = Object.entries(rest).map(([name, value]: [string, unknown]) => [
    name,
    value instanceof Date ? value.getTime() / 1000 : value
  ])
  return {
    status: 200,
    headers: { 'Content-Type': 'application/json', ...(ETag !== undefined && { ETag }) },
    body: Buffer.from(JSON.stringify(Object.fromEntries(members)))
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
