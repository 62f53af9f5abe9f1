import { hash } from 'node:crypto'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { isTokenText } from '../src/access/token-text.ts'
import { projectFolder } from './helpers/project.ts'
import { accountsFile, aDistribution, startCloudFront } from './accounts/start-accounts.ts'
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

test('a token created while the service is stopped works when it runs, and then only the service creates them', async () => {
  const env = await settingsForLocal()
  const create = ['create', '--name', 'pipeline', '--scope', 'distributions:read', '--scope', 'invalidations:write']
  create.push('--requests-per-hour', '2', '--requests-per-month', '9', '--usd-per-hour', '3', '--usd-per-month', '12.5')
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
  expect(refused.stderr).toContain('Frontage is running on this store: use POST /tokens')
})

test('a token that is made for an account is for its distributions, and for nothing of other accounts', async () => {
  const [blue, green] = [await startCloudFront(), await startCloudFront()]
  const accounts = [
    { name: 'blue', endpoint: blue.url },
    { name: 'green', endpoint: green.url }
  ]
  const admins = hash('sha256', 'the-token-of-an-admin')
  const env = await settingsForLocal({ ACCOUNTS_FILE: await accountsFile(accounts), API_TOKENS: admins })
  const made = await token(env, 'create', '--name', 'green', '--scope', '*:write', '--account', 'green')
  expect(made.code, made.stderr).toBe(0)

  const { url } = await start(env).ready()
  const headers = { authorization: `Bearer ${made.stdout.trim()}`, 'content-type': 'application/json' }
  const admin = { ...headers, authorization: 'Bearer the-token-of-an-admin' }
  const ids: Record<string, string> = {}
  for (const account of ['blue', 'green']) {
    const body = JSON.stringify(aDistribution(account))
    const created = await fetch(`${url}/distributions?account=${account}`, { method: 'POST', headers: admin, body })
    ids[account] = ((await created.json()) as { id: string }).id
  }
  const statusOf = async (path: string) => (await fetch(url + path, { headers })).status
  expect(await statusOf(`/distributions/${ids.green}`)).toBe(200)
  expect(await statusOf(`/distributions/${ids.blue}`)).toBe(404)
  expect(await statusOf('/functions?account=blue')).toBe(403)
  const listed = (await (await fetch(`${url}/distributions`, { headers })).json()) as { items: { id: string }[] }
  expect(listed.items.map(({ id }) => id)).toEqual([ids.green])
})

test('creating or revoking a token on the machine is in the audit log', async () => {
  const env = await settingsForLocal()
  const made = await token(env, 'create', '--name', 'operator', '--owner', 'web-team', '--scope', 'admin')
  expect(made.code, made.stderr).toBe(0)
  const other = await token(env, 'create', '--name', 'pipeline', '--scope', 'invalidations:write')
  const id = other.stderr.split(':', 1)[0] ?? ''
  expect((await token(env, 'revoke', id)).code).toBe(0)
  const unknown = await token(env, 'revoke', 'tok_unknown')
  expect(unknown).toMatchObject({ code: 1, stderr: 'frontage: There is no token tok_unknown.\n' })

  const { url } = await start(env).ready()
  const answer = await fetch(`${url}/audit`, { headers: { authorization: `Bearer ${made.stdout.trim()}` } })
  const by = { caller: { name: 'npm run token' }, source: userInfo().username, outcome: 'succeeded' }
  const value = { name: 'operator', owner: 'web-team', scopes: ['admin'] }
  const creation = { ...by, action: 'createToken', changes: [{ op: 'add', path: '', value }] }
  expect(((await answer.json()) as { items: object[] }).items).toMatchObject([
    { ...by, action: 'revokeToken', resource: `/tokens/${id}` },
    { ...by, action: 'createToken', resource: `/tokens/${id}` },
    { ...creation, resource: `/tokens/${made.stderr.split(':', 1)[0]}` }
  ])
})

test.each([
  [[], 'usage:'],
  [['create', '--name', 'x'], 'scopes'],
  [['create', '--name', 'x', '--scope', 'distributions'], 'scopes.0'],
  [['create', '--name', 'x', '--scope', 'admin', '--account', 'Shop'], 'distributions.accounts.0'],
  [['create', '--name', 'x', '--scope', 'admin', '--expires-in', 'soon'], 'expiresInSeconds'],
  [['create', '--name', 'x', '--scope', 'admin', '--paths-per-month', 'many'], 'budget.pathsPerMonth'],
  [['create', '--name', 'x', '--scope', 'admin', '--requests-per-month', '0'], 'budget.requestsPerMonth'],
  [['create', '--name', 'x', '--scope', 'admin', '--usd-per-hour', '0'], 'budget.usdPerHour'],
  [['revoke'], 'usage:']
])('%j is refused before any store is opened', async (args, message) => {
  const { code, stderr } = await token({ DATA_DIR: '/proc/none' }, ...args)
  expect(code).toBe(2)
  expect(stderr).toContain(message)
})
