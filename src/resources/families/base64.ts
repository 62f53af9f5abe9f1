import { ServiceError } from '../../errors.ts'

/** Throws VALIDATION_FAILED for anything but base64 (RFC 4648), which Node would silently read as something else. */
export function fromBase64(encoded: unknown, name: string): Uint8Array {
  const text = typeof encoded === 'string' ? encoded : ''
  const bytes = Buffer.from(text, 'base64')
  if (bytes.toString('base64') === text) return new Uint8Array(bytes)
  throw new ServiceError('VALIDATION_FAILED', `${name} is not base64.`, {
    errors: [{ pointer: `/${name}`, detail: 'Expected base64 with its padding.' }]
  })
}
