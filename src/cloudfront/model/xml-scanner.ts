import { XmlError } from './xml-error.ts'
import { decodeReferences, decodeSource, hasIllegalCharacter } from './xml-text.ts'

export type XmlToken = 'open' | 'close' | 'text' | 'end'

/** A pull parser that checks well-formedness as it goes. */
export interface XmlScanner {
  next(): XmlToken
  /** The name of the element just opened or closed. */
  readonly name: string
  /** The attributes of the element just opened. */
  readonly attributes: ReadonlyMap<string, string>
  /** The text just read, references replaced. Comments and CDATA sections may split a text into several tokens. */
  readonly text: string
  /** The names of the open elements, the root first; without an element just closed. */
  path(): string[]
}

/** CloudFront's deepest document has 13 levels; the limit is for hostile ones. */
export const DEPTH_MAX = 64

const NAME = /[A-Za-z_:\u0080-\uffff][\w:.\-\u0080-\uffff]*/y
const SPACES = /[ \t\n]*/y
const DECLARATION = /<\?xml[ \t\n]+version[ \t\n]*=[ \t\n]*(?:"1\.\d"|'1\.\d')([^?<>]*)\?>/y
const ENCODING = /^[ \t\n]+encoding[ \t\n]*=[ \t\n]*["']([A-Za-z][\w.-]*)["']/
const NO_ATTRIBUTES: ReadonlyMap<string, string> = new Map()

/**
 * Refuses every DOCTYPE and never backtracks, so the time is linear in the document's length. `strict` also refuses
 * processing instructions, characters outside XML, and `]]>` and `--` where XML forbids them. Throws a malformed `XmlError`.
 */
export function createXmlScanner(source: Uint8Array | string, strict: boolean): XmlScanner {
  const document = decodeSource(source)
  const open: string[] = []
  let at = 0
  let rootSeen = false
  let selfClosing = false

  const scanner = { next, name: '', attributes: NO_ATTRIBUTES, text: '', path: () => [...open] }

  function malformed(message: string): XmlError {
    return new XmlError('malformed', [...open], message)
  }

  /** Matches a sticky expression here and moves past it. */
  function take(expression: RegExp): RegExpExecArray | null {
    expression.lastIndex = at
    const match = expression.exec(document)
    if (match) at = expression.lastIndex
    return match
  }

  /** Reads the text up to a terminator and moves past it. */
  function takeUntil(terminator: string, from: number): string {
    const end = document.indexOf(terminator, from)
    if (end < 0) throw malformed(`the document ends before ${terminator}`)
    at = end + terminator.length
    return document.slice(from, end)
  }

  if (strict && hasIllegalCharacter(document))
    throw malformed('the document holds a character which XML does not allow')
  const declaration = take(DECLARATION)
  const encoding = declaration?.[1] === undefined ? undefined : ENCODING.exec(declaration[1])?.[1]
  if (encoding !== undefined && !/^(utf-8|us-ascii)$/i.test(encoding)) throw malformed(`the encoding is ${encoding}`)

  function next(): XmlToken {
    if (selfClosing) {
      selfClosing = false
      return closed()
    }
    for (;;) {
      if (at >= document.length) {
        if (!rootSeen) throw malformed('the document has no root element')
        if (open.length > 0) throw malformed(`the document ends inside ${open.at(-1)}`)
        return 'end'
      }
      const token = document.charCodeAt(at) === 0x3c ? readMarkup() : readText()
      if (token) return token
    }
  }

  function readText(): XmlToken | undefined {
    const end = document.indexOf('<', at)
    const raw = document.slice(at, end < 0 ? document.length : end)
    at += raw.length
    if (open.length === 0) {
      if (/[^ \t\n]/.test(raw)) throw malformed(`there is text ${rootSeen ? 'after' : 'before'} the root element`)
      return undefined
    }
    if (strict && raw.includes(']]>')) throw malformed(']]> is not allowed in text')
    scanner.text = decodeReferences(raw, strict, scanner.path)
    return 'text'
  }

  function readMarkup(): XmlToken | undefined {
    const following = document.charCodeAt(at + 1)
    if (following === 0x2f) return readClose()
    if (following === 0x21) return readDeclarative()
    if (following === 0x3f) {
      if (strict) throw malformed('there is a processing instruction')
      takeUntil('?>', at + 2)
      return undefined
    }
    return readOpen()
  }

  /** What starts with `<!`: a comment, CDATA, or a DOCTYPE. */
  function readDeclarative(): XmlToken | undefined {
    if (document.startsWith('<!--', at)) {
      const comment = takeUntil('-->', at + 4)
      if (strict && (comment.includes('--') || comment.endsWith('-'))) throw malformed('-- is not allowed in a comment')
      return undefined
    }
    if (open.length > 0 && document.startsWith('<![CDATA[', at)) {
      scanner.text = takeUntil(']]>', at + 9)
      return 'text'
    }
    throw malformed('DOCTYPE and other declarations are not accepted')
  }

  function readOpen(): XmlToken {
    if (rootSeen && open.length === 0) throw malformed('there is an element after the root element')
    at += 1
    const name = take(NAME)?.[0]
    if (name === undefined) throw malformed('< is not followed by a name')
    if (open.length >= DEPTH_MAX) throw malformed(`elements are nested deeper than ${DEPTH_MAX}`)
    scanner.attributes = document.charCodeAt(at) === 0x3e ? NO_ATTRIBUTES : readAttributes(name)
    if (document.charCodeAt(at) === 0x2f) {
      selfClosing = true
      at += 1
    }
    if (document.charCodeAt(at) !== 0x3e) throw malformed(`the tag of ${name.slice(0, 100)} is not closed`)
    at += 1
    rootSeen = true
    open.push(name)
    scanner.name = name
    return 'open'
  }

  function readAttributes(element: string): ReadonlyMap<string, string> {
    const attributes = new Map<string, string>()
    for (;;) {
      const spaced = (take(SPACES)?.[0].length ?? 0) > 0
      const following = document[at]
      if (following === '>' || following === '/' || following === undefined) return attributes
      const name = spaced ? take(NAME)?.[0] : undefined
      if (name === undefined) throw malformed(`the tag of ${element.slice(0, 100)} is damaged`)
      take(SPACES)
      if (document[at] !== '=') throw malformed(`the attribute ${name.slice(0, 100)} has no value`)
      at += 1
      take(SPACES)
      const quote = document[at]
      if (quote !== '"' && quote !== "'") throw malformed(`the attribute ${name.slice(0, 100)} is not quoted`)
      const value = takeUntil(quote, at + 1)
      if (value.includes('<')) throw malformed('< is not allowed in an attribute')
      if (attributes.has(name)) throw malformed(`the attribute ${name.slice(0, 100)} is duplicated`)
      attributes.set(name, decodeReferences(value, strict, scanner.path))
    }
  }

  function readClose(): XmlToken {
    const name = open.at(-1)
    if (name === undefined || !document.startsWith(name, at + 2)) throw malformed('an end tag has no start tag')
    at += 2 + name.length
    take(SPACES)
    if (document.charCodeAt(at) !== 0x3e) throw malformed(`the end tag of ${name.slice(0, 100)} is damaged`)
    at += 1
    return closed()
  }

  function closed(): XmlToken {
    scanner.name = open.pop() ?? ''
    return 'close'
  }

  return scanner
}
