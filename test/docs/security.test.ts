import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createServer } from 'node:http'
import { type AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createIssuers } from '../../src/access/issuers.ts'
import { readIssuersFile } from '../../src/access/issuers-file.ts'
import { newTokenText } from '../../src/access/token-text.ts'
import { projectFolder } from '../helpers/project.ts'
import { startApp } from '../helpers/start-app.ts'
import { startStore } from '../helpers/start-store.ts'
import { temporaryFolder } from '../helpers/start-process.ts'

const page = readFileSync(join(projectFolder, 'docs/security.md'), 'utf8')
const blocks = (language: string) =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, 'gm'))].map(([, text = '']) => text)

async function readExample() {
  const [text = ''] = blocks('yaml')
  const file = join(await temporaryFolder(), 'issuers.yaml')
  writeFileSync(file, text)
  return readIssuersFile(file)
}

test('the file of issuers in docs/security.md can be used', async () => {
  expect((await readExample()).map(({ issuer }) => new URL(issuer).hostname)).toEqual([
    'token.actions.githubusercontent.com',
    'gitlab.com',
    'oidc.eks.eu-west-1.amazonaws.com'
  ])
})

describe('the rules of issuers in docs/security.md', () => {
  /** https://docs.github.com/en/actions/reference/security/oidc */
  const github = {
    sub: 'repo:my-org/site:ref:refs/heads/main',
    repository: 'my-org/site',
    repository_owner: 'my-org',
    ref: 'refs/heads/main',
    ref_type: 'branch',
    ref_protected: 'true',
    event_name: 'push',
    workflow: 'deploy',
    run_id: '1'
  }
  /** https://docs.gitlab.com/ci/secrets/id_token_authentication/ */
  const gitlab = {
    sub: 'project_path:my-group/site:ref_type:branch:ref:main',
    namespace_path: 'my-group',
    project_path: 'my-group/site',
    pipeline_source: 'push',
    ref: 'main',
    ref_type: 'branch',
    ref_path: 'refs/heads/main',
    ref_protected: 'true',
    environment_protected: 'false'
  }
  /** https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/ */
  const kubernetes = {
    aud: ['frontage'],
    sub: 'system:serviceaccount:web:deploy',
    'kubernetes.io': {
      namespace: 'web',
      pod: { name: 'deploy-x', uid: '5e0bd49b' },
      serviceaccount: { name: 'deploy', uid: 'a087d5a0' }
    }
  }

  test.each([
    ['GitHub', 0, github, ['invalidations:write']],
    ['GitHub, another branch', 0, { ...github, ref: 'refs/heads/x', sub: 'repo:my-org/site:ref:refs/heads/x' }, []],
    ['GitHub, another repository', 0, { ...github, repository: 'my-org/site2' }, []],
    ['GitHub, for somebody else', 0, { ...github, aud: 'https://github.com/my-org' }, undefined],
    ['GitLab', 1, gitlab, ['invalidations:write', 'distributions:write']],
    ['GitLab, a branch that is not protected', 1, { ...gitlab, ref_protected: 'false' }, []],
    ['GitLab, another project of the group', 1, { ...gitlab, project_path: 'my-group/site/fork' }, []],
    ['GitLab, without the claim', 1, { ...gitlab, ref_protected: undefined }, []],
    ['Kubernetes', 2, kubernetes, ['*:read']],
    ['Kubernetes, another namespace', 2, { ...kubernetes, sub: 'system:serviceaccount:website:deploy' }, []],
    ['Kubernetes, the audience of the API', 2, { ...kubernetes, aud: ['https://kubernetes.default.svc'] }, undefined]
  ])('%s', async (_, index, claims, scopes) => {
    const example = (await readExample())[index]!
    const { privateKey, publicKey } = await generateKeyPair('RS256')
    const keys = [{ ...(await exportJWK(publicKey)), kid: 'one', alg: 'RS256' }]
    const server = createServer((__, response) => response.end(JSON.stringify({ keys })))
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const logger = { warn: () => undefined }
    const issuers = createIssuers({ issuers: [{ ...example, issuer, jwksUri: issuer }], clock: Date, logger })
    const sign = new SignJWT({ aud: 'frontage', ...claims }).setProtectedHeader({ alg: 'RS256', kid: 'one' })
    const caller = await issuers.authenticate(await sign.setIssuer(issuer).setExpirationTime('5m').sign(privateKey))
    expect(caller?.grant.scopes).toEqual(scopes)
  })
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
