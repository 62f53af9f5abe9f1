import { describe, expect, test } from 'vitest'
import { isNotModified, notModifiedHeaders } from '../../src/delivery/conditions.ts'
import { type HeaderList } from '../../src/delivery/headers.ts'
import { chooseRange, contentRange } from '../../src/delivery/ranges.ts'

const MONDAY = 'Mon, 23 Nov 2026 00:00:00 GMT'
const TUESDAY = 'Tue, 24 Nov 2026 00:00:00 GMT'
const object = { etag: '"x"', lastModified: MONDAY }

describe('a viewer’s conditions', () => {
  test.each([
    [[['If-None-Match', '"x"']], true],
    [[['If-None-Match', 'W/"x"']], true],
    [[['If-None-Match', '"a", "x"']], true],
    [
      [
        ['If-None-Match', '"a"'],
        ['if-none-match', '"x"']
      ],
      true
    ],
    [[['If-None-Match', '*']], true],
    [[['If-None-Match', '"a,x"']], false],
    [[['If-None-Match', '"y"']], false],
    [
      [
        ['If-None-Match', '"y"'],
        ['If-Modified-Since', TUESDAY]
      ],
      false
    ],
    [[['If-Modified-Since', MONDAY]], true],
    [[['If-Modified-Since', TUESDAY]], true],
    [[['If-Modified-Since', 'Sun, 22 Nov 2026 00:00:00 GMT']], false],
    [[['If-Modified-Since', '1']], false],
    [[], false]
  ] as const)('%j: not modified is %s', (headers, wanted) => {
    expect(isNotModified(headers, object)).toBe(wanted)
  })

  test('a weak ETag, as compression makes it, matches; an object without validators never does', () => {
    expect(isNotModified([['If-None-Match', '"x"']], { ...object, etag: 'W/"x"' })).toBe(true)
    const none = { etag: undefined, lastModified: undefined }
    expect(isNotModified([['If-None-Match', '"x"']], none)).toBe(false)
    expect(isNotModified([['If-Modified-Since', TUESDAY]], none)).toBe(false)
  })

  test('a 304 keeps ETag and Cache-Control, and nothing of the body', () => {
    const headers = [
      ['ETag', '"x"'],
      ['Content-Type', 'a/b'],
      ['Cache-Control', 'x'],
      ['Content-Length', '3']
    ] as const
    expect(notModifiedHeaders(headers).map(([name]) => name)).toEqual(['ETag', 'Cache-Control'])
    const policies: HeaderList = [
      ['Content-Security-Policy', "default-src 'self'"],
      ['content-security-policy-report-only', "default-src 'self'"]
    ]
    const ofTheBody = ['Length', 'Type', 'Encoding', 'Language', 'Range', 'MD5', 'Disposition']
    const body = ofTheBody.map(name => [`Content-${name}`, '1'] as const)
    expect(notModifiedHeaders([...policies, ...body, ['Transfer-Encoding', 'chunked']])).toEqual(policies)
  })
})

describe('ranges', () => {
  const parts = (...list: [number, number][]) => ({
    kind: 'parts',
    parts: list.map(([start, end]) => ({ start, end }))
  })
  test.each([
    ['bytes=0-9', parts([0, 9])],
    ['Bytes=90-', parts([90, 99])],
    ['bytes=90-1000', parts([90, 99])],
    ['bytes=-5', parts([95, 99])],
    ['bytes=-1000', parts([0, 99])],
    ['bytes=0-0, 5-6 ,99-', parts([0, 0], [5, 6], [99, 99])],
    ['bytes=0-1,200-', parts([0, 1])],
    ['bytes=100-', { kind: 'unsatisfiable' }],
    ['bytes=-0', { kind: 'unsatisfiable' }],
    ['bytes=300-400,100-200', { kind: 'unsatisfiable' }],
    ['bytes=30-40,10-20', { kind: 'whole' }],
    ['bytes=0-10,10-20', { kind: 'whole' }],
    ['bytes=5-4', { kind: 'whole' }],
    ['bytes=-', { kind: 'whole' }],
    ['bytes=', { kind: 'whole' }],
    ['bytes=a-b', { kind: 'whole' }],
    ['bytes=--5', { kind: 'whole' }],
    ['bytes=0-1,', { kind: 'whole' }],
    ['items=0-1', { kind: 'whole' }],
    [`bytes=${Array.from({ length: 101 }, () => '0-0').join(',')}`, { kind: 'whole' }]
  ])('%s of 100 bytes', (range, wanted) => {
    expect(chooseRange([['Range', range]], 100, object)).toEqual(wanted)
  })

  test('an empty object has no parts; no Range is the whole', () => {
    expect(chooseRange([['Range', 'bytes=0-']], 0, object)).toEqual({ kind: 'unsatisfiable' })
    expect(chooseRange([], 100, object)).toEqual({ kind: 'whole' })
    expect(contentRange({ start: 0, end: 9 }, 100)).toBe('bytes 0-9/100')
  })

  test.each([
    ['"x"', 'parts'],
    ['W/"x"', 'whole'],
    ['"y"', 'whole'],
    [MONDAY, 'parts'],
    [TUESDAY, 'whole'],
    ['x', 'whole']
  ])('If-Range: %s gives %s', (ifRange, kind) => {
    const request = [
      ['Range', 'bytes=0-1'],
      ['If-Range', ifRange]
    ] as const
    expect(chooseRange(request, 100, object).kind).toBe(kind)
    if (ifRange === 'W/"x"') expect(chooseRange(request, 100, { ...object, etag: 'W/"x"' }).kind).toBe('whole')
  })
})
