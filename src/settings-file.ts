import { readFileSync } from 'node:fs'
import { type Static, type TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { explain } from './validation/explain.ts'

/** Describes what is wrong with the file, without its content. */
export class SettingsFileError extends Error {
  override readonly name = 'SettingsFileError'
}

export interface SettingsFileOptions<Schema extends TSchema> {
  /** The variable that names the file. */
  readonly setting: string
  readonly schema: Schema
  readonly parse: (text: string) => unknown
  /** Describes the error that `parse` has thrown. */
  readonly misparsed: (error: Error) => string
}

/**
 * The content of a file that a setting names, and a function that makes errors about it. Throws a SettingsFileError.
 */
export function readSettingsFile<Schema extends TSchema>(
  file: string,
  { setting, schema, parse, misparsed }: SettingsFileOptions<Schema>
): { readonly content: Static<Schema>; readonly wrong: (detail: string) => SettingsFileError } {
  const wrong = (detail: string, cause?: unknown) => new SettingsFileError(`${setting}: ${file} ${detail}.`, { cause })
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    const { code = 'for an unknown reason' } = error as NodeJS.ErrnoException
    throw wrong(code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`, error)
  }
  let content: unknown
  try {
    content = parse(text)
  } catch (error) {
    throw wrong(misparsed(error as Error), error)
  }
  if (!Compile(schema).Check(content)) {
    const findings = explain(schema, content, 10)
    throw wrong(`does not fit: ${findings.map(({ path, detail }) => `${path.join('.')} ${detail}`).join('; ')}`)
  }
  return { content: content, wrong: detail => wrong(detail) }
}
