import { XmlError } from './xml-error.ts'

const NAMED: ReadonlyMap<string, string> = new Map(Object.entries({ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }))
const REFERENCE = /&(?:#x([0-9a-fA-F]+)|#([0-9]+)|([a-zA-Z][a-zA-Z0-9]*));/y

// XML 1.0, production Char. With the u flag a lone surrogate is a code point and is matched, too.
const ILLEGAL = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u

/** Decodes a document. Bytes must be UTF-8, the only encoding that AWS's clients use. Throws a malformed `XmlError`. */
export function decodeSource(source: Uint8Array | string): string {
  // XML 1.0, 2.11: a parser normalises every line end to a line feed.
  const text = typeof source === 'string' ? source : decodeUtf8(source)
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw new XmlError('malformed', [], 'the document is not UTF-8')
  }
}

export function hasIllegalCharacter(text: string): boolean {
  return ILLEGAL.test(text)
}

/** Replaces entity and character references; `strict` refuses references to characters that XML does not allow. */
export function decodeReferences(text: string, strict: boolean, path: () => string[]): string {
  let decoded = ''
  let from = 0
  // `replace` with a function finds every match first, which takes a second for megabytes of damaged references.
  for (let at = text.indexOf('&'); at >= 0; at = text.indexOf('&', from)) {
    REFERENCE.lastIndex = at
    const character = characterOf(REFERENCE.exec(text), strict)
    if (character === undefined) {
      throw new XmlError('malformed', path(), `${text.slice(at, at + 40)} does not begin with a known reference`)
    }
    decoded += text.slice(from, at) + character
    from = REFERENCE.lastIndex
  }
  return from === 0 ? text : decoded + text.slice(from)
}

function characterOf(reference: RegExpExecArray | null, strict: boolean): string | undefined {
  if (!reference) return undefined
  const [, hex, decimal, name] = reference
  if (name !== undefined) return NAMED.get(name)
  const code = Number.parseInt(hex ?? decimal ?? '', hex === undefined ? 10 : 16)
  if (!(code <= 0x10ffff)) return undefined
  const character = String.fromCodePoint(code)
  return strict && ILLEGAL.test(character) ? undefined : character
}
