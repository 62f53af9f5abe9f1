import { createSign, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { checkSignature, withoutSignature } from '../../src/delivery/signed.ts'
import { coversResource, readPolicy } from '../../src/delivery/signed-policy.ts'
import { NOW, viewerRequest } from './samples.ts'

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const keys = new Map<string, KeyObject>([
  ['KRSA', rsa.publicKey],
  ['KEC', ec.publicKey]
])
const encode = (bytes: Buffer) =>
  bytes.toString('base64').replaceAll('+', '-').replaceAll('=', '_').replaceAll('/', '~')
const sign = (text: string, key: KeyObject = rsa.privateKey, hash = 'sha1') =>
  encode(createSign(hash).update(text).sign(key))
const SOON = NOW / 1000 + 60
const canned = (url: string, expires = SOON) =>
  `{"Statement":[{"Resource":"${url}","Condition":{"DateLessThan":{"AWS:EpochTime":${expires}}}}]}`
const custom = (statement: object) => JSON.stringify({ Statement: [statement] })
const until = { DateLessThan: { 'AWS:EpochTime': SOON } }
const check = (target: string, headers: [string, string][] = [], nowMs = NOW) =>
  checkSignature(viewerRequest(target, headers), keys, nowMs)
const code = (found: ReturnType<typeof check>) => (found.kind === 'denied' ? found.code : 'allowed')

describe('signed URLs and cookies', () => {
  test('canned: the URL without the signature, valid until its end by the clock', () => {
    const signature = sign(canned('https://www.example.com/a.jpg?size=1&x'))
    const url = `/a.jpg?size=1&Expires=${SOON}&x&Signature=${signature}&Key-Pair-Id=KRSA`
    expect(check(url)).toEqual({ kind: 'allowed' })
    expect(withoutSignature(viewerRequest(url)).query).toBe('size=1&x')
    expect(code(check(url, [], SOON * 1000 - 1))).toBe('allowed')
    expect(code(check(url, [], SOON * 1000))).toBe('AccessDenied')
    expect(code(check(`${url}&added=1`))).toBe('AccessDenied')
    expect(code(check(url.replace('a.jpg', 'b.jpg')))).toBe('AccessDenied')
    expect(code(check(url.replace(String(SOON), String(SOON + 1))))).toBe('AccessDenied')
  })

  test('ECDSA keys, and SHA-256 when the URL says so', () => {
    const text = canned('https://www.example.com/a')
    const url = (signature: string, rest: string) => `/a?Expires=${SOON}&Signature=${signature}&${rest}`
    expect(code(check(url(sign(text, ec.privateKey), 'Key-Pair-Id=KEC')))).toBe('allowed')
    expect(code(check(url(sign(text, ec.privateKey), 'Key-Pair-Id=KRSA')))).toBe('AccessDenied')
    const sha256 = sign(text, rsa.privateKey, 'sha256')
    expect(code(check(url(sha256, 'Key-Pair-Id=KRSA&Hash-Algorithm=SHA256')))).toBe('allowed')
    expect(code(check(url(sha256, 'Key-Pair-Id=KRSA')))).toBe('AccessDenied')
  })

  test.each([
    ['nothing', '/a', 'MissingKey'],
    ['no key', '/a?Expires=1&Signature=x', 'MissingKey'],
    ['an unknown key', '/a?Expires=1&Signature=x&Key-Pair-Id=KOTHER', 'InvalidKey'],
    ['an unreadable policy', '/a?Policy=%7B&Signature=x&Key-Pair-Id=KRSA', 'MalformedPolicy'],
    [
      'a policy that is none',
      `/a?Policy=${encode(Buffer.from('{"Statement":[]}'))}&Signature=x&Key-Pair-Id=KRSA`,
      'MalformedPolicy'
    ],
    ['no end', '/a?Signature=x&Key-Pair-Id=KRSA', 'AccessDenied'],
    ['no signature', `/a?Expires=${SOON}&Key-Pair-Id=KRSA`, 'AccessDenied'],
    ['another signature', `/a?Expires=${SOON}&Key-Pair-Id=KRSA&Signature=AAAA`, 'AccessDenied']
  ])('%s', (_, url, wanted) => {
    expect(code(check(url))).toBe(wanted)
  })

  test('custom: a policy with a resource, a beginning and addresses', () => {
    const url = (statement: object) => {
      const text = custom(statement)
      return `/img/a.jpg?size=1&Policy=${encode(Buffer.from(text))}&Signature=${sign(text)}&Key-Pair-Id=KRSA`
    }
    const Resource = 'http*://*.example.com/img/*'
    expect(check(url({ Resource, Condition: until }))).toEqual({ kind: 'allowed' })
    expect(code(check(url({ Resource: 'https://www.example.com/*/b', Condition: until })))).toBe('AccessDenied')
    const from = (seconds: number) => ({ ...until, DateGreaterThan: { 'AWS:EpochTime': NOW / 1000 + seconds } })
    expect(code(check(url({ Resource, Condition: from(-1) })))).toBe('allowed')
    expect(code(check(url({ Resource, Condition: from(1) })))).toBe('AccessDenied')
    const by = (network: string) => ({ ...until, IpAddress: { 'AWS:SourceIp': network } })
    expect(code(check(url({ Resource, Condition: by('192.0.2.0/24') })))).toBe('allowed')
    expect(code(check(url({ Resource, Condition: by('0.0.0.0/0') })))).toBe('allowed')
    expect(code(check(url({ Resource, Condition: by('192.0.3.0/24') })))).toBe('AccessDenied')
    expect(code(check(url({ Resource, Condition: by('192.0.2.300') })))).toBe('MalformedPolicy')
  })

  test('cookies count unless the URL has a part of a signature', () => {
    const cookie =
      `CloudFront-Expires=${SOON}; CloudFront-Signature=${sign(canned('https://www.example.com/a'))}; ` +
      'CloudFront-Key-Pair-Id=KRSA'
    expect(code(check('/a', [['Cookie', cookie]]))).toBe('allowed')
    expect(code(check('/b', [['Cookie', cookie]]))).toBe('AccessDenied')
    expect(code(check('/a?Signature=x', [['Cookie', cookie]]))).toBe('MissingKey')
    expect(code(check('/a', [['Cookie', cookie.toLowerCase()]]))).toBe('MissingKey')
  })

  test.each([
    ['*', true],
    ['https://www.example.com/a/b\\?x=1', true],
    ['https://www.example.com/a/b?x=1', true],
    ['https://www.example.com/a/b', false],
    ['https://www.example.com/a/*', true],
    ['https://www.example.com/a*\\?x=?', true],
    ['https://www.example.com/a*\\?y=*', false],
    ['https://www.*', true],
    ['https://*.example.com', false],
    ['https://*/a/b\\?*', true],
    ['www.example.com/*', true],
    ['http://www.example.com/*', false],
    ['https://*example.com/b\\?x=1', false],
    ['https://WWW.example.com/A/*', false]
  ])('resource %s covers https://www.example.com/a/b?x=1: %s', (resource, wanted) => {
    const url = { protocol: 'https', host: 'www.example.com', path: '/a/b', query: 'x=1' }
    expect(coversResource(resource, url)).toBe(wanted)
  })

  test('what is no policy', () => {
    for (const text of [
      '',
      'x',
      'null',
      '[]',
      '{}',
      '{"Statement":{}}',
      '{"Statement":[{},{}]}',
      custom({ Condition: {} })
    ]) {
      expect(readPolicy(text)).toBeUndefined()
    }
    expect(readPolicy(custom({ Resource: 1, Condition: until }))).toBeUndefined()
    expect(readPolicy(custom({ Condition: until }))?.resource).toBeUndefined()
  })
})
