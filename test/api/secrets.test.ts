import { createHash } from 'node:crypto'
import { expect, test, vi } from 'vitest'
import { startApp } from '../helpers/start-app.ts'
import { startReceiver } from '../resources/invalidations/start-receiver.ts'

const base64url = (text: string) => Buffer.from(text).toString('base64url')

/** Each is found by its second half as well, should only a part of it have been cut out. */
const secrets = {
  'a token of an admin': 'admin-token-Zq8fK2xV7nW4',
  'a token that is not known': 'unknown-token-Xy5mP9sL3tB6',
  'a JWT': [base64url('{"alg":"RS256","typ":"JWT"}'), base64url('{"sub":"pipeline"}'), 'c2lnbmF0dXJlLUdoNHJUNg'].join(
    '.'
  ),
  'a password': 'cGFzc3dvcmQtSms3dkM4',
  'a cookie': 'session-cookie-Ln6wE1pS',
  'the query of a receiver': 'receiver-secret-Dr3xA9yH',
  "AWS's session token": 'aws-session-token-Uv2bM5qJ'
}
const signingSecret = Buffer.from('a-signing-secret-of-thirty-two-bytes-Wc8z')

function leaksIn(text: string, all: Readonly<Record<string, string>>): string[] {
  return Object.entries(all)
    .filter(([, secret]) => text.includes(secret) || text.includes(secret.slice(secret.length / 2)))
    .map(([name]) => name)
}

test('no secret is in the log at its most talkative, in an answer or in the audit', async () => {
  const receiver = await startReceiver((response, index) => response.writeHead(index === 0 ? 500 : 204).end())
  const { request, logs, database, emulator } = await startApp({
    apiTokenHashes: [createHash('sha256').update(secrets['a token of an admin']).digest('hex')],
    webhooks: { hosts: [receiver.host], secret: signingSecret }
  })
  const answers: string[] = []
  const send = async (
    method: 'get' | 'post' | 'put' | 'delete',
    path: string,
    authorization: string,
    body?: object
  ) => {
    const response = await request[method](path)
      .set('authorization', authorization)
      .set('cookie', `session=${secrets['a cookie']}`)
      .set('x-amz-security-token', secrets["AWS's session token"])
      .send(body)
    answers.push(response.text, JSON.stringify(response.headers))
    return response
  }
  const admin = `Bearer ${secrets['a token of an admin']}`

  const made = await send('post', '/tokens', admin, { name: 'pipeline', scopes: ['invalidations:write'] })
  expect(made.status, made.text).toBe(201)
  const own: string = made.body.token
  expect(own).not.toBe('')
  // That one answer shows it, and no other.
  answers.length = 0

  const created = await send('post', '/distributions', admin, { origins: [{ domainName: 'www.example.com' }] })
  const invalidations = `/distributions/${created.body.id}/invalidations`
  const webhook = { url: `${receiver.url}?key=${secrets['the query of a receiver']}` }
  for (const authorization of [
    `Bearer ${secrets['a token that is not known']}`,
    `Bearer ${secrets['a JWT']}`,
    `Basic ${secrets['a password']}`,
    `Bearer ${secrets['a JWT']} ${secrets['a password']}`
  ]) {
    expect((await send('post', invalidations, authorization, { paths: ['/a'] })).status).toBe(401)
  }
  await send('get', '/nowhere', admin)
  await send('put', '/distributions/E1', admin, { nonsense: true })
  expect((await send('get', '/tokens', `Bearer ${own}`)).status).toBe(403)
  await send('get', '/tokens', admin)
  await send('get', `/tokens/${made.body.id}`, admin)
  await send('get', '/metrics', admin)
  emulator.faults.add({ kind: 'throttle', operations: ['GetDistribution'], count: 5 })
  await send('get', '/distributions/EUNKNOWN12345', admin)

  const announced = await request
    .post(invalidations)
    .set('authorization', `Bearer ${own}`)
    .send({ paths: ['/a'], webhook })
  expect(announced.status, announced.text).toBe(201)
  await vi.waitFor(() => expect(emulator.calls.count('CreateInvalidation')).toBe(1), 10_000)
  emulator.clock.advance(120)
  await vi.waitFor(() => expect(receiver.received.length).toBeGreaterThan(0), 20_000)
  const audit = (await send('get', '/audit', admin)).text

  const all = { ...secrets, 'a token that was made': own, 'the signing secret': signingSecret.toString('base64') }
  const inLog = logs.join('')
  expect(inLog.length).toBeGreaterThan(5_000)
  expect(leaksIn(inLog, all), 'in the log').toEqual([])
  expect(leaksIn(answers.join('\n'), all), 'in answers').toEqual([])
  expect(leaksIn(audit, all), 'in the audit').toEqual([])
  const stored = await database.query('SELECT * FROM access_tokens')
  expect(stored).toHaveLength(1)
  expect(leaksIn(JSON.stringify(stored), all), 'in the store').toEqual([])
})

test('a secret would be found, also in part', () => {
  const all = { one: 'token-Zq8fK2xV7nW4' }
  expect(leaksIn('{"msg":"Bearer token-Zq8fK2xV7nW4"}', all)).toEqual(['one'])
  expect(leaksIn('…fK2xV7nW4', all)).toEqual(['one'])
})
