import { type FieldError, ServiceError } from '../../errors.ts'

/** Throws VALIDATION_FAILED with these errors, if there are any. */
export function refuse(errors: readonly FieldError[]): void {
  if (errors.length === 0) return
  const count = errors.length === 1 ? 'One member' : `${errors.length} members`
  throw new ServiceError('VALIDATION_FAILED', `${count} of the configuration would be refused by CloudFront.`, {
    errors
  })
}
