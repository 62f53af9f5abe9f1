import { expect, test } from 'vitest'
import { secretsIn } from './secret-scan.ts'

test.each([
  ['"authorization":"Bearer abcdefgh12345678abcd"', 'credentials of a request'],
  [`the token frt_${'a1'.repeat(16)}`, 'a token of Frontage'],
  ['eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0xx.c2ln', 'a JWT'],
  ['AKIAIOSFODNN7EXAMPLE', 'an access key of AWS'],
  ['postgres://frontage:hunter2@db/frontage', 'a password in a URL']
])('%s is found', (text, name) => {
  expect(secretsIn(text)).toEqual([name])
})

test.each(['"url":"/tokens/tok_01"', 'https://example.com/a:b@c', 'Bearer realm="frontage"', '"caller":"ci (tok_1)"'])(
  '%s is none',
  text => {
    expect(secretsIn(text)).toEqual([])
  }
)
