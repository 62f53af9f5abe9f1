import { ServiceError } from '../../errors.ts'

const USERS_NAMED = 5
const USERS_MAX = 50

/** `It is used by /distributions/E1, /key-groups/…`: the first few, and how many more there are. */
export function usedBy(subject: string, users: readonly string[]): string {
  const more = users.length > USERS_NAMED ? ` and ${users.length - USERS_NAMED} more` : ''
  return `${subject} is used by ${users.slice(0, USERS_NAMED).join(', ')}${more}.`
}

/**
 * The error for deleting something in use, with the addresses of its users; has the code of CloudFront's own error, if
 * given.
 */
export function inUse(subject: string, users: readonly string[], cause?: ServiceError): ServiceError {
  return new ServiceError(cause?.code ?? 'RESOURCE_IN_USE', usedBy(subject, users), {
    usedBy: users.slice(0, USERS_MAX),
    ...(cause && { cause }),
    ...(cause?.cloudFront && { cloudFront: cause.cloudFront })
  })
}

export function isInUse(error: unknown): error is ServiceError {
  return error instanceof ServiceError && error.code.endsWith('_IN_USE')
}

export function isGone(error: unknown): boolean {
  return error instanceof ServiceError && error.code.endsWith('_NOT_FOUND')
}
