import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import * as CF from '@aws-sdk/client-cloudfront'
import { describe, expect, test } from 'vitest'
import { listOf } from '../sample-config.ts'
import { inFrontOf, localOrigin, startEdge, startOrigin } from './start-edge.ts'

const inUrl = (bytes: Buffer) => bytes.toString('base64').replaceAll('+', '-').replaceAll('=', '_').replaceAll('/', '~')

interface Statement {
  readonly resource: string
  readonly until: number
  readonly from?: number
  readonly address?: string
}

function policyOf({ resource, until, from, address }: Statement): string {
  const Condition = {
    DateLessThan: { 'AWS:EpochTime': until },
    ...(from !== undefined && { DateGreaterThan: { 'AWS:EpochTime': from } }),
    ...(address !== undefined && { IpAddress: { 'AWS:SourceIp': address } })
  }
  return JSON.stringify({ Statement: [{ Resource: resource, Condition }] })
}

/** A distribution that only admits what a key of its group has signed, and a key of another group. */
async function startGuarded() {
  const origin = await startOrigin((request, response) => response.end(request.url))
  const started = await startEdge()
  async function keyInGroup(name: string) {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const EncodedKey = publicKey.export({ type: 'spki', format: 'pem' }).toString()
    const { PublicKey } = await started.client.send(
      new CF.CreatePublicKeyCommand({ PublicKeyConfig: { CallerReference: name, Name: name, EncodedKey } })
    )
    const keyId = PublicKey?.Id ?? ''
    const { KeyGroup } = await started.client.send(
      new CF.CreateKeyGroupCommand({ KeyGroupConfig: { Name: name, Items: [keyId] } })
    )
    return { keyId, privateKey, groupId: KeyGroup?.Id ?? '' }
  }
  const own = await keyInGroup('own')
  const other = await keyInGroup('other')
  const { get, host } = await started.distribution(config => {
    inFrontOf(localOrigin(origin.port))(config)
    config.DefaultCacheBehavior.TrustedKeyGroups = { Enabled: true, ...listOf(own.groupId) }
  })
  const now = Math.floor(started.emulator.clock.now() / 1000)
  const url = (path: string) => `https://${host}${path}`

  function custom(
    path: string,
    statement: Partial<Statement> = {},
    { key = own.privateKey, keyId = own.keyId, hash = 'sha1' }: { key?: KeyObject; keyId?: string; hash?: string } = {}
  ): string {
    const policy = policyOf({ resource: url(path), until: now + 100, ...statement })
    const text = Buffer.from(policy)
    const algorithm = hash === 'sha1' ? '' : `&Hash-Algorithm=${hash.toUpperCase()}`
    return `${path}?Policy=${inUrl(text)}&Signature=${inUrl(sign(hash, text, key))}&Key-Pair-Id=${keyId}${algorithm}`
  }
  function canned(path: string, until: number): string {
    const text = Buffer.from(policyOf({ resource: url(path), until }))
    const signature = inUrl(sign('sha1', text, own.privateKey))
    return `${path}?Expires=${until}&Signature=${signature}&Key-Pair-Id=${own.keyId}`
  }
  return { get, url, now, own, other, custom, canned, origin }
}

type Guarded = Awaited<ReturnType<typeof startGuarded>>

const refusal = (code: string, message: string) =>
  `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`
const MISSING_KEY = refusal('MissingKey', 'Missing Key-Pair-Id query parameter or cookie value')
const UNKNOWN_KEY = refusal('InvalidKey', 'Unknown Key')
const MALFORMED = refusal('MalformedPolicy', 'Malformed Policy')
const DENIED = refusal('AccessDenied', 'Access denied')

const REFUSED: [string, string, (guarded: Guarded) => string][] = [
  ['nothing is signed', MISSING_KEY, () => '/a'],
  ['the key id is empty', MISSING_KEY, ({ custom }) => custom('/a', {}, { keyId: '' })],
  ['nobody knows the key', UNKNOWN_KEY, ({ custom }) => custom('/a', {}, { keyId: 'K0000000000000' })],
  [
    'the key is in no group of the behavior',
    UNKNOWN_KEY,
    ({ custom, other }) => custom('/a', {}, { key: other.privateKey, keyId: other.keyId })
  ],
  ['another key has signed', DENIED, ({ custom, other }) => custom('/a', {}, { key: other.privateKey })],
  ['its time is over', DENIED, ({ custom, now }) => custom('/a', { until: now })],
  ['its time is over, by a canned policy', DENIED, ({ canned, now }) => canned('/a', now)],
  [
    'its end is not the one that was signed',
    DENIED,
    ({ canned, now }) => canned('/a', now + 100).replace(`Expires=${now + 100}`, `Expires=${now + 200}`)
  ],
  ['its time has not begun', DENIED, ({ custom, now }) => custom('/a', { from: now + 50 })],
  ['the viewer has another address', DENIED, ({ custom }) => custom('/a', { address: '192.0.2.0/24' })],
  ['the network is none', MALFORMED, ({ custom }) => custom('/a', { address: '192.0.2.0/33' })],
  ['the resource is another one', DENIED, ({ custom, url }) => custom('/a', { resource: url('/b') })],
  ['the wildcard ends before', DENIED, ({ custom, url }) => custom('/img/a', { resource: url('/css/*') })],
  [
    'the protocol is another one',
    DENIED,
    ({ custom, url }) => custom('/a', { resource: url('/*').replace('https', 'http') })
  ],
  ['the policy cannot be read', MALFORMED, ({ own }) => `/a?Policy=AAAA&Signature=AAAA&Key-Pair-Id=${own.keyId}`],
  [
    'SHA-256 has signed and the URL does not say so',
    DENIED,
    ({ custom }) => custom('/a', {}, { hash: 'sha256' }).replace('&Hash-Algorithm=SHA256', '')
  ],
  ['SHA-1 has signed and the URL says SHA-256', DENIED, ({ custom }) => `${custom('/a')}&Hash-Algorithm=SHA256`]
]

const ADMITTED: [string, (guarded: Guarded) => string][] = [
  ['a custom policy', ({ custom }) => custom('/a')],
  ['a canned policy', ({ canned, now }) => canned('/a', now + 1)],
  ['a wildcard', ({ custom, url }) => custom('/img/a/b', { resource: url('/img/*') })],
  ['a wildcard for one character', ({ custom, url }) => custom('/img/a', { resource: url('/img/?') })],
  ['any protocol', ({ custom, url }) => custom('/a', { resource: url('/*').replace('https', 'http*') })],
  ['a beginning', ({ custom, now }) => custom('/a', { from: now - 1 })],
  ['the viewer’s address', ({ custom }) => custom('/a', { address: '127.0.0.1/32' })],
  ['SHA-256', ({ custom }) => custom('/a', {}, { hash: 'sha256' })]
]

describe('signed requests', () => {
  test.each(REFUSED)('403 where %s', async (_why, document, signed) => {
    const guarded = await startGuarded()
    const { status, text, headers } = await guarded.get(signed(guarded))
    expect([status, text]).toEqual([403, document])
    expect(headers).toMatchObject({ 'content-type': 'text/xml', 'x-cache': 'Error from cloudfront' })
    expect(guarded.origin.seen).toEqual([])
  })

  test.each(ADMITTED)('%s admits', async (_what, signed) => {
    const guarded = await startGuarded()
    const asked = signed(guarded)
    const { status, text } = await guarded.get(asked)
    expect([status, text]).toEqual([200, asked.replace(/\?.*/, '')])
  })
})
