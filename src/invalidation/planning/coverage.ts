import { isWildcard } from './paths.ts'

/** A node of a radix tree: the text that it adds to its parent's, and its children. A prefix ends at a leaf. */
interface Node {
  label: string
  /** By their first character. Leaves have none: they cover every text that begins with them. */
  children: Map<number, Node> | undefined
}

/** A set of prefixes without those that another one covers. Adding and finding are linear in the text's length. */
export function createPrefixSet(prefixes: Iterable<string> = []) {
  const root = new Map<number, Node>()

  function add(prefix: string): void {
    let siblings = root
    let at = 0
    for (;;) {
      const key = prefix.charCodeAt(at)
      const node = siblings.get(key)
      if (!node) {
        siblings.set(key, { label: prefix.slice(at), children: undefined })
        return
      }
      const common = commonLength(node.label, prefix, at)
      at += common
      if (common < node.label.length) split(node, common)
      if (at === prefix.length) node.children = undefined
      if (!node.children) return
      siblings = node.children
    }
  }

  for (const prefix of prefixes) add(prefix)

  return {
    /** The length of the prefix with which the first `length` characters of the text begin; undefined for none. */
    find(text: string, length = text.length): number | undefined {
      let siblings = root
      let at = 0
      while (at < length) {
        const node = siblings.get(text.charCodeAt(at))
        if (!node || at + node.label.length > length || !text.startsWith(node.label, at)) return undefined
        at += node.label.length
        if (!node.children) return at
        siblings = node.children
      }
      return undefined
    }
  }
}

function split(node: Node, at: number): void {
  const rest: Node = { label: node.label.slice(at), children: node.children }
  node.label = node.label.slice(0, at)
  node.children = new Map([[rest.label.charCodeAt(0), rest]])
}

function commonLength(label: string, text: string, at: number): number {
  let length = 0
  while (length < label.length && label.charCodeAt(length) === text.charCodeAt(at + length)) length++
  return length
}

interface Coverage {
  /** The widest wildcard other than the item that invalidates everything that the item does. */
  find(item: string): string | undefined
}

const EVERYTHING = '/*'

/**
 * Finds items that wildcards cover, among the encoded items of an invalidation. A wildcard invalidates everything that begins
 * with the text before its *, query strings included, and `/*` also tagged objects (CloudFront Developer Guide, "Invalidate
 * files"). Finding is linear in the item's length, however many wildcards there are.
 */
export function createCoverage(items: Iterable<string>): Coverage {
  const wildcards: string[] = []
  for (const item of items) if (isWildcard(item)) wildcards.push(item)
  if (wildcards.length === 0) return { find: () => undefined }
  const prefixes = createPrefixSet(wildcards.map(wildcard => wildcard.slice(0, -1)))
  const everything = prefixes.find('/') !== undefined
  return {
    find(item) {
      if (item.startsWith('#')) return everything ? EVERYTHING : undefined
      const wildcard = isWildcard(item)
      const own = wildcard ? item.length - 1 : item.length
      const length = prefixes.find(item, own)
      if (length === undefined || (wildcard && length === own)) return undefined
      return `${item.slice(0, length)}*`
    }
  }
}
