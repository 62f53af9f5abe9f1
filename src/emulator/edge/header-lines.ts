import { type HeaderList } from '../../delivery/headers.ts'

type HeaderLine = HeaderList[number]

interface Recent {
  readonly lines: HeaderLine[]
  /** The one that is replaced next. */
  next: number
}

/** How many names are remembered, how many of the last lines of each, and how long a line may be. */
const NAMES_MAX = 256
const LINES_MAX = 4
const LENGTH_MAX = 256

const recent = new Map<string, Recent>()

/**
 * The header lines of an answer. A line that has come shortly before is the same object, since most lines of an origin's answers are
 * equal: stored objects share them, which the garbage collector would otherwise copy and visit for each.
 */
export function headerLines(raw: readonly Buffer[]): HeaderList {
  const lines: HeaderLine[] = []
  for (let at = 0; at + 1 < raw.length; at += 2) {
    lines.push(lineOf(raw[at]?.toString('latin1') ?? '', raw[at + 1]?.toString('latin1') ?? ''))
  }
  return lines
}

function lineOf(name: string, value: string): HeaderLine {
  if (name.length + value.length > LENGTH_MAX) return [name, value]
  const known = recent.get(name)
  if (!known) {
    const line: HeaderLine = [name, value]
    // An origin may make up names without an end; the usual ones are soon back.
    if (recent.size === NAMES_MAX) recent.clear()
    recent.set(name, { lines: [line], next: 0 })
    return line
  }
  const { lines } = known
  for (const line of lines) if (line[1] === value) return line
  const line: HeaderLine = [lines[0]?.[0] ?? name, value]
  if (lines.length < LINES_MAX) lines.push(line)
  else {
    lines[known.next] = line
    known.next = (known.next + 1) % LINES_MAX
  }
  return line
}
