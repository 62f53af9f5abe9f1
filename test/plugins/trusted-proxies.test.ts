import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { startApp } from '../helpers/start-app.ts'

const apiTokenHashes = [createHash('sha256').update('good').digest('hex')]

/** Where the audit log says that a request came from which this machine sent with these headers. */
async function sourceOf(trustedProxies: readonly string[], forwardedFor?: string) {
  const { request } = await startApp({ apiTokenHashes, trustedProxies })
  const as = (sent: ReturnType<typeof request.get>) => sent.auth('good', { type: 'bearer' })
  const made = as(request.post('/tokens')).send({ name: 'x', scopes: ['audit:read'] })
  await (forwardedFor === undefined ? made : made.set('x-forwarded-for', forwardedFor)).expect(201)
  const { body } = await as(request.get('/audit')).expect(200)
  return (body.items as { source: string }[]).map(({ source }) => source)
}

test.each([
  ['nobody is believed unless the operator says so', [], '203.0.113.9', '127.0.0.1'],
  ['a proxy that is named is believed', ['127.0.0.1'], '203.0.113.9', '203.0.113.9'],
  ['so is one of a network that is named', ['127.0.0.0/8'], '2001:db8::9', '2001:db8::9'],
  ['a peer that is not named is not', ['10.0.0.0/8', 'fd00::/8'], '203.0.113.9', '127.0.0.1'],
  ['what is no address does not count', ['127.0.0.1'], `203.0.113.9, ${'x'.repeat(2_000)}`, '127.0.0.1'],
  [
    'of several the last one counts that is no proxy',
    ['127.0.0.1', '10.0.0.0/8'],
    '1.1.1.1, 203.0.113.9, 10.0.0.3',
    '203.0.113.9'
  ],
  [
    'what a client wrote in front of its address does not count',
    ['127.0.0.1'],
    '198.51.100.1, 203.0.113.9',
    '203.0.113.9'
  ]
])('%s', async (_, proxies, forwardedFor, source) => {
  expect(await sourceOf(proxies, forwardedFor)).toEqual([source])
})

test('a proxy that says nothing of whom it is for is its own source', async () => {
  expect(await sourceOf(['127.0.0.1'])).toEqual(['127.0.0.1'])
})

test('without tokens nobody is served through a proxy, even a trusted one', async () => {
  const { request } = await startApp({ trustedProxies: ['127.0.0.1'] })
  for (const address of ['203.0.113.9', '127.0.0.1']) {
    const { body } = await request.get('/operations').set('x-forwarded-for', address).expect(421)
    expect(body.code).toBe('MISDIRECTED_HOST')
  }
  await request.get('/operations').expect(200)
})
