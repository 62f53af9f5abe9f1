// @ts-check
/** `npm run test:postgres`: the service's tests on the server of DATABASE_URL; arguments go to vitest. */
import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

if (!process.env.DATABASE_URL) {
  console.error(
    'DATABASE_URL is missing: name a PostgreSQL whose user may create databases, or start a temporary one: ' +
      'node scripts/postgres.js npm run test:postgres'
  )
  process.exit(2)
}
const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs')
const args = [vitest, 'run', '--project', 'service', ...process.argv.slice(2)]
process.exit(spawnSync(process.execPath, args, { stdio: 'inherit' }).status ?? 1)
