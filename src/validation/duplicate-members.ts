import { pointerOf } from '../json-pointer.ts'

/**
 * Finds members that are duplicated in an object of a JSON text, of which JSON.parse silently keeps the last: at most `limit`
 * JSON pointers. The text must be valid JSON; `members` is the number of members in the text, `value` what it was parsed to.
 * Without duplicates the cost is that of counting the members of `value`.
 */
export function duplicateMembers(text: string, value: unknown, members: number, limit: number): string[] {
  return countMembers(value) === members ? [] : scan(text, limit)
}

function countMembers(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  let count = 0
  if (Array.isArray(value)) {
    for (const item of value) count += countMembers(item)
    return count
  }
  for (const name in value) count += 1 + countMembers((value as Record<string, unknown>)[name])
  return count
}

interface Level {
  /** The members seen so far; undefined in an array. */
  readonly names: Set<string> | undefined
  step: string | number
}

function scan(text: string, limit: number): string[] {
  const found: string[] = []
  const levels: Level[] = []
  let lastString = ''
  for (let at = 0; at < text.length && found.length < limit; at += 1) {
    const sign = text[at]
    const level = levels.at(-1)
    if (sign === '"') {
      const from = at
      for (at += 1; text[at] !== '"'; at += 1) if (text[at] === '\\') at += 1
      lastString = text.slice(from, at + 1)
    } else if (sign === '{') levels.push({ names: new Set(), step: '' })
    else if (sign === '[') levels.push({ names: undefined, step: 0 })
    else if (sign === '}' || sign === ']') levels.pop()
    else if (sign === ',' && level && !level.names) level.step = Number(level.step) + 1
    else if (sign === ':' && level?.names) {
      const name = JSON.parse(lastString) as string
      level.step = name
      if (level.names.has(name)) found.push(pointerOf(levels.map(({ step }) => step)))
      level.names.add(name)
    }
  }
  return found
}
