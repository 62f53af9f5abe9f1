import { ServiceError } from '../../errors.ts'

/** Throws VALIDATION_FAILED for what is no base64 (RFC 4648), which would be read as something else. */
export function fromBase64(encoded: unknown, name: string): Uint8Array {
  const text = typeof encoded === 'string' ? encoded : ''
  const bytes = Buffer.from(text, 'base64')
  if (bytes.toString('base64') === text) return new Uint8Array(bytes)
  throw new ServiceError('VALIDATION_FAILED', `${name} is not base64.`, {
    errors: [{ pointer: `/${name}`, detail: 'Expected base64 with its padding.' }]
  })
}
