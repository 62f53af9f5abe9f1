import { describe, expect, test } from 'vitest'
import { startApp } from '../helpers/start-app.ts'
import { errorDocument, httpAnswer, type Reaction, startUpstream } from '../helpers/upstream.ts'

const id = 'E1234567890ABC'
const failing = (status: number, code: string, message = 'No.'): Reaction => ({
  kind: 'answer',
  status,
  body: errorDocument(code, message)
})

async function ask(reaction: Reaction) {
  const upstream = await startUpstream(() => reaction)
  const timeouts = { connectionMs: 500, requestMs: 200, deadlineMs: 3_000 }
  // Some of these are answered to writes alone; here each is the answer to one and the same read.
  const { request } = await startApp({ cloudFrontEndpoint: upstream.url, timeouts, unlikeCloudFront: true })
  return request.get(`/distributions/${id}`)
}

test('a permanent quota is reported with its value and how to raise it', async () => {
  const { body } = await ask(failing(400, 'TooManyOrigins'))
  expect(body.quota).toEqual({ name: 'Origins per distribution', default: 100, adjustable: true })
  expect([body.class, body.retryable, body.remedy]).toEqual(['quota', false, expect.stringContaining('Service Quotas')])
})

describe('a failure of CloudFront ends as one problem of the right class', () => {
  test.each<[string, Reaction, number, string, boolean]>([
    ['the caller names nothing that exists', failing(404, 'NoSuchDistribution'), 404, 'DISTRIBUTION_NOT_FOUND', false],
    ['the state forbids it', failing(409, 'CNAMEAlreadyExists'), 409, 'CNAME_ALREADY_EXISTS', false],
    ['the version is old', failing(412, 'PreconditionFailed'), 412, 'ETAG_MISMATCH', false],
    ['a quota is reached', failing(400, 'TooManyOrigins'), 409, 'TOO_MANY_ORIGINS', false],
    [
      'invalidations are in progress',
      failing(400, 'TooManyInvalidationsInProgress'),
      429,
      'TOO_MANY_INVALIDATIONS_IN_PROGRESS',
      true
    ],
    ['throttled', failing(400, 'Throttling', 'Rate exceeded'), 503, 'CLOUDFRONT_THROTTLED', true],
    ['a fault of the service', failing(500, 'InternalError'), 502, 'CLOUDFRONT_INTERNAL_ERROR', true],
    ['no rights', failing(403, 'AccessDenied', 'User: arn:aws:iam::1:user/x'), 502, 'CLOUDFRONT_ACCESS_DENIED', false],
    ['silence', { kind: 'stall', bytes: '' }, 504, 'CLOUDFRONT_TIMEOUT', true],
    ['a reset', { kind: 'reset' }, 502, 'CLOUDFRONT_UNREACHABLE', true],
    ['garbage', { kind: 'answer', status: 200, body: 'not XML' }, 502, 'CLOUDFRONT_BAD_ANSWER', true],
    [
      'a truncated answer',
      { kind: 'raw', bytes: httpAnswer(200, '<Distribution><Id>E1</Id></Distribution>').slice(0, -10) },
      502,
      'CLOUDFRONT_UNREACHABLE',
      true
    ],
    ['a 404 that is not CloudFront’s', { kind: 'answer', status: 404 }, 502, 'CLOUDFRONT_BAD_ANSWER', true]
  ])('%s', async (_, reaction, status, code, retryable) => {
    const response = await ask(reaction)
    expect(response.headers['content-type']).toContain('application/problem+json')
    expect(response.body).toMatchObject({ status, code, retryable })
    expect(response.status).toBe(status)
    expect(response.text).not.toMatch(/arn:aws|ECONN|at .*\.ts|127\.0\.0\.1/)
  })
})

test("CloudFront's error name and request id are reported, for AWS Support", async () => {
  const response = await ask(failing(404, 'NoSuchDistribution', 'The specified distribution does not exist.'))
  expect(response.body).toMatchObject({
    detail: 'The specified distribution does not exist.',
    cloudFront: { code: 'NoSuchDistribution', requestId: 'upstream-1' }
  })
})

test('a throttled caller is told when to retry', async () => {
  expect((await ask(failing(400, 'Throttling'))).headers['retry-after']).toBe('5')
})
