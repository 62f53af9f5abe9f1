import { expect, test } from 'vitest'
import { startWithStore } from './key-value-calls.ts'

const AUTHORIZATION = 'AWS4-ECDSA-P256-SHA256 Credential=a/20260101/cloudfront-keyvaluestore/aws4_request, Signature=a'

/** Requests that the SDK would not send, with the current version. */
async function startRaw() {
  const started = await startWithStore()
  const address = `${started.url}/key-value-stores/${encodeURIComponent(started.KvsARN)}/keys`
  const send = async (method: string, path: string, body?: string) => {
    const headers = { authorization: AUTHORIZATION, 'if-match': (await started.etag()) ?? '' }
    const answer = await fetch(address + path, { method, headers, ...(body !== undefined && { body }) })
    return [answer.status, answer.headers.get('x-amzn-errortype')]
  }
  return { ...started, send }
}

test.each([
  ['a pair without a body', 'PUT', '/a', undefined],
  ['a pair without a value', 'PUT', '/a', '{}'],
  ['a value that is null', 'PUT', '/a', '{"Value":null}'],
  ['a value that is not well-formed Unicode', 'PUT', '/a', '{"Value":"\\ud800"}'],
  ['a key that is not well-formed Unicode', 'POST', '', '{"Puts":[{"Key":"\\udc00","Value":"1"}]}'],
  ['a key of more than 512 bytes', 'PUT', `/${'%C3%A4'.repeat(257)}`, '{"Value":"1"}'],
  ['JSON that is nested 500,000 times', 'POST', '', '['.repeat(500_000)],
  ['a damaged percent-encoding', 'PUT', '/%E0%A4%A', '{"Value":"1"}']
])('%s is a ValidationException, and changes nothing', async (_case, method, path, body) => {
  const { send, describe, errors } = await startRaw()
  expect(await send(method, path, body)).toEqual([400, 'ValidationException'])
  expect((await describe()).ItemCount).toBe(0)
  expect(errors()).toEqual([])
})

test('an update with 100,000 keys is over a quota, and changes nothing', async () => {
  const { send, describe } = await startRaw()
  const Puts = Array.from({ length: 100_000 }, (_, index) => ({ Key: String(index), Value: '' }))
  expect(await send('POST', '', JSON.stringify({ Puts }))).toEqual([402, 'ServiceQuotaExceededException'])
  expect((await describe()).ItemCount).toBe(0)
})

test('a body that is too long is refused, and the next request answered', async () => {
  const { send, describe } = await startRaw()
  const [status] = await send('POST', '', ' '.repeat(4 * 1024 * 1024))
  expect(status).toBe(413)
  expect((await describe()).ItemCount).toBe(0)
})

test.each(['..', '.', '/', '//a', '%2F', 'a b+c&d=e?f#g', '__proto__', 'constructor', '\u0000', '\u{1f600}'])(
  'the key %j is one like any other',
  async key => {
    const { send, get, list } = await startRaw()
    // A fetch would resolve a segment of dots away.
    const path = `/${encodeURIComponent(key).replaceAll('.', '%2E')}`
    if (!/^\.+$/.test(key)) expect(await send('PUT', path, '{"Value":"1"}')).toEqual([200, null])
    else expect(await send('POST', '', JSON.stringify({ Puts: [{ Key: key, Value: '1' }] }))).toEqual([200, null])
    expect((await list()).Items).toEqual([{ Key: key, Value: '1' }])
    if (!/^\.+$/.test(key)) expect((await get(key)).Value).toBe('1')
  }
)

test('of 20 updates at once with one version one is made', async () => {
  const { put, etag, describe } = await startWithStore()
  const version = await etag()
  const outcomes = await Promise.allSettled(Array.from({ length: 20 }, (_, index) => put(`key-${index}`, '1', version)))
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  expect((await describe()).ItemCount).toBe(1)
})

test('pages go through keys in any script, each once, and a token that is none is refused', async () => {
  const { update, list, send } = await startRaw()
  const keys = ['a', '\u{10ffff}', '\ue000', '\uffff', 'é', 'e\u0301', '\u{1f600}']
  await update(Object.fromEntries(keys.map(key => [key, '1'])))
  const found: unknown[] = []
  let token: string | undefined
  do {
    const { Items = [], NextToken } = await list(2, token)
    found.push(...Items.map(({ Key }) => Key))
    token = NextToken
  } while (token !== undefined)
  expect(found).toEqual([...keys].sort())
  expect(await send('GET', '?NextToken=%00')).toEqual([400, 'ValidationException'])
  expect(await send('GET', '?MaxResults=1e1')).toEqual([400, 'ValidationException'])
})
