// @ts-check
/**
 * The OpenAPI document is made of the routes' schemas. `write` puts it into openapi/openapi.json, `check` fails when the
 * committed one is another.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import '../dist/process/quiet-sdk.js'
import { openApiDocument } from '../dist/openapi-document.js'

const file = new URL('../openapi/openapi.json', import.meta.url)
const document = `${JSON.stringify(await openApiDocument(), null, 2)}\n`

if (process.argv[2] === 'check') {
  if (readFileSync(file, 'utf8') !== document) {
    console.error('openapi/openapi.json is not what the routes say: run npm run openapi and look at the difference.')
    process.exitCode = 1
  }
} else {
  writeFileSync(file, document)
}
