import {
  CreateInvalidationCommand,
  GetDistributionCommand,
  GetDistributionConfigCommand,
  ListDistributionsCommand,
  ListDistributionTenantsCommand
} from '@aws-sdk/client-cloudfront'
import { describe, expect, test } from 'vitest'
import {
  type CallTimeouts,
  type CloudFrontCall,
  type CloudFrontClientOptions,
  createCloudFrontClient
} from '../../src/cloudfront/client.ts'
import { pacersOf } from '../../src/cloudfront/pacing.ts'
import { withoutRepetition } from '../../src/cloudfront/single-attempt.ts'
import { unknownElements } from '../../src/cloudfront/protocol.ts'
import { type ErrorCode, ServiceError } from '../../src/errors.ts'
import { version } from '../../src/version.ts'
import { errorDocument, httpAnswer, type Reaction, startUpstream } from '../helpers/upstream.ts'

const list =
  '<DistributionList><Marker></Marker><MaxItems>1</MaxItems><IsTruncated>false</IsTruncated><Quantity>0</Quantity></DistributionList>'
const ok: Reaction = { kind: 'answer', status: 200, body: list }
const failing = (status: number, code: string, message = 'No.'): Reaction => ({
  kind: 'answer',
  status,
  body: errorDocument(code, message)
})

const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
const brief: CallTimeouts = { connectionMs: 500, requestMs: 300, deadlineMs: 5_000 }

async function start(
  react: (index: number) => Reaction,
  timeouts: Partial<CallTimeouts> = {},
  more: Pick<CloudFrontClientOptions, 'maxSockets'> = {}
) {
  const upstream = await startUpstream((_, index) => react(index))
  const calls: CloudFrontCall[] = []
  const client = createCloudFrontClient({
    endpoint: upstream.url,
    region: 'us-east-1',
    credentials,
    timeouts: { ...brief, ...timeouts },
    onCall: call => calls.push(call),
    ...more
  })
  return { client, upstream, calls }
}

async function failureOf(call: Promise<unknown>): Promise<ServiceError> {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown
  )
  expect(error).toBeInstanceOf(ServiceError)
  return error as ServiceError
}

const get = () => new GetDistributionCommand({ Id: 'E1' })
const listing = () => new ListDistributionsCommand({})
const invalidate = (reference: string) =>
  new CreateInvalidationCommand({
    DistributionId: 'E1',
    InvalidationBatch: { CallerReference: reference, Paths: { Quantity: 1, Items: ['/*'] } }
  })

test('requests name Frontage and its version as user agent', async () => {
  const { client, upstream } = await start(() => ok)
  await client.send(listing())
  expect(upstream.requests[0]?.headers['user-agent']).toContain(`frontage/${version}`)
})

test('a call that succeeded is reported with operation, attempts and request id', async () => {
  const { client, calls } = await start(() => ok)
  await client.send(listing())
  expect(calls).toEqual([
    {
      operation: 'ListDistributions',
      startedAt: expect.any(Number) as number,
      ms: expect.any(Number) as number,
      attempts: 1,
      requestId: 'upstream-1',
      failedAttempts: []
    }
  ])
})

test('a failed call is reported with its code', async () => {
  const { client, calls } = await start(() => failing(404, 'NoSuchDistribution'))
  await failureOf(client.send(get()))
  expect(calls).toMatchObject([
    { operation: 'GetDistribution', attempts: 1, code: 'DISTRIBUTION_NOT_FOUND', requestId: 'upstream-1' }
  ])
})

describe('each of CloudFront’s errors becomes a ServiceError', () => {
  const cases: [string, Reaction, ErrorCode, number][] = [
    ['a modelled error', failing(404, 'NoSuchDistribution'), 'DISTRIBUTION_NOT_FOUND', 1],
    ['a stale ETag', failing(412, 'PreconditionFailed'), 'ETAG_MISMATCH', 1],
    ['throttling, after three attempts', failing(400, 'Throttling', 'Rate exceeded'), 'CLOUDFRONT_THROTTLED', 3],
    ['a failure of the service, after three attempts', failing(500, 'InternalError'), 'CLOUDFRONT_INTERNAL_ERROR', 3],
    ['unavailability, after three attempts', failing(503, 'ServiceUnavailable'), 'CLOUDFRONT_UNAVAILABLE', 3],
    ['missing rights', failing(403, 'AccessDenied'), 'CLOUDFRONT_ACCESS_DENIED', 1],
    [
      'an unverified account',
      failing(403, 'AccessDenied', 'Your account must be verified before…'),
      'CLOUDFRONT_ACCOUNT_NOT_VERIFIED',
      1
    ],
    ['an expired token', failing(403, 'ExpiredToken'), 'CLOUDFRONT_CREDENTIALS_EXPIRED', 1],
    ['an operation the local CloudFront lacks', failing(501, 'NotImplemented'), 'CLOUDFRONT_NOT_IMPLEMENTED', 1],
    ['an error newer than the catalogue', failing(400, 'BrandNewRule', 'Too new.'), 'CLOUDFRONT_REFUSED', 1],
    ['a conflict newer than the catalogue', failing(409, 'BrandNewConflict'), 'CLOUDFRONT_CONFLICT', 1],
    ['a newer kind of absence', failing(404, 'NoSuchNovelty'), 'RESOURCE_NOT_FOUND', 1],
    [
      'a used caller reference',
      failing(
        400,
        'InvalidArgument',
        'Your request contains a caller reference that was used for a previous invalidation batch for the same distribution.'
      ),
      'CALLER_REFERENCE_ALREADY_USED',
      1
    ],
    ['a 404 without an error document', { kind: 'answer', status: 404 }, 'CLOUDFRONT_BAD_ANSWER', 1],
    ['a 403 without an error document', { kind: 'answer', status: 403 }, 'CLOUDFRONT_BAD_ANSWER', 1],
    [
      'a redirect',
      { kind: 'answer', status: 302, headers: { location: 'http://127.0.0.1/' } },
      'CLOUDFRONT_BAD_ANSWER',
      1
    ],
    [
      'a 503 page of a proxy',
      { kind: 'answer', status: 503, body: '<html><p>Busy<br></html>' },
      'CLOUDFRONT_UNAVAILABLE',
      3
    ],
    ['a 429 of a proxy', { kind: 'answer', status: 429, body: 'slow down' }, 'CLOUDFRONT_THROTTLED', 3]
  ]
  test.each(cases)('%s: %s', async (_, reaction, code, attempts) => {
    const { client, upstream } = await start(() => reaction)
    const error = await failureOf(client.send(get()))
    expect(error.code).toBe(code)
    expect(upstream.requests).toHaveLength(attempts)
  })

  test("the caller's errors keep CloudFront's sentence, name and request id", async () => {
    const { client } = await start(() => failing(400, 'InvalidArgument', 'The parameter Comment is too long.'))
    const error = await failureOf(client.send(get()))
    expect(error.message).toBe('The parameter Comment is too long.')
    expect(error.cloudFront).toEqual({
      code: 'InvalidArgument',
      requestId: 'upstream-1',
      message: 'The parameter Comment is too long.'
    })
    expect(error.cause).toBeInstanceOf(Error)
  })

  test('CloudFront’s messages about users and roles are only logged', async () => {
    const { client } = await start(() => failing(403, 'AccessDenied', 'User: arn:aws:iam::1:user/ci is not authorized'))
    const error = await failureOf(client.send(get()))
    expect(error.message).not.toContain('arn:aws')
    expect(error.cloudFront?.message).toContain('arn:aws:iam::1:user/ci')
  })
})

describe('a call without an answer ends in bounded time', () => {
  const half = httpAnswer(200, list).slice(0, -40)
  const cut = (body: string) => `HTTP/1.1 200 OK\r\nx-amzn-requestid: upstream-1\r\n\r\n${body}`
  const cases: [string, Reaction, ErrorCode, number][] = [
    ['silence', { kind: 'stall', bytes: '' }, 'CLOUDFRONT_TIMEOUT', 3],
    ['a body that stops', { kind: 'stall', bytes: half }, 'CLOUDFRONT_TIMEOUT', 3],
    ['a reset', { kind: 'reset' }, 'CLOUDFRONT_UNREACHABLE', 3],
    ['a closed connection', { kind: 'raw', bytes: '' }, 'CLOUDFRONT_UNREACHABLE', 3],
    ['fewer bytes than announced', { kind: 'raw', bytes: half }, 'CLOUDFRONT_UNREACHABLE', 3],
    ['XML cut short, without a length', { kind: 'raw', bytes: cut(list.slice(0, -30)) }, 'CLOUDFRONT_BAD_ANSWER', 3],
    ['what is not HTTP', { kind: 'raw', bytes: 'SSH-2.0-OpenSSH_9.6\r\n' }, 'CLOUDFRONT_BAD_ANSWER', 1],
    ['what is not XML', { kind: 'answer', status: 200, body: 'hello' }, 'CLOUDFRONT_BAD_ANSWER', 3],
    [
      'a page of a proxy',
      { kind: 'answer', status: 200, body: '<html><body>Log in</body></html>' },
      'CLOUDFRONT_BAD_ANSWER',
      3
    ],
    [
      'a page of a proxy without elements',
      { kind: 'answer', status: 200, body: '<html>Log in</html>' },
      'CLOUDFRONT_BAD_ANSWER',
      3
    ],
    [
      'a list without elements',
      { kind: 'answer', status: 200, body: '<DistributionList/>' },
      'CLOUDFRONT_BAD_ANSWER',
      3
    ],
    ['an empty answer', { kind: 'answer', status: 200 }, 'CLOUDFRONT_BAD_ANSWER', 3],
    [
      'a document of HTML errors',
      { kind: 'answer', status: 400, body: '<html><p>Bad<br></html>' },
      'CLOUDFRONT_BAD_ANSWER',
      1
    ]
  ]
  test.each(cases)('%s', async (_, reaction, code, attempts) => {
    const { client, upstream } = await start(() => reaction)
    const error = await failureOf(client.send(listing()))
    expect(error.code).toBe(code)
    expect(upstream.requests).toHaveLength(attempts)
  })

  test.each(['<html>Log in</html>', '<html><p/></html>', '<Foo/>'])(
    'a list of which no element is required is not taken for empty: %j',
    async body => {
      const { client } = await start(() => ({ kind: 'answer', status: 200, body }))
      const error = await failureOf(client.send(new ListDistributionTenantsCommand({})))
      expect(error.code).toBe('CLOUDFRONT_BAD_ANSWER')
    }
  )

  test('a list of which no element is required may be empty', async () => {
    const body = '<ListDistributionTenantsResult/>'
    const { client } = await start(() => ({ kind: 'answer', status: 200, body }))
    const page = await client.send(new ListDistributionTenantsCommand({}))
    expect(page.DistributionTenantList).toBeUndefined()
  })

  test('the deadline ends a call in the middle of its attempts', async () => {
    const { client, upstream } = await start(() => ({ kind: 'stall', bytes: '' }), {
      requestMs: 60_000,
      deadlineMs: 200
    })
    expect((await failureOf(client.send(listing()))).code).toBe('CLOUDFRONT_TIMEOUT')
    expect(upstream.requests).toHaveLength(1)
  })

  test('the deadline also ends a call whose credential provider ignores it', async () => {
    const upstream = await startUpstream(() => ok)
    const client = createCloudFrontClient({
      endpoint: upstream.url,
      region: 'us-east-1',
      credentials: () => new Promise(() => {}),
      timeouts: { deadlineMs: 100 }
    })
    expect((await failureOf(client.send(listing()))).code).toBe('CLOUDFRONT_TIMEOUT')
  })

  test("the caller's own signal ends a call", async () => {
    const { client } = await start(() => ({ kind: 'stall', bytes: '' }), { requestMs: 60_000 })
    const call = client.send(listing(), { abortSignal: AbortSignal.timeout(50) })
    expect((await failureOf(call)).code).toBe('CLOUDFRONT_TIMEOUT')
  })

  test('nothing listens: CLOUDFRONT_UNREACHABLE', async () => {
    const client = createCloudFrontClient({ endpoint: 'http://127.0.0.1:1', region: 'us-east-1', credentials })
    expect((await failureOf(client.send(listing()))).code).toBe('CLOUDFRONT_UNREACHABLE')
  })

  test('no credentials: CLOUDFRONT_CREDENTIALS_MISSING', async () => {
    const missing = Object.assign(new Error('Could not load credentials'), { name: 'CredentialsProviderError' })
    const client = createCloudFrontClient({
      endpoint: 'http://127.0.0.1:1',
      region: 'us-east-1',
      credentials: () => Promise.reject(missing)
    })
    expect((await failureOf(client.send(listing()))).code).toBe('CLOUDFRONT_CREDENTIALS_MISSING')
  })
})

describe('attempts', () => {
  test('a reset and a truncated answer are retried without the caller noticing', async () => {
    const reactions: Reaction[] = [{ kind: 'reset' }, { kind: 'raw', bytes: httpAnswer(200, list).slice(0, -20) }, ok]
    const { client, calls } = await start(index => reactions[index] ?? ok)
    expect((await client.send(listing())).DistributionList).toMatchObject({ Quantity: 0, IsTruncated: false })
    expect(calls).toMatchObject([{ attempts: 3 }])
  })

  test('an outage uses up no retry budget: the first failure after it is retried', async () => {
    let outage = true
    const reactions: Reaction[] = [failing(500, 'InternalError'), ok]
    const patient = { requestMs: 10_000, deadlineMs: 20_000 }
    const { client, upstream, calls } = await start(
      () => (outage ? failing(500, 'InternalError') : (reactions.shift() ?? ok)),
      patient
    )
    const failed = await Promise.all(Array.from({ length: 200 }, (_, i) => failureOf(client.send(invalidate(`r${i}`)))))
    expect(new Set(failed.map(({ code }) => code))).toEqual(new Set(['CLOUDFRONT_INTERNAL_ERROR']))
    expect(upstream.requests).toHaveLength(3 * 200)
    outage = false
    expect((await client.send(listing())).DistributionList).toMatchObject({ Quantity: 0 })
    expect(calls.at(-1)).toMatchObject({ attempts: 2 })
  })

  test('a write whose answer cannot be read is not retried', async () => {
    const { client, upstream } = await start(() => ({ kind: 'answer', status: 201, body: '<Invalidation><Id>I1' }))
    expect((await failureOf(client.send(invalidate('r')))).code).toBe('CLOUDFRONT_BAD_ANSWER')
    expect(upstream.requests).toHaveLength(1)
  })
})

test('a call refused for another reason counts as within the rate', async () => {
  const { client } = await start(
    index => (index < 40 ? failing(404, 'NoSuchDistribution') : failing(400, 'Throttling')),
    {
      deadlineMs: 500
    }
  )
  for (let call = 0; call < 41; call++) await failureOf(client.send(invalidate(`r${call}`)))
  expect(pacersOf(client)[0]?.pacer.ratePerSecond).toBeGreaterThan(10)
})

describe('a call that ends before any attempt was sent is marked notSent', () => {
  const silence: Reaction = { kind: 'stall', bytes: '' }
  const deadline = { requestMs: 60_000, deadlineMs: 200 }

  test('while it waits for a slot, aborted by its own signal', async () => {
    const { client, upstream } = await start(() => silence, deadline, { maxSockets: 1 })
    const first = failureOf(client.send(invalidate('a')))
    const abortSignal = AbortSignal.timeout(50)
    const others = ['b', 'c'].map(reference => failureOf(client.send(invalidate(reference), { abortSignal })))
    expect(await Promise.all([first, ...others])).toMatchObject([
      { code: 'CLOUDFRONT_TIMEOUT', notSent: false },
      { code: 'CLOUDFRONT_TIMEOUT', notSent: true },
      { code: 'CLOUDFRONT_TIMEOUT', notSent: true }
    ])
    expect(upstream.requests).toHaveLength(1)
  })

  test('while it waits for the pacer, whose queue it then leaves', async () => {
    const { client, upstream } = await start(() => failing(400, 'Throttling'), deadline)
    const sentOnce = await failureOf(client.send(invalidate('a')))
    const never = await Promise.all(['b', 'c'].map(reference => failureOf(client.send(invalidate(reference)))))
    expect([sentOnce, ...never].map(({ notSent }) => notSent)).toEqual([false, true, true])
    expect(upstream.requests).toHaveLength(1)
    expect(pacersOf(client)[0]?.pacer.waiting).toBe(0)
  })

  test('while it waits for credentials, and nothing is sent when they arrive later', async () => {
    const upstream = await startUpstream(() => ok)
    let arrive = (_: typeof credentials) => {}
    const client = createCloudFrontClient({
      endpoint: upstream.url,
      region: 'us-east-1',
      credentials: () => new Promise(resolve => (arrive = resolve)),
      timeouts: { deadlineMs: 100 }
    })
    expect(await failureOf(client.send(invalidate('late')))).toMatchObject({
      code: 'CLOUDFRONT_TIMEOUT',
      notSent: true
    })
    arrive(credentials)
    await client.send(invalidate('in time')).catch(() => undefined)
    expect(upstream.requests.map(({ body }) => /late|in time/.exec(body)?.[0])).toEqual(['in time'])
  })

  test.each(['http://127.0.0.1:1', 'http://localhost:1'])(
    'where no connection could be made: %s, unless an earlier attempt may have had one',
    async endpoint => {
      const client = createCloudFrontClient({ endpoint, region: 'us-east-1', credentials })
      const unreachable = { code: 'CLOUDFRONT_UNREACHABLE' }
      const once = withoutRepetition(invalidate('a'))
      expect(await failureOf(client.send(once))).toMatchObject({ ...unreachable, notSent: true })
      expect(await failureOf(client.send(invalidate('b')))).toMatchObject({ ...unreachable, notSent: false })
    }
  )

  test('but not where the connection breaks', async () => {
    const { client } = await start(() => ({ kind: 'reset' }), deadline)
    const once = withoutRepetition(invalidate('a'))
    expect(await failureOf(client.send(once))).toMatchObject({ code: 'CLOUDFRONT_UNREACHABLE', notSent: false })
  })

  test('but not where an answer is missing, or where CloudFront refused', async () => {
    const reactions: Reaction[] = [failing(403, 'AccessDenied'), silence]
    const { client } = await start(index => reactions[index] ?? silence, deadline)
    expect(await failureOf(client.send(invalidate('a')))).toMatchObject({ notSent: false })
    expect(await failureOf(client.send(invalidate('b')))).toMatchObject({ code: 'CLOUDFRONT_TIMEOUT', notSent: false })
  })
})

test('a programming error is not translated', async () => {
  const { client } = await start(() => ok)
  // The SDK cannot make an address without the id.
  const call = client.send(new GetDistributionCommand({ Id: undefined }))
  await expect(call).rejects.toThrow(/No value provided for input HTTP label/)
  await expect(call).rejects.not.toBeInstanceOf(ServiceError)
})

test('unknown elements are reported by their path', async () => {
  const body =
    '<DistributionConfig><CallerReference>r</CallerReference><FutureSetting><On>true</On></FutureSetting></DistributionConfig>'
  const { client } = await start(() => ({ kind: 'answer', status: 200, body, headers: { etag: 'E2' } }))
  const output = await client.send(new GetDistributionConfigCommand({ Id: 'E1' }))
  expect(output).toMatchObject({ ETag: 'E2', DistributionConfig: { CallerReference: 'r' } })
  expect(unknownElements(output)).toEqual(['DistributionConfig/FutureSetting'])
  expect(unknownElements({})).toEqual([])
})
