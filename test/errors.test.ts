import { describe, expect, test } from 'vitest'
import { modelledErrors } from '../src/cloudfront/model/shapes.ts'
import {
  catalogue,
  type CatalogueEntry,
  type ErrorClass,
  findCodeOf,
  isServiceError,
  ServiceError
} from '../src/errors.ts'

const entries = Object.entries(catalogue)
const names = entries.flatMap(([, { cloudFront = [] }]) => cloudFront)

/** Codes which CloudFront answers although its model does not have them, or which are common to all of AWS. */
const unmodelled = [
  'MalformedXML',
  'MalformedInput',
  'Throttling',
  'ThrottlingException',
  'RequestThrottledException',
  'RequestLimitExceeded',
  'TooManyRequestsException',
  'InvalidClientTokenId',
  'SignatureDoesNotMatch',
  'MissingAuthenticationToken',
  'ExpiredToken',
  'InternalError',
  'InternalFailure',
  'ServiceUnavailable',
  'InvalidationBatchAlreadyExists',
  'NotImplemented',
  'CredentialsProviderError'
]

describe("every error of CloudFront has exactly one code of Frontage's", () => {
  test.each([...modelledErrors.keys()])('%s', name => {
    expect(names.filter(each => each === name)).toEqual([name])
    expect(findCodeOf(name)).toBeDefined()
  })

  test('the model has 152 of them', () => {
    expect(modelledErrors.size).toBe(152)
  })

  test.each(unmodelled)('%s, which is not modelled', name => {
    expect(names.filter(each => each === name)).toEqual([name])
  })

  test('no name of an error of CloudFront has two codes', () => {
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
  })

  test('an unknown name has no code', () => {
    expect(findCodeOf('BrandNewRule')).toBeUndefined()
    expect(findCodeOf('constructor')).toBeUndefined()
  })
})

describe('the catalogue', () => {
  const statuses: Record<ErrorClass, (status: number) => boolean> = {
    caller: status => status >= 400 && status < 500 && status !== 409 && status !== 412 && status !== 429,
    conflict: status => status === 409 || status === 412,
    quota: status => status === 429 || status === 409,
    throttle: status => status === 503,
    service: status => status >= 500
  }

  test.each(entries)('%s: code, title, remedy and status are fit to be shown', (code, entry: CatalogueEntry) => {
    expect(code).toMatch(/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/)
    expect(entry.title).toMatch(/^[A-Z].*[^.\s]$/)
    expect(entry.title.split(' ').length).toBeGreaterThan(2)
    if (entry.remedy !== undefined) expect(entry.remedy).toMatch(/^[A-Z].+\s.+\.$/)
    expect(statuses[entry.class](entry.status)).toBe(true)
  })

  test('CloudFront’s status 400, 404 or 413 for a caller’s mistake is Frontage’s, too', () => {
    const blamed = [...modelledErrors.values()].filter(
      ({ name }) => catalogue[findCodeOf(name) ?? 'INTERNAL'].class === 'caller'
    )
    const others = blamed.filter(({ name, status }) => catalogue[findCodeOf(name) ?? 'INTERNAL'].status !== status)
    expect(blamed.length).toBeGreaterThan(60)
    // A 401 would tell callers that their own token is wrong, and a 500 that a repetition may help.
    expect(others.map(({ name }) => name)).toEqual(['RealtimeLogConfigOwnerMismatch', 'TestFunctionFailed'])
  })

  test('a quota is 429 where waiting helps, otherwise 409 with its value and how to raise it', () => {
    const quotas = [...modelledErrors.keys()].filter(
      name => name.startsWith('TooMany') || name === 'EntityLimitExceeded'
    )
    const statusOf = (name: string) => catalogue[findCodeOf(name) ?? 'INTERNAL'].status
    expect(quotas.filter(name => statusOf(name) === 429)).toEqual(['TooManyInvalidationsInProgress'])
    const permanent = quotas.filter(name => statusOf(name) === 409).map(name => findCodeOf(name) ?? 'INTERNAL')
    expect(permanent).toHaveLength(quotas.length - 1)
    expect(permanent.filter(code => catalogue[code].quota === undefined).toSorted()).toEqual([
      'QUOTA_EXCEEDED',
      'TOO_MANY_FIELD_LEVEL_ENCRYPTION_CONTENT_TYPES',
      'TOO_MANY_FIELD_LEVEL_ENCRYPTION_ENTITIES',
      'TOO_MANY_FUNCTION_ASSOCIATIONS'
    ])
    const retryable = entries.filter(([, entry]) => entry.class === 'quota' && entry.retryable).map(([code]) => code)
    expect(retryable.sort()).toEqual([
      'HOURLY_BUDGET_EXCEEDED',
      'INVALIDATION_FULL_PURGE_LIMIT',
      'RATE_LIMITED',
      'TOO_MANY_INVALIDATIONS_IN_PROGRESS'
    ])
  })

  test("Frontage's own lack of rights is never shown as the caller's", () => {
    for (const name of ['AccessDenied', 'ExpiredToken', 'InvalidClientTokenId', 'SignatureDoesNotMatch']) {
      expect(catalogue[findCodeOf(name) ?? 'INTERNAL']).toMatchObject({
        class: 'service',
        status: 502,
        remedy: expect.stringContaining('operator') as string
      })
    }
  })

  test('errors that ask for a retry say when', () => {
    for (const code of ['CLOUDFRONT_THROTTLED', 'TOO_MANY_INVALIDATIONS_IN_PROGRESS', 'SHUTTING_DOWN'] as const) {
      expect(catalogue[code].retryAfterSeconds).toBeGreaterThan(0)
    }
  })
})

describe('ServiceError', () => {
  test('takes status, remedy and retryable from the catalogue', () => {
    const error = new ServiceError('CLOUDFRONT_THROTTLED', 'Slow down.')
    expect(error).toMatchObject({ status: 503, retryable: true, message: 'Slow down.', errors: [], headers: {} })
    expect(error.remedy).toBe(catalogue.CLOUDFRONT_THROTTLED.remedy)
    expect('cause' in error).toBe(false)
  })

  test('keeps its cause and its own remedy', () => {
    const cause = new Error('inside')
    const error = new ServiceError('INVALID_ARGUMENT', 'Too long.', { cause, remedy: 'Make it short.' })
    expect(error.cause).toBe(cause)
    expect(error.remedy).toBe('Make it short.')
  })

  test('is recognised among other errors, and by its code', () => {
    const error: unknown = new ServiceError('ETAG_MISMATCH', 'Changed.')
    expect(isServiceError(error)).toBe(true)
    expect(isServiceError(error, 'ETAG_MISMATCH')).toBe(true)
    expect(isServiceError(error, 'INTERNAL')).toBe(false)
    expect(isServiceError(new Error('other'))).toBe(false)
  })
})
