import { createServer } from 'node:http'
import { type AddressInfo } from 'node:net'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { exportJWK, generateKeyPair, type JWK, type JWTHeaderParameters, SignJWT, UnsecuredJWT } from 'jose'
import { expect, onTestFinished, test } from 'vitest'
import { createIssuers } from '../../src/access/issuers.ts'
import { readIssuersFile } from '../../src/access/issuers-file.ts'
import { startApp } from '../helpers/start-app.ts'
import { heldClock, recordingLogger } from '../jobs/start-engine.ts'
import { temporaryFolder } from '../helpers/start-process.ts'

const RULES = [
  {
    when: { repository: 'org/site', ref: ['refs/heads/main', 'refs/tags/v*'] },
    grant: { scopes: ['invalidations:write'] }
  },
  { when: { sub: 'repo:org/*:environment:production' }, grant: { scopes: ['*:write'] } },
  { when: { repository: 'budget/*' }, grant: { scopes: ['*:write'], budget: { pathsPerHour: 9 } } },
  { when: { repository: 'other/*' }, grant: { scopes: ['*:write'], budget: { pathsPerHour: 9 } } }
] as const

type Claims = Readonly<Record<string, unknown>>

/** An issuer as GitHub's: a discovery document, and keys, of which it can get new ones. */
async function startIssuer() {
  const asked: string[] = []
  const { privateKey, publicKey } = await generateKeyPair('RS256')
  const other = await generateKeyPair('RS256')
  const keys: JWK[] = [{ ...(await exportJWK(publicKey)), kid: 'one', alg: 'RS256' }]
  const answers = {
    status: 200,
    padding: '',
    location: undefined as string | undefined,
    keys: undefined as string | undefined
  }
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    if (answers.location !== undefined) response.setHeader('location', answers.location)
    response.statusCode = answers.status
    const ofKeys = answers.keys ?? JSON.stringify({ keys, padding: answers.padding })
    response.end(request.url === '/keys' ? ofKeys : JSON.stringify({ issuer: url, jwks_uri: `${url}/keys` }))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const clock = heldClock()
  const logger = recordingLogger()
  const issuers = createIssuers({
    issuers: [{ issuer: url, audience: ['frontage'], rules: RULES }],
    clock,
    logger
  })
  const seconds = () => Math.floor(clock.now() / 1_000)
  const payload = (claims: Claims = {}) => ({
    iss: url,
    aud: 'frontage',
    sub: 'repo:org/site:ref:refs/heads/main',
    repository: 'org/site',
    ref: 'refs/heads/main',
    iat: seconds(),
    exp: seconds() + 300,
    ...claims
  })
  const sign = async (claims?: Claims, header: Partial<JWTHeaderParameters> = {}, key = privateKey) =>
    new SignJWT(payload(claims)).setProtectedHeader({ alg: 'RS256', kid: 'one', ...header }).sign(key)
  return { url, issuers, sign, payload, seconds, asked, answers, keys, clock, other, publicKey, logger }
}

test('all callers of a rule share its budget, whatever their subjects; another rule has its own', async () => {
  const { issuers, sign } = await startIssuer()
  const budgetOf = async (claims: Claims) => (await issuers.authenticate(await sign(claims)))?.budget
  const budget = await budgetOf({ repository: 'budget/site', ref: 'refs/heads/a', sub: 'repo:budget/site:ref:a' })
  expect(budget?.limits).toEqual({ pathsPerHour: 9 })
  expect(await budgetOf({ repository: 'budget/shop', ref: 'refs/heads/b', sub: 'repo:budget/shop:ref:b' })).toEqual(
    budget
  )
  const other = await budgetOf({ repository: 'other/site', sub: 'repo:other/site' })
  expect(other?.limits).toEqual({ pathsPerHour: 9 })
  expect(other?.id).not.toBe(budget?.id)
  expect(await budgetOf({})).toBeUndefined()
})

test('a pipeline’s token permits what the first matching rule says', async () => {
  const { issuers, sign, url } = await startIssuer()
  const { host } = new URL(url)
  const grantOf = async (claims?: Claims) => (await issuers.authenticate(await sign(claims)))?.grant.scopes
  expect(await grantOf()).toEqual(['invalidations:write'])
  expect(await grantOf({ ref: 'refs/tags/v1.2' })).toEqual(['invalidations:write'])
  expect(await grantOf({ ref: 'refs/heads/topic', sub: 'repo:org/site:environment:production' })).toEqual(['*:write'])
  expect(await grantOf({ ref: 'refs/heads/main2' })).toEqual([])
  expect(await grantOf({ repository: 'evil/site' })).toEqual([])
  expect(await grantOf({ repository: 'evil', sub: 'repo:evil/x:environment:production' })).toEqual([])
  const caller = await issuers.authenticate(await sign())
  expect(caller).toMatchObject({ kind: 'jwt', name: `repo:org/site:ref:refs/heads/main (${host})` })
  expect((await issuers.authenticate(await sign({ sub: 'a\nb' })))?.name).toBe(`a?b (${host})`)
  expect((await issuers.authenticate(await sign({ sub: `${'x'.repeat(300)}` })))?.name).toContain(` (${host})`)
})

test('clocks may differ by a minute, not more', async () => {
  const { issuers, sign, seconds } = await startIssuer()
  const isGood = async (claims: Claims) => (await issuers.authenticate(await sign(claims))) !== undefined
  expect(await isGood({ exp: seconds() - 59 })).toBe(true)
  expect(await isGood({ exp: seconds() - 60 })).toBe(false)
  expect(await isGood({ nbf: seconds() + 60 })).toBe(true)
  expect(await isGood({ nbf: seconds() + 62 })).toBe(false)
})

test('tokens of another issuer or audience, without an expiry, or signed with another key are refused', async () => {
  const { issuers, sign, payload, other, publicKey, url } = await startIssuer()
  const secret = new TextEncoder().encode(JSON.stringify(await exportJWK(publicKey)))
  const refused = {
    'another issuer': await sign({ iss: 'https://evil.example' }),
    'a prefix of the issuer': await sign({ iss: `${url}/` }),
    'another audience': await sign({ aud: 'others' }),
    'no audience': await sign({ aud: undefined }),
    'no end': await sign({ exp: undefined }),
    'no subject': await sign({ sub: undefined }),
    'another key': await sign({}, {}, other.privateKey),
    'an unknown key': await sign({}, { kid: 'two' }, other.privateKey),
    'no signature': new UnsecuredJWT(payload()).encode(),
    'a shared secret': await new SignJWT(payload()).setProtectedHeader({ alg: 'HS256', kid: 'one' }).sign(secret),
    'another text': (await sign()).replace(/\.(.)/, '.$1A'),
    'no JSON': 'a.b.c'
  }
  for (const [what, token] of Object.entries(refused)) {
    expect(await issuers.authenticate(token), what).toBeUndefined()
  }
})

test('keys are read once, also for tokens with unknown keys', async () => {
  const { issuers, sign, asked } = await startIssuer()
  await Promise.all([1, 2, 3].map(async () => issuers.authenticate(await sign())))
  for (let n = 0; n < 5; n += 1) await issuers.authenticate(await sign({}, { kid: `unknown-${n}` }))
  expect(asked).toEqual(['/.well-known/openid-configuration', '/keys'])
})

test('while the keys cannot be read, requests are 503, and reading is retried after five seconds', async () => {
  const { issuers, sign, asked, answers, clock, logger } = await startIssuer()
  answers.status = 500
  const token = await sign()
  for (let n = 0; n < 3; n += 1) {
    await expect(issuers.authenticate(token)).rejects.toMatchObject({ code: 'ISSUER_UNAVAILABLE' })
  }
  expect(asked).toHaveLength(1)
  expect(JSON.stringify(logger.lines)).not.toContain(token)
  answers.status = 200
  clock.advance(5)
  expect(await issuers.authenticate(token)).toBeDefined()
})

test.each([
  ['that are too large', { padding: 'x'.repeat(300_000) }],
  ['that are elsewhere', { status: 302, location: 'http://127.0.0.1:1/keys' }]
])('keys %s are not read', async (_, given) => {
  const { issuers, sign, answers } = await startIssuer()
  Object.assign(answers, given)
  await expect(issuers.authenticate(await sign())).rejects.toMatchObject({ code: 'ISSUER_UNAVAILABLE' })
})

test('over HTTP: a pipeline may do what its rule allows, and is refused the rest', async () => {
  const { url, sign } = await startIssuer()
  const issuers = [{ issuer: url, audience: ['frontage'], rules: RULES }]
  const { request, emulator } = await startApp({ issuers })
  emulator.clock.advance(0)
  const token = await sign()
  await request.get('/invalidations').auth(token, { type: 'bearer' }).expect(200)
  const refused = await request.get('/distributions').auth(token, { type: 'bearer' }).expect(403)
  expect(refused.body.detail).toContain('distributions:read')
  await request.get('/invalidations').expect(401)
  await request
    .get('/invalidations')
    .auth(await sign({ aud: 'others' }), { type: 'bearer' })
    .expect(401)
})

async function fileOf(text: string): Promise<string> {
  const file = join(await temporaryFolder(), 'issuers.yaml')
  writeFileSync(file, text)
  return file
}

test('the file of issuers is YAML or JSON', async () => {
  const yaml = `
issuers:
  - issuer: https://token.actions.githubusercontent.com
    audience: frontage
    rules:
      - when: { repository: org/site, ref: refs/heads/main }
        scopes: [invalidations:write]
        distributions: { aliases: [www.example.com] }
        paths: [/blog/*]
`
  const expected = {
    issuer: 'https://token.actions.githubusercontent.com',
    audience: ['frontage'],
    rules: [
      {
        when: { repository: 'org/site', ref: 'refs/heads/main' },
        grant: {
          scopes: ['invalidations:write'],
          distributions: { aliases: ['www.example.com'] },
          paths: ['/blog/*']
        }
      }
    ]
  }
  expect(readIssuersFile(await fileOf(yaml))).toMatchObject([expected])
  const { rules, ...issuer } = expected
  const json = { issuers: [{ ...issuer, rules: rules.map(({ when, grant }) => ({ when, ...grant })) }] }
  expect(readIssuersFile(await fileOf(JSON.stringify(json)))).toMatchObject([expected])
})

const issuerWith = (more: object) =>
  JSON.stringify({
    issuers: [
      { issuer: 'https://i.example', audience: 'a', rules: [{ when: { sub: 'x' }, scopes: ['admin'] }], ...more }
    ]
  })

test.each([
  ['', 'does not fit'],
  ['{', 'cannot be read'],
  [issuerWith({ issuer: 'http://i.example' }), 'not https'],
  [issuerWith({ jwksUri: 'http://i.example/keys' }), 'not https'],
  [issuerWith({ rules: [] }), 'issuers.0.rules'],
  [issuerWith({ rules: [{ when: {}, scopes: ['admin'] }] }), 'issuers.0.rules.0.when'],
  [issuerWith({ rules: [{ when: { sub: 'x' }, scopes: ['everything'] }] }), 'issuers.0.rules.0.scopes.0'],
  [issuerWith({ rules: [{ when: { sub: 'x' }, scopes: ['admin'], path: ['/a'] }] }), 'issuers.0.rules.0'],
  [issuerWith({ audience: undefined }), 'issuers.0']
])('%s as a file is refused, and says why', async (text, message) => {
  const file = await fileOf(text)
  expect(() => readIssuersFile(file)).toThrow(message)
})

test('a file that is not there is named', () => {
  expect(() => readIssuersFile('/nowhere/issuers.yaml')).toThrow(
    'OIDC_ISSUERS_FILE: /nowhere/issuers.yaml does not exist.'
  )
})

test.each(['<html>', '', 'null', '[]', '{}', '{"keys":1}', '{"keys":[null]}'])(
  '%s in the place of keys is an issuer that is away, and is asked for no more for a while',
  async text => {
    const { issuers, sign, answers, asked, clock } = await startIssuer()
    answers.keys = text
    const token = await sign()
    for (let n = 0; n < 3; n += 1) {
      await expect(issuers.authenticate(token)).rejects.toMatchObject({ code: 'ISSUER_UNAVAILABLE' })
    }
    expect(asked).toEqual(['/.well-known/openid-configuration', '/keys'])
    answers.keys = undefined
    clock.advance(5)
    expect(await issuers.authenticate(token)).toBeDefined()
  }
)

test.each([{ kty: 'RSA', n: '!', e: '' }, { kty: 'RSA', n: 'AQAB', e: 7 }, { kty: 'RSA' }])(
  'the key %j, which is none, lets nobody in, and is in the log',
  async key => {
    const { issuers, sign, answers, logger } = await startIssuer()
    answers.keys = JSON.stringify({ keys: [{ ...key, kid: 'one', alg: 'RS256' }] })
    expect(await issuers.authenticate(await sign())).toBeUndefined()
    expect(logger.lines.map(({ message }) => message)).toEqual(['cannot use a key of a token issuer'])
  }
)

test.each([7, '', null, {}, ['a'], true])('with the subject %j a token is nobody’s', async sub => {
  const { issuers, sign } = await startIssuer()
  expect(await issuers.authenticate(await sign({ sub }))).toBeUndefined()
})
