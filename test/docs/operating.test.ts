import { execFile, execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { projectFolder } from '../helpers/project.ts'
import { bareEnvironment, startProcess, temporaryFolder } from '../helpers/start-process.ts'
import { startDatabase } from '../helpers/start-store.ts'

const text = readFileSync(join(projectFolder, 'docs/operating.md'), 'utf8')
const run = promisify(execFile)

function blockOf(kind: string): string {
  const [, commands] = new RegExp(`^\`\`\`sh ${kind}\n([\\s\\S]*?)^\`\`\``, 'm').exec(text) ?? []
  if (commands === undefined) throw new Error(`docs/operating.md has no block ${kind}`)
  return commands
}

/** Runs the commands as the page has them. */
async function follow(kind: string, cwd: string, env: NodeJS.ProcessEnv): Promise<string> {
  const script = `set -euo pipefail\n${blockOf(kind)}`
  const { stdout } = await run('bash', ['-c', script], { cwd, env: { ...bareEnvironment(), ...env } })
  return stdout
}

/** The arguments of all processes of the machine that can be seen. */
function processList(): string {
  const read = (pid: string) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
    } catch {
      // It has ended.
      return ''
    }
  }
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(read)
    .join('\n')
}

/** A PATH on which these programs note, before they begin, what a process list has of them and of whoever started them. */
function watched(folder: string, programs: readonly string[]): { path: string; seen: () => string } {
  const [bin, seen] = [join(folder, 'watched'), join(folder, 'seen')]
  mkdirSync(bin)
  for (const program of programs) {
    const real = execFileSync('which', [program], { encoding: 'utf8' }).trim()
    const script = `#!/bin/bash\ncat /proc/$$/cmdline /proc/$PPID/cmdline | tr '\\0' ' ' >> ${seen}\nexec ${real} "$@"\n`
    writeFileSync(join(bin, program), script)
    chmodSync(join(bin, program), 0o755)
  }
  return { path: `${bin}:${process.env.PATH}`, seen: () => readFileSync(seen, 'utf8') }
}

const json = async (response: Response) => (await response.json()) as Record<string, unknown>

async function post(url: string, body: object): Promise<Record<string, unknown>> {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
  expect(response.status, await response.clone().text()).toBeLessThan(300)
  return json(response)
}

/** More wildcards than CloudFront takes at once, so that a part of them is still in the queue when the backup is made. */
const wildcards = Array.from({ length: 20 }, (_, index) => `/folder-${index}/*`)

async function acceptWork(url: string): Promise<{ distribution: string; invalidation: string }> {
  const { id: distribution } = await post(`${url}/distributions`, { origins: [{ domainName: 'www.example.com' }] })
  const { id } = await post(`${url}/distributions/${String(distribution)}/invalidations`, { paths: wildcards })
  return {
    distribution: String(distribution),
    invalidation: `/distributions/${String(distribution)}/invalidations/${String(id)}`
  }
}

/** A token, a protection and their records, and how to find out whether a service still has them. */
async function protect(url: string, distribution: string) {
  const { token } = await post(`${url}/tokens`, { name: 'survivor', scopes: ['operations:read'] })
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify({ protected: true })
  const set = await fetch(`${url}/distributions/${distribution}/protection`, { method: 'PUT', headers, body })
  expect(set.status).toBe(200)
  const { items: before } = await json(await fetch(`${url}/audit?limit=100`))
  return async (restored: string) => {
    const as = { headers: { authorization: `Bearer ${String(token)}` } }
    expect((await fetch(`${restored}/operations`, as)).status).toBe(200)
    expect(await json(await fetch(`${restored}/distributions`, as))).toMatchObject({ code: 'SCOPE_MISSING' })
    const deletion = await fetch(`${restored}/distributions/${distribution}`, { method: 'DELETE' })
    expect(await json(deletion)).toMatchObject({ status: 409, code: 'DISTRIBUTION_PROTECTED' })
    const { items: after } = await json(await fetch(`${restored}/audit?limit=100`))
    const actions = (before as { action: string }[]).map(({ action }) => action)
    expect(actions).toEqual(expect.arrayContaining(['createToken', 'createInvalidation', 'createDistribution']))
    expect(after).toEqual(expect.arrayContaining(before as object[]))
  }
}

async function untilEnded(address: string): Promise<Record<string, unknown>> {
  for (let asked = 0; asked < 20; asked += 1) {
    const body = await json(await fetch(address, { headers: { prefer: 'wait=10' } }))
    if (body.endedAt !== undefined) return body
  }
  throw new Error(`${address} has not ended`)
}

const done = { status: 'succeeded', progress: { total: 20, completed: 20 } }

describe('a backup of the embedded store', () => {
  test('restored, has what waited, and finishes it', { timeout: 120_000 }, async () => {
    const cwd = await temporaryFolder()
    const dataDir = join(cwd, 'data')
    mkdirSync(dataDir)
    const env = { DATA_DIR: dataDir, LOCAL_CLOUDFRONT_PROPAGATION_SECONDS: '1' }
    const first = await startProcess(env)
    const { invalidation, distribution } = await acceptWork(first.url)
    const survived = await protect(first.url, distribution)
    expect(await first.stop()).toBe(0)
    await follow('backup-embedded', cwd, env)
    rmSync(dataDir, { recursive: true })
    await follow('restore-embedded', cwd, env)
    const second = await startProcess(env)
    const restored = await json(await fetch(`${second.url}${invalidation}`))
    expect(restored).not.toHaveProperty('endedAt')
    await survived(second.url)
    expect(await untilEnded(`${second.url}${invalidation}`)).toMatchObject(done)
  })
})

const PASSWORD = 'password-of-the-store-Zq8'
const server = process.env.DATABASE_URL
const bin = server === undefined || hasPgDump()

function hasPgDump(): boolean {
  try {
    execFileSync('pg_dump', ['--version'])
    return true
  } catch {
    return false
  }
}

describe.runIf(server !== undefined)('a backup of PostgreSQL', () => {
  test.runIf(bin)(
    'made while it runs, and restored into another database, is finished by a new instance',
    { timeout: 120_000 },
    async () => {
      const cwd = await temporaryFolder()
      const [from, into] = [await startDatabase(server ?? ''), await startDatabase(server ?? '')]
      const upstream = await startProcess({ LOCAL_CLOUDFRONT_PROPAGATION_SECONDS: '1' })
      const env = { CLOUDFRONT: 'local', CLOUDFRONT_ENDPOINT: upstream.localCloudFront }
      from.password = into.password = PASSWORD
      const PGSERVICEFILE = join(cwd, 'services.conf')
      const sections = { frontage: from, 'frontage-restored': into }
      const services = Object.entries(sections).map(
        ([name, { hostname, port, pathname, username, password }]) =>
          `[${name}]\nhost=${hostname}\nport=${port}\ndbname=${pathname.slice(1)}\nuser=${username}\npassword=${password}\n`
      )
      writeFileSync(PGSERVICEFILE, services.join('\n'), { mode: 0o600 })
      const { path, seen } = watched(cwd, ['pg_dump', 'pg_restore'])
      const first = await startProcess({ ...env, DATABASE_URL: from.href })
      const { invalidation, distribution } = await acceptWork(first.url)
      const survived = await protect(first.url, distribution)
      expect(processList()).not.toContain(PASSWORD)
      await follow('backup-postgres', cwd, { PGSERVICEFILE, PATH: path })
      const { invalidation: later } = await acceptWork(first.url)
      await first.stop()
      await follow('restore-postgres', cwd, { PGSERVICEFILE, PATH: path })
      expect(seen()).toMatch(/pg_dump .*pg_restore /s)
      expect(seen()).not.toContain(PASSWORD)
      const second = await startProcess({ ...env, DATABASE_URL: into.href })
      expect((await fetch(`${second.url}${later}`)).status).toBe(404)
      await survived(second.url)
      expect(await untilEnded(`${second.url}${invalidation}`)).toMatchObject(done)
    }
  )
})

test(
  'no secret is among the arguments of the service, of npm run token and of a backup',
  { timeout: 60_000 },
  async () => {
    const cwd = await temporaryFolder()
    const dataDir = join(cwd, 'data')
    mkdirSync(dataDir)
    const WEBHOOK_SECRET = Buffer.alloc(32, 'webhook-secret').toString('base64')
    const env = { DATA_DIR: dataDir, WEBHOOK_SECRET, WEBHOOK_HOSTS: 'hooks.example.com', API_TOKENS: 'a1'.repeat(32) }
    const service = await startProcess(env)
    expect(processList()).toContain('dist/server.js')
    let seen = processList()
    await service.stop()
    const args = ['dist/token.js', 'create', '--name', 'x', '--scope', 'admin']
    const cli = run(process.execPath, args, { cwd: projectFolder, env: { ...bareEnvironment(), ...env } })
    seen += processList()
    const { stdout: token } = await cli
    const { path, seen: backup } = watched(cwd, ['tar'])
    await follow('backup-embedded', cwd, { DATA_DIR: dataDir, PATH: path })
    seen += backup()
    expect(seen).toMatch(/dist\/token\.js create .*tar -C /s)
    expect(token).toMatch(/^frt_/)
    for (const secret of [WEBHOOK_SECRET, env.API_TOKENS, token.trim()]) expect(seen).not.toContain(secret)
  }
)

test('the policy that the page prints is for invalidations alone', async () => {
  const policy = JSON.parse(await follow('policy', projectFolder, {})) as { Statement: { Sid: string }[] }
  expect(policy.Statement.map(({ Sid }) => Sid)).toEqual(['Invalidations'])
})

test('the files that the page names are there', () => {
  const named = [...text.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, name = '']) => name)
  expect(named.length).toBeGreaterThan(2)
  expect(named.filter(name => !existsSync(join(projectFolder, 'docs', name)))).toEqual([])
})
