import { modelledErrors } from '../../cloudfront/model/shapes.ts'

/**
 * Codes that CloudFront returns although its model does not list them: AWS's common errors, and those seen in public
 * issue reports (MalformedXML in terraform-aws-modules/terraform-aws-cloudfront #44, MalformedInput in
 * aws-sdk-core-ruby #99, Throttling in aws-sdk-js #3983). Only this server has the last group.
 */
const UNMODELLED = {
  MalformedXML: 400,
  MalformedInput: 400,
  Throttling: 400,
  // Named in the text of InvalidationBatch.CallerReference only; no source gives its status.
  InvalidationBatchAlreadyExists: 409,
  ExpiredToken: 403,
  InvalidClientTokenId: 403,
  MissingAuthenticationToken: 403,
  SignatureDoesNotMatch: 403,
  InternalError: 500,
  ServiceUnavailable: 503,

  MethodNotAllowed: 405,
  NotImplemented: 501,
  RequestEntityTooLarge: 413,
  UnknownOperationException: 404
} as const satisfies Record<string, number>

const statuses: ReadonlyMap<string, number> = new Map([
  ...Object.entries(UNMODELLED),
  ...[...modelledErrors.values()].map(({ name, status }) => [name, status] as const)
])

/** An error answer of CloudFront, thrown by a handler: the wire turns it into the error document with this status. */
export class CloudFrontFault extends Error {
  readonly code: string
  readonly status: number
  readonly headers: Readonly<Record<string, string>>

  constructor(code: string, message: string, status: number, headers: Readonly<Record<string, string>> = {}) {
    super(message)
    this.name = 'CloudFrontFault'
    this.code = code
    this.status = status
    this.headers = headers
  }
}

/**
 * The fault with CloudFront's own status for this code. A code that CloudFront is not known to use is a programming
 * error and throws at once, unless a status is given with it (to imitate an answer that no list names).
 */
export function fault(code: string, message?: string, status?: number): CloudFrontFault {
  const known = status ?? statuses.get(code)
  if (known === undefined) throw new TypeError(`CloudFront has no error ${code}`)
  return new CloudFrontFault(code, message ?? code, known)
}
