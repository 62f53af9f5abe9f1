/** One thing that is wrong with a value. */
export interface XmlProblem {
  /** Element names from the root; the n-th item of a list is `Origin[n]`. */
  readonly path: readonly string[]
  /** As written in the document; absent for a missing member. */
  readonly value?: string
  /** What the value should be, in the words of AWS's validation errors. */
  readonly constraint: string
}

/**
 * Why a document could not be read. `malformed`: it is not well-formed XML. `shape`: its elements differ from the model.
 * `value`: every element is known, but values are missing or outside their type or enum; only then `problems` lists them.
 */
export class XmlError extends Error {
  readonly kind: 'malformed' | 'shape' | 'value'
  readonly path: readonly string[]
  readonly problems: readonly XmlProblem[]

  constructor(kind: XmlError['kind'], path: readonly string[], message: string, problems: readonly XmlProblem[] = []) {
    // Element names may be as long as the document.
    const short = path.map(name => name.slice(0, 100))
    super(short.length > 0 ? `${message} (at ${short.join('/')})` : message)
    this.name = 'XmlError'
    this.kind = kind
    this.path = short
    this.problems = problems
  }
}
