import { expect, test } from 'vitest'
import { CERTIFICATE, places, startWithDistribution } from './start-distribution.ts'

const viewerCertificate = { acmCertificateArn: CERTIFICATE }

async function startWithTwo() {
  const started = await startWithDistribution({ aliases: ['www.example.com', '*.example.org'], viewerCertificate })
  const other = await started.request
    .post('/distributions')
    .send({ origins: [{ domainName: 'other.example.com' }], viewerCertificate })
  const aliasesOf = async (url: string) => (await started.request.get(url)).body.config.aliases
  return { ...started, otherUrl: `/distributions/${other.body.id}`, otherId: other.body.id as string, aliasesOf }
}

test('PUT aliases: 200, the alias has moved from the one distribution to the other', async () => {
  const { request, url, otherUrl, otherId, aliasesOf } = await startWithTwo()
  const response = await request.put(`${otherUrl}/aliases/www.example.com`)
  expect([response.status, response.body], response.text).toEqual([
    200,
    { alias: 'www.example.com', distributionId: otherId }
  ])
  expect(response.headers.etag).toBe((await request.get(otherUrl)).headers.etag)
  expect([await aliasesOf(url), await aliasesOf(otherUrl)]).toEqual([['*.example.org'], ['www.example.com']])
})

test('PUT aliases: a wildcard moves, encoded or not', async () => {
  const { request, url, otherUrl, aliasesOf } = await startWithTwo()
  expect((await request.put(`${otherUrl}/aliases/%2A.example.org`)).status).toBe(200)
  expect(await aliasesOf(otherUrl)).toEqual(['*.example.org'])
  expect((await request.put(`${url}/aliases/*.example.org`)).status).toBe(200)
  expect(await aliasesOf(otherUrl)).toEqual([])
})

test('PUT aliases: 412 ETAG_MISMATCH with the current ETag for a stale If-Match, and nothing moves', async () => {
  const { request, otherUrl, etag, aliasesOf } = await startWithTwo()
  const current = (await request.get(otherUrl)).headers.etag ?? ''
  const stale = await request.put(`${otherUrl}/aliases/www.example.com`).set('If-Match', etag)
  expect([stale.status, stale.body.code, stale.headers.etag]).toEqual([412, 'ETAG_MISMATCH', current])
  expect(await aliasesOf(otherUrl)).toEqual([])
  expect((await request.put(`${otherUrl}/aliases/www.example.com`).set('If-Match', current)).status).toBe(200)
})

test('PUT aliases: where the alias is already, CloudFront is not asked for it', async () => {
  const { request, url, etag, emulator } = await startWithTwo()
  const response = await request.put(`${url}/aliases/www.example.com`)
  expect([response.status, response.headers.etag]).toEqual([200, etag])
  expect(emulator.calls.count('AssociateAlias')).toBe(0)
})

test('PUT aliases: 200 where every answer was lost and the alias has moved all the same', async () => {
  const { request, otherUrl, emulator, aliasesOf } = await startWithTwo()
  emulator.faults.add({ kind: 'resetAfter', operations: ['AssociateAlias'] })
  const response = await request.put(`${otherUrl}/aliases/www.example.com`)
  expect(response.status, response.text).toBe(200)
  expect(await aliasesOf(otherUrl)).toEqual(['www.example.com'])
})

test('PUT aliases: 400 for what is no host name in lower case, naming the parameter', async () => {
  const { request, url, emulator } = await startWithDistribution()
  for (const alias of ['WWW.example.com', 'www.*.com', 'example', 'a..b.com', '-a.example.com']) {
    const response = await request.put(`${url}/aliases/${alias}`)
    expect([response.status, places(response.body)], response.text).toEqual([400, ['alias']])
  }
  expect(emulator.calls.count('AssociateAlias')).toBe(0)
})

test('PUT aliases: 404 for an unknown distribution, 400 for one without a certificate', async () => {
  const { request, url } = await startWithDistribution()
  const unknown = await request.put('/distributions/EUNKNOWN12345/aliases/www.example.com')
  expect([unknown.status, unknown.body.code]).toEqual([404, 'DISTRIBUTION_NOT_FOUND'])
  const bare = await request.put(`${url}/aliases/www.example.com`)
  expect([bare.status, bare.body.cloudFront.code]).toEqual([400, 'InvalidArgument'])
})
