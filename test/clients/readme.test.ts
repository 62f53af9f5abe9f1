import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { Environment } from '../../src/environment.ts'
import { projectFolder } from '../helpers/project.ts'
import { bareEnvironment, startProcess, temporaryFolder } from '../helpers/start-process.ts'

interface Block {
  readonly kind: string
  readonly commands: string
  /** What the README prints below the commands; "…" stands for anything. */
  readonly output: string | undefined
}

const readme = readFileSync(join(projectFolder, 'README.md'), 'utf8')
const blocks: Block[] = [...readme.matchAll(/^```sh ?(\S*)\n([\s\S]*?)^```\n(?:\n^```\n([\s\S]*?)^```\n)?/gm)].map(
  ([, kind = '', commands = '', output]) => ({ kind, commands, output })
)
const scripts = (
  JSON.parse(readFileSync(join(projectFolder, 'package.json'), 'utf8')) as { scripts: Record<string, string> }
).scripts

const run = promisify(execFile)

/** One shell for all blocks, as a reader would have it; each block's output is told apart. */
async function runInShell(commands: readonly string[], cwd: string): Promise<string[]> {
  const mark = 'end-of-block'
  const script = ['set -euo pipefail', ...commands.flatMap(block => [block, `echo; echo ${mark}`])].join('\n')
  const { stdout } = await run('bash', ['-c', script], { cwd, env: bareEnvironment() })
  return stdout.split(`${mark}\n`).slice(0, -1)
}

const pattern = (output: string) =>
  new RegExp(
    `^${output
      .trim()
      .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
      .replaceAll('…', '[\\s\\S]*')}$`
  )

test('npm start, the tour and the AWS CLI do what the README prints', { timeout: 60_000 }, async () => {
  const tour = blocks.filter(({ kind }) => ['', 'aws', 'pipeline'].includes(kind)).slice(1)
  expect(tour).toHaveLength(14)
  const { url, localCloudFront } = await startProcess({}, ['npm', 'start'])
  const here = (text: string) =>
    text.replaceAll('http://127.0.0.1:8080', url).replaceAll('http://127.0.0.1:8081', localCloudFront)
  const outputs = await runInShell(
    tour.map(({ commands }) => here(commands)),
    await temporaryFolder()
  )
  tour.forEach(({ output }, index) => {
    expect(output, 'a block of the tour shows what it prints').toBeDefined()
    expect(outputs[index]?.trim()).toMatch(pattern(output ?? ''))
  })
})

test('the job of a pipeline fails where the invalidation failed, and where a request is refused', async () => {
  const { url, localCloudFront } = await startProcess()
  const commands = blocks.find(({ kind }) => kind === 'pipeline')?.commands ?? ''
  const cwd = await temporaryFolder()
  /** The exit status of the job, which must not depend on options of the shell that runs it. */
  async function statusOf(id: string, key: string): Promise<unknown> {
    const job = commands.replaceAll('http://127.0.0.1:8080', url).replace('build-1', key)
    const ended = run('bash', ['-c', job], { cwd, env: { ...bareEnvironment(), ID: id }, timeout: 30_000 })
    return ended.then(() => 0).catch((error: { code?: unknown }) => error.code)
  }
  const created = await fetch(`${url}/distributions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ origins: [{ domainName: 'www.example.com' }] })
  })
  const { id } = (await created.json()) as { id: string }
  expect(await statusOf('EUNKNOWN12345', 'unknown')).toBe(22)

  const operations = ['CreateInvalidation']
  await fetch(`${localCloudFront}/_local/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ kind: 'error', code: 'InvalidArgument', status: 400, operations })
  })
  expect(await statusOf(id, 'refused-by-cloudfront')).toBe(1)
  await fetch(`${localCloudFront}/_local/faults`, { method: 'DELETE' })
  expect(await statusOf(id, 'again')).toBe(0)
})

test('a token hashed as the README says is the key to a service that asks for one', async () => {
  const [block] = blocks.filter(({ kind }) => kind === 'tokens')
  const [hash = ''] = await runInShell([`${block?.commands ?? ''}\nprintf %s $API_TOKENS`], projectFolder)
  const { url } = await startProcess({ API_TOKENS: hash.trim() })
  expect((await fetch(`${url}/distributions`)).status).toBe(401)
  expect((await fetch(`${url}/distributions`, { headers: { authorization: 'Bearer my-secret-token' } })).status).toBe(
    200
  )
})

test('every npm command that the README names is a script, and every variable a setting', () => {
  const named = [...readme.matchAll(/npm (?:run ([\w:-]+)|(test|start))/g)].map(
    ([, script, short]) => script ?? short ?? ''
  )
  expect(named.filter(name => !(name in scripts))).toEqual([])
  const variables = [...readme.matchAll(/^\| +((?:`[A-Z_]+`(?:, )?)+) +\|/gm)].flatMap(([, names = '']) =>
    names.replaceAll('`', '').split(', ')
  )
  const { NODE_ENV: _, ...settings } = Environment.properties
  expect(variables.sort()).toEqual(Object.keys(settings).sort())
})

test('CLOUDFRONT=aws asks AWS and never falls back to the local CloudFront', async () => {
  expect(blocks.find(({ kind }) => kind === 'aws-account')?.commands.trim()).toBe('CLOUDFRONT=aws npm start')
  const { localCloudFront } = await startProcess()
  // AWS itself is out of reach here: its endpoint is replaced, the rest is the real thing.
  const { url } = await startProcess({
    CLOUDFRONT: 'aws',
    CLOUDFRONT_ENDPOINT: localCloudFront,
    AWS_ACCESS_KEY_ID: 'any',
    AWS_SECRET_ACCESS_KEY: 'any'
  })
  const response = await fetch(`${url}/distributions`)
  expect([response.status, response.headers.get('x-frontage-backend')]).toEqual([200, 'aws'])
})
