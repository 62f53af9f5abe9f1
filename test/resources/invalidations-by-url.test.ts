import { expect, test, vi } from 'vitest'
import { startApp } from '../helpers/start-app.ts'
import { batchesAt } from './batches-at.ts'
import { CERTIFICATE, places } from './start-distribution.ts'

const certificate = { acmCertificateArn: CERTIFICATE }
const bodies = {
  shop: { aliases: ['shop.example.com', 'shop.example.org'], viewerCertificate: certificate },
  wild: { aliases: ['*.example.com'], viewerCertificate: certificate },
  deep: { aliases: ['*.cdn.example.com'], viewerCertificate: certificate },
  plain: {}
}
type Name = keyof typeof bodies

async function start() {
  const started = await startApp()
  const ids = {} as Record<Name, string>
  const domains = {} as Record<Name, string>
  for (const [name, body] of Object.entries(bodies)) {
    const created = await started.request
      .post('/distributions')
      .send({ origins: [{ domainName: 'www.example.com' }], ...body })
    if (created.status !== 201) throw new Error(created.text)
    ids[name as Name] = created.body.id
    domains[name as Name] = created.body.domainName
  }
  const post = (body: object) => started.request.post('/invalidations').send(body)
  /** What CloudFront was told to remove, by distribution. */
  const removed = async (groupId: string) => {
    await vi.waitFor(async () => {
      const { body } = await started.request.get(`/invalidations/${groupId}`)
      expect(body.progress.submitted).toBe(body.progress.total)
    })
    const byName: Partial<Record<Name, string[]>> = {}
    for (const [name, id] of Object.entries(ids)) {
      const paths = (await batchesAt(started.cloudfront, id)).flat()
      if (paths.length > 0) byName[name as Name] = paths.toSorted()
    }
    return byName
  }
  return { ...started, ids, domains, post, removed }
}

test('each URL is removed from the distribution that serves it, and from no other', async () => {
  const { post, removed, domains, ids } = await start()
  const urls = [
    'https://shop.example.com/a.jpg?size=1',
    'http://SHOP.example.org:80/b/*',
    'https://www.example.com',
    'https://img.cdn.example.com/x/../y z.png',
    `https://${domains.plain}/index.html`,
    'https://shop.example.com/a.jpg?size=1'
  ]
  const created = await post({ urls })
  expect(created.status, created.text).toBe(201)
  expect(created.body.selector).toEqual({ urls })
  expect(created.body.children.map((child: { distributionId: string }) => child.distributionId)).toEqual([
    ids.shop,
    ids.wild,
    ids.deep,
    ids.plain
  ])
  expect(await removed(created.body.id)).toEqual({
    shop: ['/a.jpg?size=1', '/b/*'],
    wild: ['/'],
    deep: ['/y%20z.png'],
    plain: ['/index.html']
  })
})

test('the distributions are listed once, however many URLs there are', async () => {
  const { post, emulator } = await start()
  emulator.calls.clear()
  const urls = Array.from({ length: 200 }, (_, n) => `https://${n % 2 ? 'shop' : 'www'}.example.com/${n}`)
  const created = await post({ urls })
  expect(created.status, created.text).toBe(201)
  expect(created.body.progress.total).toBe(200)
  expect([emulator.calls.count('ListDistributions'), emulator.calls.count('GetDistribution')]).toEqual([1, 0])
})

test('what is read again is the group as it was made, with the first of its URLs', async () => {
  const { post, request } = await start()
  const urls = Array.from({ length: 150 }, (_, n) => `https://www.example.com/${n}`)
  const { body } = await post({ urls, priority: 'high' })
  const { body: read } = await request.get(`/invalidations/${body.id}`)
  expect(read.selector.urls).toEqual(urls.slice(0, 100))
  expect(read.paths).toEqual([])
  const [child] = read.children
  expect(child).toMatchObject({ pathCount: 150, priority: 'high' })
  const { body: own } = await request.get(`/distributions/${child.distributionId}/invalidations/${child.id}`)
  expect(own.paths).toEqual(urls.map(url => new URL(url).pathname))
})

test('400 names each URL that cannot be removed and says why', async () => {
  const { post } = await start()
  const wrong = {
    'no address': 'is not an address',
    '/a.jpg': 'is not an address',
    'ftp://www.example.com/a': 'http or https',
    'https://me:secret@www.example.com/a': 'user or a password',
    'https://www.example.com:8443/a': 'port',
    [`https://${'a.'.repeat(2_000)}example.com/a`]: 'more than 253 characters',
    'https://www.example.com/a#top': 'fragment',
    'https://www.example.com/~me': '~',
    'https://www.example.com/a\nb': 'a tab or a line break',
    'https://www.example.com/a ': 'ends with a blank',
    ' https://www.example.com/a': 'begins or ends with a blank'
  }
  const refused = await post({ urls: ['https://www.example.com/fine', ...Object.keys(wrong)] })
  expect(refused.status).toBe(400)
  expect(refused.body.code).toBe('VALIDATION_FAILED')
  expect(places(refused.body)).toEqual(
    Object.keys(wrong)
      .map((_, index) => `/urls/${index + 1}`)
      .sort()
  )
  for (const [index, part] of Object.values(wrong).entries()) {
    expect(refused.body.errors[index].detail).toContain(part)
  }
})

test('422 names the URLs that no distribution serves, and nothing is removed', async () => {
  const { post, request } = await start()
  const refused = await post({ urls: ['https://shop.example.com/a', 'https://example.com/b', 'https://other.org/c'] })
  expect(refused.status).toBe(422)
  expect(refused.body).toMatchObject({ code: 'NO_DISTRIBUTION_SELECTED' })
  expect(places(refused.body)).toEqual(['/urls/1', '/urls/2'])
  expect((await request.get('/invalidations')).body.items).toEqual([])
})

test('of very many bad URLs a thousand are named', async () => {
  const { post } = await start()
  const refuse = async (url: string) => {
    const { status, body } = await post({ urls: Array.from({ length: 1_500 }, (_, n) => `${url}${n}`) })
    return [status, body.errors.length]
  }
  expect(await refuse('nowhere')).toEqual([400, 1_000])
  expect(await refuse('https://nobody.example.org/')).toEqual([422, 1_000])
})

test('400 for an ambiguous request', async () => {
  const { post, ids } = await start()
  const urls = ['https://www.example.com/a']
  const unclear: [body: object, place: string][] = [
    [{ urls, selector: { distributionIds: [ids.shop] } }, '/urls'],
    [{ urls, paths: ['/a'] }, '/urls'],
    [{ urls, cacheTags: ['a'] }, '/urls'],
    [{ paths: ['/a'] }, '/selector'],
    [{ urls: [] }, '/urls']
  ]
  for (const [body, place] of unclear) {
    const refused = await post(body)
    expect(refused.status, JSON.stringify(body)).toBe(400)
    expect(places(refused.body), JSON.stringify(body)).toContain(place)
  }
})

test('a repetition with the same key is the same group', async () => {
  const { request } = await start()
  const send = () =>
    request
      .post('/invalidations')
      .set('idempotency-key', 'purge-1')
      .send({ urls: ['https://www.example.com/a'] })
  const [first, second] = [await send(), await send()]
  expect(second.body.id).toBe(first.body.id)
})
