import { expect, test } from 'vitest'
import { expandedDocument } from '../helpers/expanded-document.ts'
import { type Overrides, startApp } from '../helpers/start-app.ts'
import { CERTIFICATE, CLOUDFRONT_JSON, stageDistribution, WEB_ACL } from './start-distribution.ts'

const BUCKET = 'site.s3.eu-west-1.amazonaws.com'
const BODY = {
  origins: [{ domainName: BUCKET }, { domainName: 'app.example.com' }, { domainName: 'spare.example.com' }],
  defaultCacheBehavior: { targetOriginId: BUCKET },
  cacheBehaviors: [{ pathPattern: '/api/*', targetOriginId: 'app.example.com' }],
  customErrorResponses: [{ errorCode: 404, errorCachingMinTtl: 20 }],
  aliases: ['www.example.com', 'shop.example.com'],
  viewerCertificate: { acmCertificateArn: CERTIFICATE },
  httpVersion: 'http2'
}
const WRITES = [
  'CreateDistribution',
  'UpdateDistribution',
  'CopyDistribution',
  'UpdateDistributionWithStagingConfig',
  'AssociateDistributionWebACL',
  'DisassociateDistributionWebACL',
  'AssociateAlias',
  'CreateOriginAccessControl'
] as const

/** A distribution whose bucket CloudFront may not read, which is a severe finding. */
async function startWithSevere(overrides: Overrides = {}) {
  const started = await startApp(overrides)
  const { request, emulator } = started
  const created = await request.post('/distributions').send(BODY)
  if (created.status !== 201) throw new Error(created.text)
  const url = created.headers.location ?? ''
  const { config } = created.body

  const stage = async () => (await stageDistribution(started, url)).stagingId
  const writes = () => WRITES.map(call => emulator.calls.count(call))
  return { ...started, url, config, stage, writes }
}
type Started = Awaited<ReturnType<typeof startWithSevere>>
type Request = readonly ['post' | 'put' | 'patch' | 'delete', string, object?]

/** Every write of a distribution's configuration, by its operationId; each is taken where nothing is strict. */
const writes: Readonly<Record<string, (started: Started, stagingId: string) => Request>> = {
  createDistribution: () => ['post', '/distributions', { origins: [{ domainName: BUCKET }] }],
  replaceDistribution: ({ url, config }) => ['put', url, { ...config, comment: 'replaced' }],
  patchDistribution: ({ url }) => ['patch', url, { comment: 'patched' }],
  replaceErrorPages: ({ url }) => ['put', `${url}/error-pages`, { items: [{ errorCode: 500 }, { errorCode: 404 }] }],
  replaceErrorPage: ({ url }) => ['put', `${url}/error-pages/500`, { errorCachingMinTtl: 20 }],
  patchErrorPage: ({ url }) => ['patch', `${url}/error-pages/404`, { errorCachingMinTtl: 30 }],
  deleteErrorPage: ({ url }) => ['delete', `${url}/error-pages/404`],
  deleteErrorPages: ({ url }) => ['delete', `${url}/error-pages`],
  replaceDistributionWebAcl: ({ url }) => ['put', `${url}/web-acl`, { webAclId: WEB_ACL }],
  deleteDistributionWebAcl: ({ url }) => ['delete', `${url}/web-acl`],
  replaceOrigin: ({ url }) => ['put', `${url}/origins/new.example.com`, { domainName: 'new.example.com' }],
  patchOrigin: ({ url }) => ['patch', `${url}/origins/app.example.com`, { connectionTimeout: 5 }],
  deleteOrigin: ({ url }) => ['delete', `${url}/origins/spare.example.com`],
  replaceBehavior: ({ url }) => ['put', `${url}/behaviors/%2Fimg%2F*`, { targetOriginId: 'app.example.com' }],
  patchBehavior: ({ url }) => ['patch', `${url}/behaviors/%2Fapi%2F*`, { compress: false }],
  deleteBehavior: ({ url }) => ['delete', `${url}/behaviors/%2Fapi%2F*`],
  replaceAlias: ({ url }) => ['put', `${url}/aliases/new.example.com`],
  deleteAlias: ({ url }) => ['delete', `${url}/aliases/shop.example.com`],
  copyDistribution: ({ url }) => ['post', `${url}/copies`, {}],
  // A distribution with a staging one takes no web ACL: it comes last.
  promoteStagingConfig: ({ url }, stagingId) => ['post', `${url}/promotion`, { stagingDistributionId: stagingId }]
}

async function send({ request }: Started, [method, path, body]: Request, query = '') {
  const sent = request[method](`${path}${query}`)
  return method === 'put' && path.split('/').length === 3 ? sent.set('If-Match', '*').send(body) : sent.send(body)
}

const document = (await expandedDocument()) as {
  paths: Record<string, Record<string, { operationId: string; parameters?: { name: string }[] }>>
}

/** The operations with this parameter. */
const operations = Object.values(document.paths).flatMap(methods => Object.values(methods))
const DRY_RUN = /^dryRun/

/** The writes that have the parameter; their dry runs are operations of their own. */
function having(name: string): string[] {
  return operations
    .filter(({ parameters = [] }) => parameters.some(each => each.name === name))
    .map(({ operationId }) => operationId)
    .filter(operationId => !DRY_RUN.test(operationId))
}

function withDryRun(): string[] {
  const dryRuns = operations.map(({ operationId }) => operationId).filter(operationId => DRY_RUN.test(operationId))
  return dryRuns.map(operationId => operationId.replace(/^dryRun(.)/, (_, first: string) => first.toLowerCase()))
}

test('every write of a configuration takes strict: 422 names what is severe in the result, and nothing is written', async () => {
  expect(having('strict').sort()).toEqual(Object.keys(writes).sort())

  const started = await startWithSevere()
  const stagingId = await started.stage()
  const before = started.writes()
  const dryRuns = withDryRun()
  for (const [operationId, requestOf] of Object.entries(writes)) {
    const queries = ['?strict=true', ...(dryRuns.includes(operationId) ? ['?strict=true&dryRun=true'] : [])]
    for (const query of queries) {
      const { status, body } = await send(started, requestOf(started, stagingId), query)
      expect([status, body.code], `${operationId}${query}: ${JSON.stringify(body)}`).toEqual([422, 'SEVERE_FINDINGS'])
      expect(body.errors, operationId).toMatchObject([{ pointer: '/origins/0', fix: { origins: expect.any(Array) } }])
    }
  }
  expect(started.writes()).toEqual(before)
})

test('what is severe in a part is named with pointers into the part, as in its other errors', async () => {
  const { request, url } = await startWithSevere()
  const refused = await request
    .put(`${url}/origins/new`)
    .query({ strict: true })
    .send({ domainName: 'new.s3.eu-west-1.amazonaws.com' })
  expect([refused.status, refused.body.code]).toEqual([422, 'SEVERE_FINDINGS'])
  // The first is that of another origin, of which the body has no member.
  expect(refused.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(['/origins/0', ''])
  await request.put(`${url}/origins/new`).send({ domainName: 'new.example.com' }).expect(201)
  const patched = await request
    .patch(`${url}/origins/new`)
    .query({ strict: true })
    .send({ domainName: 'site.s3-website-us-east-1.amazonaws.com' })
  expect(patched.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
    '/origins/0',
    '/customOriginConfig/originProtocolPolicy'
  ])
})

test('every answer to a write of a configuration has findings, and so has every dry run', async () => {
  const dryRuns = withDryRun()
  const started = await startWithSevere()
  for (const [operationId, requestOf] of Object.entries(writes)) {
    const request = requestOf(started, operationId === 'promoteStagingConfig' ? await started.stage() : '')
    if (dryRuns.includes(operationId)) {
      const dry = await send(started, request, '?dryRun=true')
      expect(dry.status, `${operationId}: ${dry.text}`).toBe(200)
      expect(dry.body.findings.map(({ code }: { code: string }) => code)).toContain('S3_ORIGIN_WITHOUT_ACCESS')
    }
    const written = await send(started, request)
    expect(written.status, `${operationId}: ${written.text}`).toBeLessThan(300)
    expect(written.body.findings, operationId).toBeInstanceOf(Array)
  }
})

test('PUT web-acl: its findings are those of the distribution', async () => {
  const { request, url } = await startWithSevere()
  const written = await request.put(`${url}/web-acl`).send({ webAclId: WEB_ACL })
  const { findings } = (await request.get(`${url}/findings`)).body
  expect(written.body).toEqual({ webAclId: WEB_ACL, findings })
})

test('promotion with strict=true is about the configuration of the staging distribution', async () => {
  const { request, url, stage } = await startWithSevere()
  const stagingId = await stage()
  const repaired = await request
    .patch(`/distributions/${stagingId}`)
    .set('If-Match', '*')
    .send({ origins: [{ ...BODY.origins[1] }], defaultCacheBehavior: { targetOriginId: 'app.example.com' } })
  expect(repaired.status, repaired.text).toBe(200)
  const promoted = await request.post(`${url}/promotion?strict=true`).send({ stagingDistributionId: stagingId })
  expect(promoted.status, promoted.text).toBe(200)
})

/** The configuration in CloudFront's own format, with a bucket for an origin. */
async function asBucket(request: Started['request'], url: string): Promise<object> {
  const { body: config } = await request.get(url).set('Accept', CLOUDFRONT_JSON)
  const { CustomOriginConfig: _, ...origin } = config.Origins.Items[0]
  const bucket = { ...origin, DomainName: BUCKET, S3OriginConfig: { OriginAccessIdentity: '' } }
  return { ...config, Origins: { Quantity: 1, Items: [bucket] } }
}

test('STRICT_FINDINGS: 422 for a severe finding that a write brings, also with strict=false and in a dry run', async () => {
  const { request, emulator } = await startApp({ strictFindings: true })
  const severe = { origins: [{ domainName: BUCKET }] }
  const good = await request.post('/distributions').send({ origins: [{ domainName: 'app.example.com' }] })
  const url = good.headers.location ?? ''
  const origin = { domainName: 'a.elb.amazonaws.com' }
  const before = WRITES.map(call => emulator.calls.count(call))
  const refused = [
    await request.post('/distributions').send(severe),
    await request.post('/distributions?strict=false').send(severe),
    await request.post('/distributions?dryRun=true').send(severe),
    await request.put(`${url}/origins/bucket`).send({ domainName: BUCKET }),
    await request.put(`${url}/origins/bucket?strict=false`).send({ domainName: BUCKET }),
    await request
      .patch(url)
      .set('If-Match', '*')
      .send({ origins: [{ ...good.body.config.origins[0], ...origin }] })
  ]
  for (const { status, body } of refused) {
    expect([status, body.code], JSON.stringify(body)).toEqual([422, 'SEVERE_FINDINGS'])
    expect(body.detail).toContain('operator')
  }
  expect(WRITES.map(call => emulator.calls.count(call))).toEqual(before)
  const own = await request
    .put(`${url}`)
    .set('If-Match', '*')
    .set('Content-Type', CLOUDFRONT_JSON)
    .send(await asBucket(request, url))
  expect([own.status, own.body.errors?.[0].pointer], own.text).toEqual([422, '/Origins/Items/0'])
})

test('STRICT_FINDINGS: what was severe before refuses an edit only where the edit is of it', async () => {
  const { cloudfront, url } = await startWithSevere()
  const { port } = (await cloudfront.config.endpoint?.()) ?? {}
  const { request } = await startApp({ strictFindings: true, cloudFrontEndpoint: `http://127.0.0.1:${port}` })
  const taken = [
    await request.put(`${url}/web-acl`).send({ webAclId: WEB_ACL }),
    await request.patch(url).send({ enabled: false }),
    await request.put(`${url}/error-pages/500`).send({}),
    await request.delete(`${url}/origins/spare.example.com`),
    await request.put(`${url}/behaviors/%2Fa?position=first`).send({ targetOriginId: 'app.example.com' }),
    await request.put(`${url}/origins/other.example.com`).send({ domainName: 'other.example.com' })
  ]
  for (const { status, text } of taken) expect(status, text).toBeLessThan(300)
  const touched = await request.patch(`${url}/origins/${BUCKET}`).send({ connectionTimeout: 5 })
  expect([touched.status, touched.body.errors?.[0].pointer], touched.text).toEqual([422, ''])
  // A caller's own strict is about the whole configuration.
  expect((await request.patch(`${url}?strict=true`).send({ comment: 'x' })).status).toBe(422)
  const mended = await request.patch(`${url}/origins/${BUCKET}`).send({ originAccess: 'managed' })
  expect(mended.status, mended.text).toBe(200)
})
