import { isWildcard } from './paths.ts'

/** A node of a radix tree: what it adds to its parent's text, and its children. A prefix ends at a leaf. */
interface Node {
  label: string
  /** By their first character. Leaves have none: what begins with them is covered by them. */
  children: Map<number, Node> | undefined
}

/** Prefixes, only the shortest of those that begin alike. Adding and looking are linear in the text's length, however many there are. */
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
    /** The length of the prefix that the first `length` characters of the text begin with, undefined for none. */
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

export interface Coverage {
  /** The widest of the wildcards that removes all that the item removes and is not the item itself. */
  find(item: string): string | undefined
}

const EVERYTHING = '/*'

/**
 * What wildcards cover, among encoded items of an invalidation: a wildcard removes whatever begins with what stands before
 * its *, query strings included, and `/*` removes tagged objects, too (CloudFront Developer Guide, "Invalidate files").
 * Looking is linear in the item's length, however many wildcards there are.
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
