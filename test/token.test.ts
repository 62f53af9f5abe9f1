import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { isTokenText } from '../src/access/token-text.ts'
import { projectFolder } from './helpers/project.ts'
import { settingsForLocal, start } from './helpers/run-server.ts'

/** `npm run token -- …`, as it is after the build. */
async function token(env: Record<string, string>, ...args: string[]) {
  const child = spawn(process.execPath, [join(projectFolder, 'dist/token.js'), ...args], {
    env: { PATH: process.env.PATH ?? '', ...env }
  })
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', data => (stdout += String(data)))
  child.stderr.on('data', data => (stderr += String(data)))
  const [code] = (await once(child, 'close')) as [number]
  return { code, stdout, stderr }
}

test('a token that is made while the service is stopped works when it runs, and then the service makes them', async () => {
  const env = await settingsForLocal()
  const create = ['create', '--name', 'pipeline', '--scope', 'distributions:read', '--scope', 'invalidations:write']
  create.push('--requests-per-hour', '2', '--usd-per-month', '12.5')
  const made = await token(env, ...create)
  expect(made.code, made.stderr).toBe(0)
  const text = made.stdout.trim()
  expect(isTokenText(text)).toBe(true)
  expect((await token(env, 'list')).stdout).toMatch(
    /^tok_\S+\tactive\tpipeline\tdistributions:read invalidations:write/
  )

  const { url } = await start(env).ready()
  const headers = { authorization: `Bearer ${text}` }
  expect((await fetch(`${url}/distributions`, { headers })).status).toBe(200)
  expect((await fetch(`${url}/cache-policies`, { headers })).status).toBe(403)
  expect((await fetch(`${url}/distributions`, { headers })).status).toBe(429)

  const refused = await token(env, ...create)
  expect(refused).toMatchObject({ code: 2, stdout: '' })
  expect(refused.stderr).toContain('Frontage is running on this store: ask it itself (POST /tokens)')
})

test.each([
  [[], 'usage:'],
  [['create', '--name', 'x'], 'scopes'],
  [['create', '--name', 'x', '--scope', 'distributions'], 'scopes.0'],
  [['create', '--name', 'x', '--scope', 'admin', '--expires-in', 'soon'], 'expiresInSeconds'],
  [['create', '--name', 'x', '--scope', 'admin', '--paths-per-month', 'many'], 'budget.pathsPerMonth'],
  [['revoke'], 'usage:']
])('%j is refused before any store is opened', async (args, message) => {
  const { code, stderr } = await token({ DATA_DIR: '/proc/none' }, ...args)
  expect(code).toBe(2)
  expect(stderr).toContain(message)
})
