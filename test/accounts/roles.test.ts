import { hash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, request as forward, type ServerResponse } from 'node:http'
import { type AddressInfo } from 'node:net'
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { sessionName } from '../../src/accounts/sessions.ts'
import { aDistribution, startCloudFront, startOn } from './start-accounts.ts'

type Handler = (request: IncomingMessage, body: string, response: ServerResponse) => void

async function startHttp(handle: Handler): Promise<string> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => handle(request, Buffer.concat(chunks).toString(), response))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** AWS STS as far as AssumeRole goes (STS API reference), with an access key that tells the role and the session. */
async function startSts({ lastsSeconds = 3_600, refuses = (_role: string): boolean => false } = {}) {
  const asked: { role: string; session: string; externalId: string | null; by: string | undefined }[] = []
  const url = await startHttp((request, body, response) => {
    const form = new URLSearchParams(body)
    const role = form.get('RoleArn') ?? ''
    const session = form.get('RoleSessionName') ?? ''
    const by = /Credential=([^/]+)/.exec(request.headers.authorization ?? '')?.[1]
    asked.push({ role, session, externalId: form.get('ExternalId'), by })
    response.setHeader('content-type', 'text/xml')
    if (refuses(role)) {
      response.statusCode = 403
      response.end(
        `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
           <Error>
             <Type>Sender</Type>
             <Code>AccessDenied</Code>
             <Message>User is not authorized to perform sts:AssumeRole on ${role}</Message>
           </Error>
           <RequestId>r</RequestId>
         </ErrorResponse>`
      )
      return
    }
    const expires = new Date(Date.now() + lastsSeconds * 1_000).toISOString()
    response.end(
      `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
         <AssumeRoleResult>
           <AssumedRoleUser>
             <Arn>${role}/${session}</Arn>
             <AssumedRoleId>AROA:${session}</AssumedRoleId>
           </AssumedRoleUser>
           <Credentials>
             <AccessKeyId>${keyOf(role, session)}</AccessKeyId>
             <SecretAccessKey>secret</SecretAccessKey>
             <SessionToken>token-of-${session}</SessionToken>
             <Expiration>${expires}</Expiration>
           </Credentials>
         </AssumeRoleResult>
         <ResponseMetadata><RequestId>r</RequestId></ResponseMetadata>
       </AssumeRoleResponse>`
    )
  })
  vi.stubEnv('AWS_ENDPOINT_URL_STS', url)
  return { asked }
}

const keyOf = (role: string, session: string) => `ASIA-${role.split(':')[4]}-${session}`

/** In front of a local CloudFront, as whom each call came. */
async function startWitness(target: string) {
  const calls: { method: string | undefined; key: string | undefined; token: string | undefined }[] = []
  const url = await startHttp((request, body, response) => {
    const { method, url: path = '/', headers } = request
    const key = /Credential=([^/]+)/.exec(headers.authorization ?? '')?.[1]
    calls.push({ method, key, token: headers['x-amz-security-token'] as string | undefined })
    const onward = forward(
      `${target}${path}`,
      { method, headers: { ...headers, host: new URL(target).host } },
      answer => {
        response.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(response)
      }
    )
    onward.end(body)
  })
  return { url, calls }
}

const roleIn = (account: string) => `arn:aws:iam::${account}:role/frontage`
const own = 'AKIAOWN'

beforeEach(() => {
  for (const [name, value] of [
    ['AWS_ACCESS_KEY_ID', own],
    ['AWS_SECRET_ACCESS_KEY', 'any'],
    ['AWS_REGION', 'us-east-1'],
    ['AWS_EC2_METADATA_DISABLED', 'true']
  ] as const) {
    vi.stubEnv(name, value)
  }
  onTestFinished(() => void vi.unstubAllEnvs())
})

async function startTwoRoles({
  apiTokenHashes = [],
  ...options
}: Parameters<typeof startSts>[0] & { apiTokenHashes?: string[] } = {}) {
  const sts = await startSts(options)
  const [blue, green] = [await startCloudFront(), await startCloudFront()]
  const [atBlue, atGreen] = [await startWitness(blue.url), await startWitness(green.url)]
  const service = await startOn({
    cloudFront: 'aws',
    apiTokenHashes,
    accounts: [
      { name: 'blue', roleArn: roleIn('111111111111'), externalId: 'for-blue', endpoint: atBlue.url },
      { name: 'green', roleArn: roleIn('222222222222'), endpoint: atGreen.url }
    ]
  })
  return { ...service, sts, blue, green, atBlue, atGreen }
}

test('each account is called in its own role, with its external id; what is written carries the caller', async () => {
  const { request, sts, atBlue, atGreen } = await startTwoRoles()
  for (const account of ['blue', 'green']) {
    const created = await request.post(`/distributions?account=${account}`).send(aDistribution())
    expect(created.status, created.text).toBe(201)
    expect((await request.get(`/distributions/${created.body.id}`)).status).toBe(200)
    const patched = await request.patch(`/distributions/${created.body.id}`).send({ comment: 'again' })
    expect(patched.status, patched.text).toBe(200)
  }
  const caller = 'frontage@127.0.0.1'
  const sessions = sts.asked.map(({ role, session, externalId, by }) => `${role} ${session} ${externalId} ${by}`)
  expect(sessions.toSorted()).toEqual([
    `${roleIn('111111111111')} frontage for-blue ${own}`,
    `${roleIn('111111111111')} ${caller} for-blue ${own}`,
    `${roleIn('222222222222')} frontage null ${own}`,
    `${roleIn('222222222222')} ${caller} null ${own}`
  ])
  for (const [{ calls }, role] of [
    [atBlue, roleIn('111111111111')],
    [atGreen, roleIn('222222222222')]
  ] as const) {
    const signed = calls.map(({ method, key, token }) => `${method} ${key} ${token}`)
    const as = (session: string) => `${keyOf(role, session)} token-of-${session}`
    // To create, to read, and to patch: which reads, too.
    expect(signed).toEqual([`POST ${as(caller)}`, `GET ${as('frontage')}`, `GET ${as(caller)}`, `PUT ${as(caller)}`])
  }
})

test('tokens with the same long name have sessions of their own, each with the id of its token', async () => {
  const { request, sts } = await startTwoRoles({ apiTokenHashes: [hash('sha256', 'an-admin')] })
  const ids: string[] = []
  for (const comment of ['one', 'other']) {
    const body = { name: 'n'.repeat(100), scopes: ['distributions:write'] }
    const made = await request.post('/tokens').set('authorization', 'Bearer an-admin').send(body).expect(201)
    ids.push(made.body.id)
    const creation = request.post('/distributions?account=blue').set('authorization', `Bearer ${made.body.token}`)
    await creation.send(aDistribution(comment)).expect(201)
  }
  const sessions = sts.asked.map(({ session }) => session).filter(session => session !== 'frontage')
  expect(sessions).toEqual(ids.map(id => `frontage@${'n'.repeat(64 - 11 - id.length)}-${id}-`))
})

test('a role that may not be assumed fails the calls of its account, with its name, and of no other one', async () => {
  const { request, atBlue } = await startTwoRoles({ refuses: role => role === roleIn('111111111111') })
  const refused = await request.post('/distributions?account=blue').send(aDistribution())
  expect(refused.body).toMatchObject({
    status: 502,
    code: 'CLOUDFRONT_CREDENTIALS_INVALID',
    detail: 'The role of the account blue cannot be assumed.'
  })
  expect(refused.text).not.toContain('111111111111')
  expect(atBlue.calls).toEqual([])
  const created = await request.post('/distributions?account=green').send(aDistribution())
  expect(created.status, created.text).toBe(201)
})

test('credentials that are about to expire are renewed', async () => {
  const { request, sts } = await startTwoRoles({ lastsSeconds: 60 })
  const ofCaller = () => sts.asked.filter(({ session }) => session.startsWith('frontage@')).length
  const counts: number[] = []
  for (let index = 0; index < 2; index++) {
    const created = await request.post('/distributions?account=green').send(aDistribution(`number ${index}`))
    expect(created.status, created.text).toBe(201)
    counts.push(ofCaller())
  }
  expect(counts[0]).toBeGreaterThan(0)
  expect(counts[1]).toBeGreaterThan(counts[0] ?? 0)
})

test('a role needs CLOUDFRONT=aws', async () => {
  await expect(startOn({ accounts: [{ name: 'blue', roleArn: roleIn('111111111111') }] })).rejects.toThrow(
    'ACCOUNTS_FILE: blue has a role, so CLOUDFRONT must be aws.'
  )
})

test("a session's name holds what AWS allows, and at most 64 characters", () => {
  expect(sessionName()).toBe('frontage')
  expect(sessionName('deploy of the shop (ürgent)')).toBe('frontage@deploy-of-the-shop-rgent-')
  expect(sessionName('x'.repeat(100))).toHaveLength(64)
  const id = 'tok_a7ebfc1f-75a1-435f-8805-7e74ad26bdbc'
  expect(sessionName(`deploy (${id})`)).toBe(`frontage@deploy-${id}-`)
  expect(sessionName('a@b.example+c=d,e-f_g')).toMatch(/^[\w+=,.@-]{2,64}$/)
})
