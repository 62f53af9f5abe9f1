import { operations, type Operation } from '../../cloudfront/model/shapes.ts'
import { CloudFrontFault, fault } from './handlers.ts'
import { decodePart, type Target } from './target.ts'

export interface Route {
  readonly operation: Operation
  /** Decoded, by the names of the path's labels. */
  readonly labels: Readonly<Record<string, string>>
}

/** One segment of the paths; operations are attached where their path ends. */
interface Node {
  readonly literal: Map<string, Node>
  label?: Node
  readonly operations: PathOperation[]
}
interface PathOperation {
  readonly operation: Operation
  /** By position in the path: the same segment is `Id` for one operation and `Identifier` for another. */
  readonly labels: ReadonlyMap<number, string>
}

/**
 * Paths that earlier models of CloudFront had with a trailing slash (AWS CLI 2.9 and botocore 1.29 among them), which
 * CloudFront therefore still has to answer.
 */
const ONCE_WITH_SLASH: ReadonlySet<string> = new Set([
  '/2020-05-31/delete-realtime-log-config',
  '/2020-05-31/distributions/{DistributionId}/monitoring-subscription',
  '/2020-05-31/distributionsByRealtimeLogConfig',
  '/2020-05-31/get-realtime-log-config',
  '/2020-05-31/realtime-log-config'
])

const root = createNode()
for (const operation of operations.values()) addOperation(operation)

/**
 * The operation of a request, found by the raw path. Throws the faults `UnknownOperationException` (404, what
 * AWS's front ends call an unknown path), `MethodNotAllowed` (405, as Amazon S3 answers for a known path) and
 * `InvalidArgument` (a label with a malformed percent-encoding, or a shared path without the flag that selects an operation).
 */
export function findRoute(method: string, { segments, query }: Target): Route {
  const candidates = findCandidates(root, segments, 0)
  if (candidates.length === 0) throw fault('UnknownOperationException', 'No operation of CloudFront has this path.')
  const sameMethod = candidates.filter(({ operation }) => operation.method === method)
  if (sameMethod.length === 0) throw methodNotAllowed(candidates)
  const found = sameMethod
    .filter(({ operation }) => [...operation.query].every(([name, value]) => isFixed(query.get(name), value)))
    .sort((one, other) => other.operation.query.size - one.operation.query.size)[0]
  if (!found) throw fault('InvalidArgument', 'The query string selects none of the operations on this path.')
  const labels: Record<string, string> = {}
  for (const [index, name] of found.labels) labels[name] = decodePart(segments[index] ?? '')
  return { operation: found.operation, labels }
}

function methodNotAllowed(candidates: readonly PathOperation[]): CloudFrontFault {
  const { code, status } = fault('MethodNotAllowed')
  const allowed = new Set(candidates.map(({ operation }) => operation.method))
  return new CloudFrontFault(code, 'The specified method is not allowed against this resource.', status, {
    Allow: [...allowed].join(', ')
  })
}

/** A flag such as `WithTags` only has to be present: one client sends `?WithTags`, another one `?WithTags=`. */
function isFixed(given: string | undefined, wanted: string): boolean {
  return wanted === '' ? given !== undefined : given === wanted
}

function findCandidates(node: Node, segments: readonly string[], index: number): readonly PathOperation[] {
  const segment = segments[index]
  if (segment === undefined) return node.operations
  const literal = node.literal.get(segment)
  const found = literal ? findCandidates(literal, segments, index + 1) : []
  if (found.length > 0 || !node.label || segment === '') return found
  return findCandidates(node.label, segments, index + 1)
}

function addOperation(operation: Operation): void {
  const labels = new Map<number, string>()
  let node = root
  for (const [index, segment] of operation.path.slice(1).split('/').entries()) {
    const label = /^\{(\w+)\}$/.exec(segment)?.[1]
    if (label) labels.set(index, label)
    node = label ? (node.label ??= createNode()) : child(node, segment)
  }
  node.operations.push({ operation, labels })
  if (ONCE_WITH_SLASH.has(operation.path)) child(node, '').operations.push({ operation, labels })
}

function child(node: Node, segment: string): Node {
  const known = node.literal.get(segment)
  if (known) return known
  const created = createNode()
  node.literal.set(segment, created)
  return created
}

function createNode(): Node {
  return { literal: new Map(), operations: [] }
}
