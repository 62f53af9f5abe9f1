import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readIssuersFile } from '../../src/access/issuers-file.ts'
import { newTokenText } from '../../src/access/token-text.ts'
import { projectFolder } from '../helpers/project.ts'
import { startApp } from '../helpers/start-app.ts'
import { startStore } from '../helpers/start-store.ts'
import { temporaryFolder } from '../helpers/start-process.ts'

const page = readFileSync(join(projectFolder, 'docs/security.md'), 'utf8')
const blocks = (language: string) =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, 'gm'))].map(([, text = '']) => text)

test('the file of issuers in docs/security.md can be used', async () => {
  const [text = ''] = blocks('yaml')
  const file = join(await temporaryFolder(), 'issuers.yaml')
  writeFileSync(file, text)
  expect(readIssuersFile(file).map(({ issuer }) => new URL(issuer).hostname)).toEqual([
    'token.actions.githubusercontent.com',
    'gitlab.com',
    'oidc.eks.eu-west-1.amazonaws.com'
  ])
})

test('the token in docs/security.md can be made, and is found by the pattern there', async () => {
  const [, json = ''] = /--json '(\{[^']*\})'/.exec(page) ?? []
  const { request } = await startApp()
  const { body } = await request.post('/tokens').set('content-type', 'application/json').send(json).expect(201)
  expect(body.paths).toEqual(['/blog/*'])
  const [, pattern = ''] = /`(frt_\[[^`]*)`/.exec(page) ?? []
  expect(newTokenText()).toMatch(new RegExp(`^${pattern}$`))
})

test('the statements in docs/security.md remove changes with digests that have no key, and nothing else', async () => {
  const { database } = await startStore()
  const [statements = ''] = blocks('sql')
  const hex = 'a'.repeat(64)
  const changed = (value: unknown) => [
    { op: 'add', path: '/comment', value: 'x' },
    { op: 'add', path: '/x', value }
  ]
  const kept = changed({ inner: { hmacSha256: hex, bytes: 3 } })
  const records = [changed({ inner: [{ sha256: hex, bytes: 3 }] }), kept, [], undefined]
  for (const [index, changes] of records.entries()) {
    await database.query(
      `INSERT INTO audit_records (id, at, ended_at, action, resource, outcome, changes)
       VALUES ($1, now(), now(), 'patchDistribution', '/distributions/E1', 'succeeded', $2::jsonb)`,
      [`00000000-0000-7000-8000-00000000000${index}`, changes === undefined ? null : JSON.stringify(changes)]
    )
  }
  const read = async () =>
    database.query('SELECT changes, changes_left_out AS "leftOut" FROM audit_records ORDER BY id')
  for (let times = 0; times < 2; times++) {
    await database.script(statements)
    expect(await read()).toEqual([
      { changes: [], leftOut: 2 },
      { changes: kept, leftOut: null },
      { changes: [], leftOut: null },
      { changes: null, leftOut: null }
    ])
  }
  await expect(database.query("UPDATE audit_records SET caller = 'x'")).rejects.toThrow('only ever added')
})
