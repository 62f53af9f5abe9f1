import { createCoverage, createPrefixSet } from './coverage.ts'
import { isWildcard } from './paths.ts'

const COLLAPSE_THRESHOLD_DEFAULT = 10

export interface CollapseOptions {
  /** A folder with more entries than this becomes one wildcard; at least 1. */
  readonly threshold?: number | undefined
  /**
   * Encoded folders with a trailing slash: only these and folders inside them may become wildcards, and a folder's wildcard
   * counts as an entry of its parent. Undefined: any folder of a path, but never its parents and never `/*`.
   */
  readonly within?: readonly string[] | undefined
}

interface Folder {
  readonly name: string
  entries: number
}

/**
 * Replaces the entries of each folder with more than `threshold` of them by its wildcard, at the place of the first
 * entry. Takes and returns encoded, distinct items none of which covers another. Idempotent. Linear in the number of
 * items.
 */
export function collapse(items: readonly string[], options: CollapseOptions = {}): string[] {
  const promoted = foldersToPromote(items, options)
  if (promoted.length === 0) return [...items]
  const coverage = createCoverage(promoted)
  const collapsed = new Set<string>()
  for (const item of items) collapsed.add(coverage.find(item) ?? item)
  return [...collapsed]
}

function foldersToPromote(
  items: readonly string[],
  { threshold = COLLAPSE_THRESHOLD_DEFAULT, within }: CollapseOptions
) {
  const allowed = within && createPrefixSet(within)
  const folders = new Map<string, Folder>()
  /** By number of slashes: a folder is decided on after all folders inside it. */
  const byDepth: Folder[][] = []
  const addEntry = (name: string) => {
    const known = folders.get(name)
    if (known) {
      known.entries++
      return
    }
    const folder: Folder = { name, entries: 1 }
    folders.set(name, folder)
    ;(byDepth[depthOf(name)] ??= []).push(folder)
  }

  for (const item of items) {
    if (!item.startsWith('/')) continue
    if (!isWholeFolder(item)) addEntry(folderOf(item))
    else if (allowed && item !== '/*') addEntry(parentOf(item.slice(0, -1)))
  }

  const promoted: string[] = []
  for (let depth = byDepth.length - 1; depth > 0; depth--) {
    for (const { name, entries } of byDepth[depth] ?? []) {
      if (entries <= Math.max(1, threshold)) continue
      if (allowed ? allowed.find(name) === undefined : name === '/') continue
      promoted.push(`${name}*`)
      if (allowed && name !== '/') addEntry(parentOf(name))
    }
  }
  return promoted
}

/** True for `/a/*`, but neither `/a*` nor `/a?b=/*`. */
function isWholeFolder(item: string): boolean {
  return item.endsWith('/*') && isWildcard(item) && !item.includes('?')
}

/** The folder of a path, which ends before its query string. */
function folderOf(item: string): string {
  const query = item.indexOf('?')
  return item.slice(0, item.lastIndexOf('/', query < 0 ? undefined : query) + 1)
}

function parentOf(folder: string): string {
  return folder.slice(0, folder.lastIndexOf('/', folder.length - 2) + 1)
}

function depthOf(folder: string): number {
  let depth = 0
  for (let at = folder.indexOf('/'); at >= 0; at = folder.indexOf('/', at + 1)) depth++
  return depth
}
