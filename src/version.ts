import { readFileSync } from 'node:fs'

// One folder below the root both as source and when built; an import would make tsc copy package.json into dist.
const { version: packageVersion } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string
}

/** The version of Frontage, as package.json has it. */
export const version = packageVersion
