import { Writable } from 'node:stream'
import { expect, test } from 'vitest'
import { createLogger } from '../../src/plugins/logger.ts'

function startLog() {
  const lines: string[] = []
  const destination = new Writable({
    write(line: Buffer, _encoding, done) {
      lines.push(line.toString())
      done()
    }
  })
  return { logger: createLogger({ level: 'info', format: 'json', destination }), lines }
}

test.each([
  ['as a member', { secretAccessKey: 'hush' }],
  [
    'of a request that failed',
    { err: Object.assign(new Error('refused'), { $response: { headers: { authorization: 'hush' } } }) }
  ],
  ['deep inside', { outer: { calls: [{ answer: { headers: { cookie: 'hush' } } }] } }],
  ['as it is spelt on the wire', { headers: { Authorization: 'Bearer hush', 'X-Amz-Security-Token': 'hush' } }],
  ['several at once', { headers: { 'Set-Cookie': ['a=hush; Path=/', 'b=hush'] } }],
  ['in parts', { cookie: { name: 'session', value: 'hush' } }]
])('a credential is cut out of a line: %s', (_, details) => {
  const { logger, lines } = startLog()
  logger.info(details, 'a call')
  logger.child(details).info('the same of a child')
  expect(lines).toHaveLength(2)
  for (const line of lines) {
    expect(line).not.toContain('hush')
    expect(line).toMatch(/"\[redacted\]".*\n$/)
    expect(JSON.parse(line)).toMatchObject({ level: 30 })
  }
})

test('what only speaks of a credential stays as it is, and so does the rest of a line that holds one', () => {
  const { logger, lines } = startLog()
  logger.info({ path: '/cookie', names: ['authorization'] }, 'the header "authorization":"Bearer" is missing')
  logger.info({ a: 1.5, b: null, cookie: 'hush', c: ['ä', { d: true }] }, 'a line')
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    path: '/cookie',
    names: ['authorization'],
    msg: 'the header "authorization":"Bearer" is missing'
  })
  expect(JSON.parse(lines[1] ?? '')).toMatchObject({ a: 1.5, b: null, c: ['ä', { d: true }], msg: 'a line' })
})
