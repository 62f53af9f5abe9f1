import { createHash, randomBytes } from 'node:crypto'
import { crc32 } from 'node:zlib'

/** Lets people and secret scanners recognize a token of Frontage. */
const PREFIX = 'frt_'
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
/** Enough digits for 256 and for 32 bits. */
const RANDOM_LENGTH = 43
const CHECKSUM_LENGTH = 6

const FORM = new RegExp(`^${PREFIX}[0-9A-Za-z]{${RANDOM_LENGTH + CHECKSUM_LENGTH}}$`)

/** A new token: 256 random bits between a prefix and a checksum, so that scanners can recognize it offline. */
export function newTokenText(): string {
  const random = inDigits(BigInt(`0x${randomBytes(32).toString('hex')}`), RANDOM_LENGTH)
  return `${PREFIX}${random}${checksumOf(random)}`
}

/** Whether a text has the form of a token, with the right checksum; if not, the store need not be asked. */
export function isTokenText(text: string): boolean {
  if (!FORM.test(text)) return false
  const random = text.slice(PREFIX.length, -CHECKSUM_LENGTH)
  return text.endsWith(checksumOf(random))
}

/** What is stored of a token. 256 random bits cannot be guessed, so it needs neither a salt nor a slow function. */
export function hashOfToken(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function checksumOf(random: string): string {
  return inDigits(BigInt(crc32(random)), CHECKSUM_LENGTH)
}

function inDigits(value: bigint, length: number): string {
  let text = ''
  for (let rest = value; text.length < length; rest /= 62n) text = `${DIGITS.charAt(Number(rest % 62n))}${text}`
  return text
}
