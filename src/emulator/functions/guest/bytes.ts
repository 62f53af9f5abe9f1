/**
 * The code in this folder runs inside the engine: each function is passed as its source text, so it can use only its
 * parameters and the language, nothing that is imported or declared outside.
 */
export interface Bytes {
  encode(text: string, encoding?: string): number[]
  decode(bytes: ArrayLike<number>, encoding?: string): string
  isEncoding(encoding: unknown): boolean
}

/** Text to bytes and back; the engine has neither TextEncoder nor atob. */
export function makeBytes(): Bytes {
  const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
  const URL_ALPHABET = ALPHABET.slice(0, 62) + '-_'

  function toUtf8(text: string): number[] {
    const bytes: number[] = []
    for (const character of text) {
      let point = character.codePointAt(0)!
      if (point >= 0xd800 && point <= 0xdfff) point = 0xfffd
      if (point < 0x80) bytes.push(point)
      else if (point < 0x800) bytes.push(0xc0 | (point >> 6), 0x80 | (point & 63))
      else if (point < 0x10000) bytes.push(0xe0 | (point >> 12), 0x80 | ((point >> 6) & 63), 0x80 | (point & 63))
      else {
        bytes.push(0xf0 | (point >> 18), 0x80 | ((point >> 12) & 63), 0x80 | ((point >> 6) & 63), 0x80 | (point & 63))
      }
    }
    return bytes
  }

  function fromUtf8(bytes: ArrayLike<number>): string {
    let text = ''
    for (let at = 0; at < bytes.length;) {
      const first = bytes[at++]!
      if (first < 0x80) {
        text += String.fromCharCode(first)
        continue
      }
      const following = first >= 0xf0 && first < 0xf5 ? 3 : first >= 0xe0 ? 2 : first >= 0xc2 && first < 0xe0 ? 1 : 0
      let point = following === 3 ? first & 7 : following === 2 ? first & 15 : first & 31
      let seen = 0
      while (seen < following && at < bytes.length && (bytes[at]! & 0xc0) === 0x80) {
        point = (point << 6) | (bytes[at++]! & 63)
        seen++
      }
      const least = [0, 0x80, 0x800, 0x10000][following]!
      const valid =
        following > 0 &&
        first < 0xf5 &&
        seen === following &&
        point >= least &&
        point <= 0x10ffff &&
        !(point >= 0xd800 && point < 0xe000)
      text += valid ? String.fromCodePoint(point) : '\ufffd'
    }
    return text
  }

  function toBase64(bytes: ArrayLike<number>, alphabet: string, padded: boolean): string {
    let text = ''
    for (let at = 0; at < bytes.length; at += 3) {
      const [a, b, c] = [bytes[at]!, bytes[at + 1] ?? 0, bytes[at + 2] ?? 0]
      const left = bytes.length - at
      text += alphabet[a >> 2]! + alphabet[((a & 3) << 4) | (b >> 4)]!
      if (left > 1) text += alphabet[((b & 15) << 2) | (c >> 6)]!
      if (left > 2) text += alphabet[c & 63]!
      if (padded && left < 3) text += left === 1 ? '==' : '='
    }
    return text
  }

  /** Both alphabets, with or without padding; as in Node it ends at `=` and skips invalid characters. */
  function fromBase64(text: string): number[] {
    const bytes: number[] = []
    let collected = 0
    let bits = 0
    for (const character of text) {
      if (character === '=') break
      const digit = Math.max(ALPHABET.indexOf(character), URL_ALPHABET.indexOf(character))
      if (digit < 0) continue
      collected = ((collected << 6) | digit) & 0xffff
      bits += 6
      if (bits >= 8) {
        bits -= 8
        bytes.push((collected >> bits) & 255)
      }
    }
    return bytes
  }

  function fromHex(text: string): number[] {
    const bytes: number[] = []
    for (let at = 0; at + 1 < text.length; at += 2) {
      const pair = text.slice(at, at + 2)
      if (!/^[0-9a-f]{2}$/i.test(pair)) break
      bytes.push(parseInt(pair, 16))
    }
    return bytes
  }

  const named = (encoding: unknown) => (typeof encoding === 'string' ? encoding.toLowerCase() : encoding ? '?' : 'utf8')
  const unknown = (encoding?: string) => new TypeError(`"${encoding}" encoding is not supported`)

  return {
    encode(text, encoding) {
      switch (named(encoding)) {
        case 'utf8':
        case 'utf-8':
          return toUtf8(text)
        case 'hex':
          return fromHex(text)
        case 'base64':
        case 'base64url':
          return fromBase64(text)
        default:
          throw unknown(encoding)
      }
    },
    decode(bytes, encoding) {
      switch (named(encoding)) {
        case 'utf8':
        case 'utf-8':
          return fromUtf8(bytes)
        case 'hex':
          return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')
        case 'base64':
          return toBase64(bytes, ALPHABET, true)
        case 'base64url':
          return toBase64(bytes, URL_ALPHABET, false)
        default:
          throw unknown(encoding)
      }
    },
    isEncoding: encoding => ['utf8', 'utf-8', 'hex', 'base64', 'base64url'].includes(named(encoding))
  }
}
