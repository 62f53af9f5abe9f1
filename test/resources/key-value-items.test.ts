import { expect, test } from 'vitest'
import { startApp } from '../helpers/start-app.ts'

async function startWithStore() {
  const app = await startApp()
  app.emulator.clock.release()
  await app.request.post('/key-value-stores').set('Prefer', 'wait=10').send({ name: 'redirects' }).expect(201)
  return { ...app, url: '/key-value-stores/redirects/items' }
}

test('an item is put, read, listed and removed', async () => {
  const { request, url } = await startWithStore()
  const put = await request.put(`${url}/%2Fold%20page`).send({ value: '/new' }).expect(200)
  expect(put.body).toEqual({ itemCount: 1, totalSizeInBytes: expect.any(Number) })
  expect((await request.get(`${url}/%2Fold%20page`).expect(200)).body).toEqual({ key: '/old page', value: '/new' })
  const listed = await request.get(url).expect(200)
  expect(listed.body.items).toEqual([{ key: '/old page', value: '/new' }])
  expect(listed.headers.etag).toBe(put.headers.etag)
  await request.delete(`${url}/%2Fold%20page`).expect(204)
  expect((await request.get(`${url}/%2Fold%20page`)).status).toBe(404)
  expect((await request.delete(`${url}/%2Fold%20page`)).status).toBe(404)
})

test('several change in one step, and pages are read on', async () => {
  const { request, url } = await startWithStore()
  const many = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`k${index}`, String(index)]))
  await request.patch(url).send(many).expect(200)
  const changed = await request.patch(url).send({ k0: null, k1: 'one', k50: '50' }).expect(200)
  expect(changed.body.itemCount).toBe(50)
  const first = await request.get(`${url}?limit=30`).expect(200)
  const second = await request.get(`${url}?limit=30&cursor=${first.body.nextCursor}`).expect(200)
  const all = [...first.body.items, ...second.body.items] as { key: string; value: string }[]
  expect(Object.fromEntries(all.map(({ key, value }) => [key, value]))).toEqual({
    ...Object.fromEntries(Object.entries(many).filter(([key]) => key !== 'k0')),
    k1: 'one',
    k50: '50'
  })
  const tooMany = Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`k${index}`, 'x']))
  expect((await request.patch(url).send(tooMany)).status).toBe(400)
  const nothing = await request.patch(url).send({ none: null }).expect(200)
  expect(nothing.body.itemCount).toBe(50)
  expect((await request.patch(url).send({})).status).toBe(400)
})

test('a stale If-Match is 412, and nothing changes', async () => {
  const { request, url } = await startWithStore()
  const first = await request.put(`${url}/a`).send({ value: '1' }).expect(200)
  await request.put(`${url}/a`).send({ value: '2' }).expect(200)
  const stale = await request.put(`${url}/a`).set('If-Match', String(first.headers.etag)).send({ value: '3' })
  expect([stale.status, stale.body.code]).toEqual([412, 'ETAG_MISMATCH'])
  // Frontage has not read the items, so it cannot say what has changed in them.
  expect(stale.body.detail).toMatch(/which If-Match does not name\.$/)
  expect((await request.get(`${url}/a`)).body.value).toBe('2')
})

test('a precondition that a write cannot evaluate is refused, and nothing changes', async () => {
  const { request, url } = await startWithStore()
  await request.put(`${url}/a`).send({ value: '1' }).expect(200)
  const refused = await request.put(`${url}/a`).set('If-None-Match', '*').send({ value: '2' })
  expect([refused.status, refused.body.errors]).toEqual([
    400,
    [{ parameter: 'If-None-Match', detail: 'Not supported by this operation: omit it.' }]
  ])
  expect((await request.get(`${url}/a`)).body.value).toBe('1')
  const created = await request.post('/cache-policies').set('If-Match', '"E1"').send({ name: 'shop' })
  expect([created.status, created.body.errors?.[0]?.parameter]).toEqual([400, 'If-Match'])
})

test('writers of different keys at the same time lose nothing', async () => {
  const { request, url } = await startWithStore()
  const writes = Array.from({ length: 10 }, (_, index) => request.put(`${url}/k${index}`).send({ value: 'x' }))
  expect((await Promise.all(writes)).map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 200))
  expect((await request.get(url)).body.items).toHaveLength(10)
})

test('a write whose answer is lost has taken effect once', async () => {
  const { request, url, emulator } = await startWithStore()
  emulator.faults.add({ kind: 'resetAfter', operations: ['cloudfront-keyvaluestore:PutKey'], count: 1 })
  const put = await request.put(`${url}/a`).send({ value: '1' })
  expect(put.status, put.text).toBe(200)
  expect((await request.get(url)).body.items).toEqual([{ key: 'a', value: '1' }])
})

test('a store that is not there is 404', async () => {
  const { request } = await startApp()
  expect((await request.get('/key-value-stores/none/items')).status).toBe(404)
  expect((await request.put('/key-value-stores/none/items/a').send({ value: '1' })).status).toBe(404)
})

test('a store that is not ready yet is 409, to those who read it as to those who write to it', async () => {
  const { request } = await startApp()
  await request.post('/key-value-stores').send({ name: 'redirects' }).expect(201)
  const answers = [
    await request.get('/key-value-stores/redirects/items'),
    await request.get('/key-value-stores/redirects/items/a'),
    await request.put('/key-value-stores/redirects/items/a').send({ value: '1' })
  ]
  expect(answers.map(({ status, body }) => `${status} ${body.code}`)).toEqual(Array(3).fill('409 CLOUDFRONT_CONFLICT'))
})

test('a dry run says what the write then makes, with its totals, and writes nothing', async () => {
  const { request, url, emulator } = await startWithStore()
  const before = await request.patch(url).send({ a: '1', b: 'zwei', ü: '3' }).expect(200)
  const etag = String(before.headers.etag)
  const written = ['PutKey', 'DeleteKey', 'UpdateKeys'].map(name => `cloudfront-keyvaluestore:${name}`)
  const count = () => written.reduce((sum, operation) => sum + emulator.calls.count(operation), 0)
  const calls = count()
  const writes = [
    ['patch', '', { a: 'eins', b: null, none: null, é: '4' }],
    ['put', '/a', { value: 'uno' }],
    ['put', '/new', { value: '5' }],
    ['delete', '/a', undefined]
  ] as const
  for (const [method, key, body] of writes) {
    const dry = await request[method](`/dry-run${url}${key}`).set('If-Match', '*').send(body)
    expect([dry.status, dry.headers.etag, `"${dry.body.etag}"`], dry.text).toEqual([200, etag, etag])
    expect(dry.body).toMatchObject({ dryRun: true, valid: true })
  }
  expect([count(), (await request.get(url)).headers.etag]).toEqual([calls, etag])
  const { body: first } = await request.patch(`${url}?dryRun=true`).send(writes[0][2]).expect(200)
  expect(first.diff).toEqual([
    { op: 'replace', path: '/a', value: 'eins', oldValue: '1' },
    { op: 'remove', path: '/b', oldValue: 'zwei' },
    { op: 'add', path: '/é', value: '4' }
  ])
  for (const [method, key, body] of writes) {
    const { body: dry } = await request[method](`/dry-run${url}${key}`).send(body).expect(200)
    const real = await request[method](`${url}${key}`).send(body)
    const { itemCount, totalSizeInBytes } = dry
    if (method !== 'delete') expect(real.body).toEqual({ itemCount, totalSizeInBytes })
    else expect((await request.get(url)).body.items).toHaveLength(itemCount)
  }
})

test('a dry run is refused as the write is', async () => {
  const { request, url, emulator } = await startWithStore()
  await request.put(`${url}/a`).send({ value: '1' }).expect(200)
  const stale = await request.put(`/dry-run${url}/a`).set('If-Match', '"E0"').send({ value: '2' })
  expect([stale.status, stale.body.code]).toEqual([412, 'ETAG_MISMATCH'])
  for (const prefix of ['/dry-run', '']) {
    await request.delete(`${prefix}${url}/none`).expect(404)
    const long = 'ü'.repeat(513)
    const value = await request.put(`${prefix}${url}/a`).send({ value: long })
    expect([value.status, value.body.errors?.[0]?.pointer], value.text).toEqual([400, '/value'])
    const key = await request.put(`${prefix}${url}/${encodeURIComponent(long.slice(0, 257))}`).send({ value: '1' })
    expect([key.status, key.body.errors?.[0]?.parameter], key.text).toEqual([400, 'key'])
    const patch = await request.patch(`${prefix}${url}`).send({ a: long, '': 'x' })
    expect([patch.status, patch.body.errors.map(({ pointer }: { pointer: string }) => pointer)]).toEqual([
      400,
      ['/a', '/']
    ])
  }
  expect(emulator.calls.count('cloudfront-keyvaluestore:UpdateKeys')).toBe(0)
})

test('a store that would be larger than 5 MB is refused, in a dry run, too', async () => {
  const { request, url } = await startWithStore()
  const value = 'x'.repeat(1_020)
  const page = (start: number) =>
    Object.fromEntries(Array.from({ length: 50 }, (_, index) => [String(start + index).padStart(4, '0'), value]))
  // 5,120 items of 1,024 bytes are 5 MB.
  for (let start = 0; start < 5_100; start += 50) await request.patch(url).send(page(start)).expect(200)
  const dry = await request.patch(`/dry-run${url}`).send(page(5_100))
  const real = await request.patch(url).send(page(5_100))
  expect([dry.status, dry.body.code]).toEqual([real.status, real.body.code])
  expect(real.status).toBeGreaterThanOrEqual(400)
}, 60_000)
