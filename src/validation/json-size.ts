export interface JsonSize {
  /** How deeply arrays and objects are nested. */
  readonly depth: number
  /** Items of arrays and members of objects; may count one more for each array or object. */
  readonly values: number
  readonly members: number
  /** In bytes of the JSON text, escapes included. */
  readonly longestText: number
}

const [QUOTE, BACKSLASH, COMMA, COLON] = ['"', '\\', ',', ':'].map(sign => sign.charCodeAt(0))
const [OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = ['[', ']', '{', '}'].map(sign => sign.charCodeAt(0))

/**
 * Measures a JSON text in one pass over its bytes, before JSON.parse spends memory on it: a few megabytes may hold millions
 * of values. For invalid JSON the result is meaningless, but nothing is thrown.
 */
export function jsonSize(bytes: Uint8Array): JsonSize {
  let [level, depth, containers, commas, members, longestText] = [0, 0, 0, 0, 0, 0]
  for (let at = 0; at < bytes.length; at += 1) {
    const sign = bytes[at]
    if (sign === QUOTE) {
      const from = at + 1
      for (at = from; at < bytes.length && bytes[at] !== QUOTE; at += 1) if (bytes[at] === BACKSLASH) at += 1
      longestText = Math.max(longestText, at - from)
    } else if (sign === COMMA) commas += 1
    else if (sign === COLON) members += 1
    else if (sign === OPEN_ARRAY || sign === OPEN_OBJECT) {
      containers += 1
      level += 1
      depth = Math.max(depth, level)
    } else if (sign === CLOSE_ARRAY || sign === CLOSE_OBJECT) level -= 1
  }
  return { depth, values: commas + containers, members, longestText }
}
