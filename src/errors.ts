import { absentProblems } from './errors/absent.ts'
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
  ...absentProblems,
  ...refusedProblems,
  ...conflictProblems,
  ...quotaProblems,
  ...operationProblems,
  ...invalidationProblems,
  ...upstreamProblems
}

/** A code is part of the API: codes are added freely and never renamed. */
export type ErrorCode = keyof typeof problems

/** Every problem a caller can meet, by code. */
export const catalogue: Readonly<Record<ErrorCode, CatalogueEntry>> = problems

/** One member or parameter that is wrong; the pointer is a JSON pointer (RFC 6901) into the body. */
export type FieldError = {
  readonly detail: string
  /** A merge patch of the configuration that puts it right, where there is one. */
  readonly fix?: object
} & (
  { readonly pointer: string; readonly parameter?: never } | { readonly parameter: string; readonly pointer?: never }
)

/** What CloudFront itself said. */
export interface CloudFrontAnswer {
  readonly code: string
  readonly requestId?: string
  /** For the log only: it may name users and roles of the AWS account. */
  readonly message?: string
}

export interface ServiceErrorOptions {
  /** For the log only. */
  cause?: unknown
  errors?: readonly FieldError[]
  /** Instead of the catalogue's. */
  remedy?: string
  /** Of the answer, e.g. the current ETag of a 412. */
  headers?: Readonly<Record<string, string>>
  cloudFront?: CloudFrontAnswer
  notSent?: boolean
}

/** A failure with a code of the catalogue. The detail is a sentence for the caller, the cause is for the log. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError'
  readonly code: ErrorCode
  readonly errors: readonly FieldError[]
  readonly remedy: string | undefined
  readonly headers: Readonly<Record<string, string>>
  readonly cloudFront: CloudFrontAnswer | undefined
  /** Of a call of CloudFront: true where it ended before any attempt was sent, so that it cannot have had an effect. */
  notSent: boolean

  constructor(code: ErrorCode, detail: string, options: ServiceErrorOptions = {}) {
    super(detail, 'cause' in options ? { cause: options.cause } : undefined)
    this.code = code
    this.errors = options.errors ?? []
    this.remedy = options.remedy ?? catalogue[code].remedy
    this.headers = options.headers ?? {}
    this.cloudFront = options.cloudFront
    this.notSent = options.notSent ?? false
  }

  get status(): number {
    return catalogue[this.code].status
  }

  get retryable(): boolean {
    return catalogue[this.code].retryable
  }
}

/** Whether something thrown is a ServiceError, of the given code if one is given. */
export function isServiceError(error: unknown, code?: ErrorCode): error is ServiceError {
  return error instanceof ServiceError && (code === undefined || error.code === code)
}

const codes = new Map<string, ErrorCode>(
  Object.entries(catalogue).flatMap(([code, { cloudFront = [] }]) =>
    cloudFront.map((name): [string, ErrorCode] => [name, code as ErrorCode])
  )
)

/** The code for an error of CloudFront by its name; undefined for one that neither the model nor AWS's lists know. */
export function findCodeOf(cloudFrontName: string): ErrorCode | undefined {
  return codes.get(cloudFrontName)
}
