import { readFileSync } from 'node:fs'
import { SourceMap, type SourceMapping, type SourceMapPayload } from 'node:module'
import { fileURLToPath } from 'node:url'

/**
 * Stacks name the sources' files and lines, although the built files run. Node's `--enable-source-maps` does the same, but reads all
 * maps at start: 8 MB, which most processes never need. This reads a map, next to its file, with the first stack that names
 * the file, for which that one waits some 50 ms.
 */
const maps = new Map<string, SourceMap | undefined>()

/** Undefined for files without a map, such as those of packages. */
function mapOf(file: string): SourceMap | undefined {
  if (!maps.has(file)) maps.set(file, readMap(file))
  return maps.get(file)
}

function readMap(file: string): SourceMap | undefined {
  try {
    return new SourceMap(JSON.parse(readFileSync(fileURLToPath(`${file}.map`), 'utf8')) as SourceMapPayload)
  } catch {
    // A stack must never be lost because its map is missing or damaged; then it names the built file.
    return undefined
  }
}

/** A frame as V8 writes it, with the position in the source. */
function toText(frame: NodeJS.CallSite & { toString(): string }): string {
  const text = String(frame)
  try {
    return inSource(text, frame)
  } catch {
    return text
  }
}

function inSource(text: string, frame: NodeJS.CallSite): string {
  const file = frame.getFileName()
  const [line, column] = [frame.getLineNumber(), frame.getColumnNumber()]
  if (!file?.startsWith('file:') || line === null || column === null) return text
  const found = mapOf(file)?.findEntry(line - 1, column - 1)
  if (!found || !isMapping(found)) return text
  const source = new URL(found.originalSource, file).href
  return text.replace(`${file}:${line}:${column}`, `${source}:${found.originalLine + 1}:${found.originalColumn + 1}`)
}

const isMapping = (found: SourceMapping | object): found is SourceMapping =>
  'originalSource' in found && typeof found.originalSource === 'string'

Error.prepareStackTrace = (error, frames) =>
  [headOf(error), ...frames.map(frame => `    at ${toText(frame)}`)].join('\n')

/** Anything may be thrown, and `toString` of what is thrown may throw. */
function headOf(error: unknown): string {
  try {
    return String(error)
  } catch {
    return 'Error'
  }
}
