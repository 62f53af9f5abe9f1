import type * as CF from '@aws-sdk/client-cloudfront'
import { expect, test } from 'vitest'
import { createDistribution } from '../distribution-calls.ts'
import { listOf, sample, type Sample } from '../sample-config.ts'
import { startEmulator } from '../start-emulator.ts'
import { broken } from './broken-rules.ts'
import { expectAccepted, expectRefusals } from './expect-refusals.ts'

const pages =
  (...responses: CF.CustomErrorResponse[]) =>
  (config: Sample) => {
    config.CustomErrorResponses = listOf(...responses)
  }
const page = (change: Partial<CF.CustomErrorResponse>) =>
  pages({ ErrorCode: 404, ResponsePagePath: '/404.html', ResponseCode: '404', ...change })

const TOGETHER = 'Your request must specify both ResponsePagePath and ResponseCode together or none of them.'
const CODES = [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504]

expectRefusals([
  ...[200, 401, 402, 406, 418, 429, 499, 505].map(ErrorCode =>
    broken(`the error code ${ErrorCode}`, 'InvalidErrorCode', page({ ErrorCode }))
  ),
  ...['201', '301', '401', '418', '0404', '4e2', 'abc'].map(ResponseCode =>
    broken(`the response code ${ResponseCode}`, 'InvalidResponseCode', page({ ResponseCode }))
  ),
  broken('a page without a response code', 'InvalidArgument', page({ ResponseCode: undefined }), TOGETHER),
  broken('a response code without a page', 'InvalidArgument', page({ ResponsePagePath: undefined }), TOGETHER),
  broken('a page with an empty response code', 'InvalidArgument', page({ ResponseCode: '' }), TOGETHER),
  broken('a response code with an empty page', 'InvalidArgument', page({ ResponsePagePath: '' }), TOGETHER),
  ...['404.html', 'https://example.com/404.html', '/not found.html', '/ü.html', '/%zz', `/${'a'.repeat(4000)}`].map(
    path => broken(`the page ${path.slice(0, 30)}`, 'InvalidRelativePath', page({ ResponsePagePath: path }))
  ),
  broken('a negative TTL', 'InvalidArgument', page({ ErrorCachingMinTTL: -1 })),
  broken('a TTL of more than a year', 'InvalidArgument', page({ ErrorCachingMinTTL: 31_536_001 })),
  broken(
    'one error code twice',
    'InvalidArgument',
    pages({ ErrorCode: 404 }, { ErrorCode: 404, ErrorCachingMinTTL: 1 })
  )
])

expectAccepted([
  ['all eleven error codes', pages(...CODES.map(ErrorCode => ({ ErrorCode, ErrorCachingMinTTL: 0 })))],
  ['a TTL without a page', pages({ ErrorCode: 503, ErrorCachingMinTTL: 31_536_000 })],
  ['200 in place of an error', page({ ResponseCode: '200' })],
  ['an encoded page path', page({ ResponsePagePath: '/%C3%BC.html' })],
  ['both empty', page({ ResponsePagePath: '', ResponseCode: '' })]
])

test('the error TTL is 10 seconds unless it is given', async () => {
  const { client } = await startEmulator()
  const { config } = await createDistribution(
    client,
    sample(pages({ ErrorCode: 404 }, { ErrorCode: 500, ErrorCachingMinTTL: 0 }))
  )
  expect(config.CustomErrorResponses?.Items).toEqual([
    { ErrorCode: 404, ErrorCachingMinTTL: 10 },
    { ErrorCode: 500, ErrorCachingMinTTL: 0 }
  ])
})
