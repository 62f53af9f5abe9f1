import { createHash, createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { boundChanges } from '../../src/audit/bounded-changes.ts'
import { startWithDistribution } from '../resources/start-distribution.ts'

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const hmac = (text: string, key: string) => createHmac('sha256', key).update(text).digest('hex')

test('a record of a distribution has a digest of the secret that an origin is sent, and the log has none of it', async () => {
  const { request, url, logs, database } = await startWithDistribution()
  const customHeaders = [{ headerName: 'x-origin-key', headerValue: 'hush-hush' }]
  await request.patch(`${url}/origins/www.example.com`).set('if-match', '*').send({ customHeaders }).expect(200)
  const { text } = await request.get('/audit?limit=1').expect(200)
  const [{ key = '' } = {}] = await database.query<{ key: string }>('SELECT key FROM audit_key')
  expect(key).toMatch(/^[0-9a-f]{64}$/)
  expect(text).toContain(hmac('hush-hush', key))
  expect(text).not.toContain('hush-hush')
  // Whoever guesses it cannot find out that he was right.
  expect(text).not.toContain(sha256('hush-hush'))
  expect(text).not.toContain(key)
  expect(logs.join('')).not.toContain('hush-hush')
})

test('large values are digests, and of many changes the first are kept', () => {
  const large = 'x'.repeat(3_000)
  const { changes, changesLeftOut } = boundChanges(
    [
      { op: 'add', path: '/comment', value: large },
      ...Array.from({ length: 200 }, (_, index) => ({ op: 'remove' as const, path: `/a/${index}`, oldValue: index }))
    ],
    () => 'key'
  )
  expect(changes[0]).toEqual({ op: 'add', path: '/comment', value: { hmacSha256: hmac(large, 'key'), bytes: 3_000 } })
  expect(changes).toHaveLength(100)
  expect(changesLeftOut).toBe(101)
})
