import { readFileSync } from 'node:fs'

// The same relative path in src and in dist; an import would make tsc copy package.json into dist.
const { version: packageVersion } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string
}

/** The version of Frontage in package.json. */
export const version = packageVersion
