import { catalogue, type ErrorClass, type ErrorCode, ServiceError } from '../../errors.ts'
import { problemTypeOf } from '../../plugins/problems.ts'
import { type ProblemType } from './schemas.ts'

const ACTORS: Readonly<Record<ErrorClass, string>> = {
  caller: 'The caller: the request has to be changed.',
  conflict: 'The caller, or whoever else works on the resource: its state does not allow the request.',
  quota: 'The caller, or whoever owns the AWS account: a quota or a limit is reached.',
  throttle: 'Nobody: it passes with time.',
  service: 'The operator of Frontage, or AWS: the caller has done nothing wrong.'
}

/** Every kind of problem, by code. */
export function listProblemTypes(): ProblemType[] {
  const codes = Object.keys(catalogue) as ErrorCode[]
  return codes.toSorted().map(toProblemType)
}

/** Throws PROBLEM_TYPE_NOT_FOUND. */
export function getProblemType(code: string): ProblemType {
  if (!Object.hasOwn(catalogue, code))
    throw new ServiceError('PROBLEM_TYPE_NOT_FOUND', `No problem has the code ${code}.`)
  return toProblemType(code as ErrorCode)
}

function toProblemType(code: ErrorCode): ProblemType {
  const {
    title,
    status,
    class: errorClass,
    retryable,
    retryAfterSeconds,
    remedy,
    quota,
    cloudFront = []
  } = catalogue[code]
  return {
    type: problemTypeOf(code),
    code,
    title,
    status,
    class: errorClass,
    actor: ACTORS[errorClass],
    retryable,
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
    ...(remedy !== undefined && { remedy }),
    ...(quota !== undefined && { quota }),
    cloudFrontCodes: [...cloudFront]
  }
}
