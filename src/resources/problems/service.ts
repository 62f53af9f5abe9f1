import { catalogue, type ErrorClass, type ErrorCode, ServiceError } from '../../errors.ts'
import { problemTypeOf } from '../../plugins/problems.ts'
import { type ProblemType } from './schemas.ts'

const ACTORS: Readonly<Record<ErrorClass, string>> = {
  caller: 'The caller: the request must be changed.',
  conflict: 'The caller, or others who work on the resource: its state does not allow the request.',
  quota: 'The caller, or the owner of the AWS account: a quota or limit has been reached.',
  throttle: 'Nobody: the condition is temporary.',
  service: 'The operator of Frontage, or AWS: the request is not at fault.'
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
