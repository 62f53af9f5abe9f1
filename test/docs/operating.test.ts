import { execFile, execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
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
    const { invalidation } = await acceptWork(first.url)
    expect(await first.stop()).toBe(0)
    await follow('backup-embedded', cwd, env)
    rmSync(dataDir, { recursive: true })
    await follow('restore-embedded', cwd, env)
    const second = await startProcess(env)
    const restored = await json(await fetch(`${second.url}${invalidation}`))
    expect(restored).not.toHaveProperty('endedAt')
    expect(await untilEnded(`${second.url}${invalidation}`)).toMatchObject(done)
  })
})

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
      const first = await startProcess({ ...env, DATABASE_URL: from.href })
      const { invalidation } = await acceptWork(first.url)
      await follow('backup-postgres', cwd, { DATABASE_URL: from.href })
      const { invalidation: later } = await acceptWork(first.url)
      await first.stop()
      await follow('restore-postgres', cwd, { DATABASE_URL: into.href })
      const second = await startProcess({ ...env, DATABASE_URL: into.href })
      expect((await fetch(`${second.url}${later}`)).status).toBe(404)
      expect(await untilEnded(`${second.url}${invalidation}`)).toMatchObject(done)
    }
  )
})

test('the policy that the page prints is for invalidations alone', async () => {
  const policy = JSON.parse(await follow('policy', projectFolder, {})) as { Statement: { Sid: string }[] }
  expect(policy.Statement.map(({ Sid }) => Sid)).toEqual(['Invalidations'])
})

test('the files that the page names are there', () => {
  const named = [...text.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, name = '']) => name)
  expect(named.length).toBeGreaterThan(2)
  expect(named.filter(name => !existsSync(join(projectFolder, 'docs', name)))).toEqual([])
})
