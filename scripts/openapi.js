// @ts-check
/**
 * Generates the OpenAPI document from the routes' schemas. `write` writes it to openapi/openapi.json; `check` fails if the
 * committed one differs.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import '../dist/process/quiet-sdk.js'
import { openApiDocument } from '../dist/openapi-document.js'

const file = new URL('../openapi/openapi.json', import.meta.url)
const document = `${JSON.stringify(await openApiDocument(), null, 2)}\n`

if (process.argv[2] === 'check') {
  if (readFileSync(file, 'utf8') !== document) {
    console.error('openapi/openapi.json is out of date: run npm run openapi and review the difference.')
    process.exitCode = 1
  }
} else {
  writeFileSync(file, document)
}
