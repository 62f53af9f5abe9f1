import { expect, test } from 'vitest'
import { ServiceError } from '../../../src/errors.ts'
import { createFailureLog } from '../../../src/invalidation/dispatch/failure-log.ts'

const denied = new ServiceError('CLOUDFRONT_ACCESS_DENIED', 'CloudFront denies Frontage this operation.')

function start() {
  let ms = 0
  const lines: { minute: number; details: object; message: string }[] = []
  const line = (details: object, message: string) => void lines.push({ minute: ms / 60_000, details, message })
  const logger = { warn: line, error: line }
  const log = createFailureLog({ logger, now: () => ms, message: 'it fails' })
  return {
    log,
    lines,
    /** Fails every five seconds for so many minutes. */
    fail: (minutes: number): void => {
      for (const until = ms + minutes * 60_000; ms < until; ms += 5_000) log.failed('/distributions/E1', denied)
    }
  }
}

test('a persistent failure is logged at once, and then at growing intervals up to an hour', () => {
  const { fail, lines } = start()
  fail(6 * 60)
  expect(lines.map(({ minute }) => minute)).toEqual([0, 1, 3, 7, 15, 31, 63, 123, 183, 243, 303])
  expect(lines[0]).toMatchObject({
    message: 'it fails',
    details: { target: '/distributions/E1', code: 'CLOUDFRONT_ACCESS_DENIED', err: denied }
  })
  expect(lines[1]?.details).toMatchObject({ repeated: 11 })
})

test('another code and another target are news, and so is what fails again after a success', () => {
  const { log, fail, lines } = start()
  fail(2)
  log.failed('/distributions/E2', denied)
  log.failed('/distributions/E1', new ServiceError('CLOUDFRONT_CREDENTIALS_EXPIRED', 'expired'))
  expect(lines).toHaveLength(4)
  log.succeeded('/distributions/E1')
  log.failed('/distributions/E1', denied)
  log.failed('/distributions/E2', denied)
  expect(lines).toHaveLength(5)
})
