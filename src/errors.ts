import { absentProblems } from './errors/absent.ts'
import { accessProblems } from './errors/access.ts'
import { conflictProblems } from './errors/conflict.ts'
import { type CatalogueEntry } from './errors/entry.ts'
import { frontageProblems } from './errors/frontage.ts'
import { invalidationProblems } from './errors/invalidations.ts'
import { operationProblems } from './errors/operations.ts'
import { quotaProblems } from './errors/quota.ts'
import { refusedProblems } from './errors/refused.ts'
import { upstreamProblems } from './errors/upstream.ts'

export { type CatalogueEntry, type ErrorClass } from './errors/entry.ts'

const problems = {
  ...frontageProblems,
  ...accessProblems,
  ...absentProblems,
  ...refusedProblems,
  ...conflictProblems,
  ...quotaProblems,
  ...operationProblems,
  ...invalidationProblems,
  ...upstreamProblems
}

/** Codes are part of the API: new ones may be added, none is ever renamed. */
export type ErrorCode = keyof typeof problems

/** Every problem that a caller can get, by code. */
export const catalogue: Readonly<Record<ErrorCode, CatalogueEntry>> = problems

/** What is wrong with one member or parameter; `pointer` is a JSON pointer (RFC 6901) into the body. */
export type FieldError = {
  readonly detail: string
  /** A merge patch of the configuration that corrects it, if there is one. */
  readonly fix?: object
} & (
  { readonly pointer: string; readonly parameter?: never } | { readonly parameter: string; readonly pointer?: never }
)

/** CloudFront's own error. */
export interface CloudFrontAnswer {
  readonly code: string
  readonly requestId?: string
  /** For the log only: it may name users and roles of the AWS account. */
  readonly message?: string
}

interface ServiceErrorOptions {
  /** For the log only. */
  cause?: unknown
  errors?: readonly FieldError[]
  /** Instead of the catalogue's. */
  remedy?: string | undefined
  /** Headers of the answer, e.g. the current ETag of a 412. */
  headers?: Readonly<Record<string, string>>
  cloudFront?: CloudFrontAnswer | undefined
  notSent?: boolean
  /** The addresses of the resources that prevent a deletion. */
  usedBy?: readonly string[]
}

/** An error with a code of the catalogue. The detail is a sentence for the caller; the cause is for the log. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError'
  readonly code: ErrorCode
  readonly errors: readonly FieldError[]
  readonly remedy: string | undefined
  readonly headers: Readonly<Record<string, string>>
  readonly cloudFront: CloudFrontAnswer | undefined
  /** Whether a call to CloudFront failed before any attempt was sent, so that it cannot have taken effect. */
  notSent: boolean
  readonly usedBy: readonly string[]

  constructor(code: ErrorCode, detail: string, options: ServiceErrorOptions = {}) {
    super(detail, 'cause' in options ? { cause: options.cause } : undefined)
    this.code = code
    this.errors = options.errors ?? []
    this.remedy = options.remedy ?? catalogue[code].remedy
    this.headers = options.headers ?? {}
    this.cloudFront = options.cloudFront
    this.notSent = options.notSent ?? false
    this.usedBy = options.usedBy ?? []
  }

  get status(): number {
    return catalogue[this.code].status
  }

  /** Whether a caller has to act, rather than the operator. */
  get isOfCallers(): boolean {
    return ['caller', 'conflict'].includes(catalogue[this.code].class)
  }

  get retryable(): boolean {
    return catalogue[this.code].retryable
  }
}

/** Whether something thrown is a ServiceError, and has the code if one is given. */
export function isServiceError(error: unknown, code?: ErrorCode): error is ServiceError {
  return error instanceof ServiceError && (code === undefined || error.code === code)
}

const codes = new Map<string, ErrorCode>(
  Object.entries(catalogue).flatMap(([code, { cloudFront = [] }]) =>
    cloudFront.map((name): [string, ErrorCode] => [name, code as ErrorCode])
  )
)

/** The code for an error of CloudFront, by its name; undefined for an error that is not in the catalogue. */
export function findCodeOf(cloudFrontName: string, operation?: string): ErrorCode | undefined {
  return codes.get(`${cloudFrontName} (${operation})`) ?? codes.get(cloudFrontName)
}
