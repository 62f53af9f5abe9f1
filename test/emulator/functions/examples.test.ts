import { createHash, createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { fields, NOW, outputOf, requestEvent, responseEvent, runFunction, store } from './run-function.ts'

// Functions as people write them, in both runtimes.

test('a redirect by country, as JSON of CloudFront has it: no cookies are an empty object', async () => {
  const code = `
    function handler(event) {
      var country = event.request.headers['cloudfront-viewer-country']
      if (country && country.value === 'DE') {
        var location = { value: 'https://www.example.com/de/index.html' }
        return { statusCode: 302, statusDescription: 'Found', headers: { location: location } }
      }
      return event.request
    }`
  const event = requestEvent({ headers: fields({ host: 'www.example.com', 'cloudfront-viewer-country': 'DE' }) })
  for (const runtime of ['cloudfront-js-1.0', 'cloudfront-js-2.0'] as const) {
    const { output, logs, error } = await runFunction(code, { event, runtime })
    expect(JSON.stringify(output)).toBe(
      '{"response":{"headers":{"location":{"value":"https://www.example.com/de/index.html"}},"statusDescription":"Found",' +
        '"cookies":{},"statusCode":302}}'
    )
    expect({ logs, error }).toEqual({ logs: [], error: undefined })
  }
  expect(await outputOf(code)).toEqual({ request: requestEvent().request })
})

test('a single-page application: paths without an extension become the index', async () => {
  const code = `
    async function handler(event) {
      const { request } = event
      if (request.uri.endsWith('/')) request.uri += 'index.html'
      else if (!request.uri.split('/').pop().includes('.')) request.uri += '/index.html'
      return request
    }`
  for (const [uri, rewritten] of [
    ['/blog/', '/blog/index.html'],
    ['/blog', '/blog/index.html'],
    ['/app.js', '/app.js']
  ]) {
    expect(await outputOf(code, { event: requestEvent({ uri: uri! }) })).toMatchObject({ request: { uri: rewritten } })
  }
})

test('security headers of a response', async () => {
  const code = `
    function handler(event) {
      var response = event.response
      response.headers['strict-transport-security'] = { value: 'max-age=63072000; includeSubdomains; preload' }
      response.headers['x-frame-options'] = { value: 'DENY' }
      return response
    }`
  const { response } = await outputOf(code, { event: responseEvent(), runtime: 'cloudfront-js-1.0' })
  expect(response.headers).toEqual({
    server: { value: 'CustomOriginServer' },
    'content-length': { value: '9593' },
    'strict-transport-security': { value: 'max-age=63072000; includeSubdomains; preload' },
    'x-frame-options': { value: 'DENY' }
  })
})

test('CORS, with a line in the log', async () => {
  const code = `
    function handler(event) {
      var response = event.response
      if (!response.headers['access-control-allow-origin'] && event.request.headers['origin']) {
        response.headers['access-control-allow-origin'] = { value: event.request.headers['origin'].value }
        console.log("Access-Control-Allow-Origin was missing, adding it now.")
      }
      return response
    }`
  const event = {
    ...responseEvent(),
    request: requestEvent({ headers: fields({ origin: 'https://www.example.com' }) }).request
  }
  const { output, logs } = await runFunction(code, { event })
  expect(output).toMatchObject({
    response: { headers: { 'access-control-allow-origin': { value: 'https://www.example.com' } } }
  })
  expect(logs).toEqual(['Access-Control-Allow-Origin was missing, adding it now.'])
})

test('several values of headers, cookies and parameters come in and go out', async () => {
  const code = `
    function handler({ request, response }) {
      console.log(request.querystring.tag.multiValue.map(one => one.value).join())
      console.log(request.headers.accept.multiValue.length)
      const first = { value: '1', attributes: 'Secure; Path=/' }
      response.cookies.a = { ...first, multiValue: [first, { value: '2' }] }
      response.headers.vary = { multiValue: [{ value: 'accept' }, { value: 'origin' }] }
      return response
    }`
  const several = { value: 'x', multiValue: [{ value: 'x' }, { value: 'y' }] }
  const event = {
    ...responseEvent(),
    request: requestEvent({ querystring: { tag: several }, headers: { accept: several } }).request
  }
  const { output, logs } = await runFunction(code, { event })
  expect(logs).toEqual(['x,y', '2'])
  expect(output).toMatchObject({
    response: {
      cookies: {
        a: {
          value: '1',
          attributes: 'Secure; Path=/',
          multiValue: [{ value: '1', attributes: 'Secure; Path=/' }, { value: '2' }]
        }
      },
      headers: { vary: { value: 'accept', multiValue: [{ value: 'accept' }, { value: 'origin' }] } }
    }
  })
})

test('parameters are sorted and normalised, and the query as one text can be had', async () => {
  const code = `
    import qs from 'querystring'
    function handler({ request }) {
      console.log(request.rawQueryString())
      const sorted = {}
      for (const name of Object.keys(request.querystring).sort()) sorted[name.toLowerCase()] = request.querystring[name]
      request.querystring = sorted
      console.log(qs.stringify({ a: ['1', '2'], b: 'x y', c: true }), JSON.stringify(qs.parse('a=1&a=2&b=x+y%21&c')))
      return request
    }`
  const { output, logs } = await runFunction(code, {
    event: requestEvent({ querystring: fields({ b: '2', A: '1 1' }) })
  })
  expect(output).toMatchObject({ request: { querystring: fields({ a: '1 1', b: '2' }) } })
  expect(logs).toEqual(['b=2&A=1%201', 'a=1&a=2&b=x%20y&c=true {"a":["1","2"],"b":"x y!","c":""}'])
  expect(
    (await runFunction('function handler({ request }) { console.log(request.rawQueryString()); return request }')).logs
  ).toEqual(['undefined'])
})

const secret = 'LzdWGpAToQ1DqYuzHxE6YOqi7G3X2yvNBot9mCXfx5k'
const segment = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')

function token(payload: object): string {
  const signed = `${segment({ alg: 'HS256', typ: 'JWT' })}.${segment(payload)}`
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`
}

test.each([
  [
    'cloudfront-js-1.0' as const,
    `
    var crypto = require('crypto')
    function decode(text) { return String.bytesFrom(text, 'base64url') }
    function sign(text) { return crypto.createHmac('sha256', '${secret}').update(text).digest('base64url') }`
  ],
  [
    'cloudfront-js-2.0' as const,
    `
    const crypto = require('crypto')
    const decode = text => Buffer.from(text, 'base64url').toString()
    const sign = text => crypto.createHmac('sha256', '${secret}').update(text).digest('base64url')`
  ]
])('a JSON web token is verified in %s, by the time that the caller sets', async (runtime, functions) => {
  const code = `${functions}
    function handler(event) {
      var request = event.request
      var parts = request.querystring.jwt.value.split('.')
      var payload = JSON.parse(decode(parts[1]))
      if (sign(parts[0] + '.' + parts[1]) !== parts[2]) return { statusCode: 401, statusDescription: 'Unauthorized' }
      if (payload.exp && Date.now() > payload.exp * 1000) return { statusCode: 401, statusDescription: 'Expired' }
      delete request.querystring.jwt
      console.log('Valid JWT token')
      return request
    }`
  const run = (jwt: string) => runFunction(code, { runtime, event: requestEvent({ querystring: fields({ jwt }) }) })
  const valid = token({ sub: 'ü', exp: NOW / 1000 + 1 })
  expect(await run(valid)).toMatchObject({ output: { request: { querystring: {} } }, logs: ['Valid JWT token'] })
  expect(await run(token({ exp: NOW / 1000 - 1 }))).toMatchObject({
    output: { response: { statusDescription: 'Expired' } }
  })
  expect(await run(`${valid}x`)).toMatchObject({ output: { response: { statusDescription: 'Unauthorized' } } })
})

test('basic authentication with Buffer', async () => {
  const code = `
    const expected = 'Basic ' + Buffer.from('user:pässword').toString('base64')
    function handler({ request }) {
      if (request.headers.authorization?.value === expected) return request
      const body = { encoding: 'base64', data: Buffer.from('no').toString('base64') }
      return { statusCode: 401, headers: { 'www-authenticate': { value: 'Basic realm="x"' } }, body }
    }`
  expect(await outputOf(code)).toMatchObject({ response: { statusCode: 401, body: { data: 'bm8=' } } })
  const authorization = `Basic ${Buffer.from('user:pässword').toString('base64')}`
  expect(await outputOf(code, { event: requestEvent({ headers: fields({ authorization }) }) })).toHaveProperty(
    'request'
  )
})

test('an A/B test keeps its decision in a cookie', async () => {
  const code = `
    import crypto from 'crypto'
    function handler({ request, viewer }) {
      const group = request.cookies.group?.value ?? (crypto.createHash('md5').update(request.uri).digest()[0] % 2 ? 'b' : 'a')
      request.cookies.group = { value: group }
      request.uri = '/' + group + request.uri
      return request
    }`
  expect(await outputOf(code, { event: requestEvent({ cookies: fields({ group: 'b' }) }) })).toMatchObject({
    request: { uri: '/b/index.html' }
  })
  const group = createHash('md5').update('/index.html').digest()[0]! % 2 ? 'b' : 'a'
  expect(await outputOf(code)).toMatchObject({ request: { uri: `/${group}/index.html`, cookies: fields({ group }) } })
})

test('a key value store says where a path has moved to', async () => {
  const code = `
    import cf from 'cloudfront'
    const kvs = cf.kvs()
    async function handler({ request }) {
      if (!(await kvs.exists(request.uri))) return request
      const { to, status } = await kvs.get(request.uri, { format: 'json' })
      return { statusCode: status, headers: { location: { value: to } } }
    }`
  const moved = store({ '/old': '{"to":"/new","status":301}' })
  expect(await outputOf(code, { store: moved, event: requestEvent({ uri: '/old' }) })).toMatchObject({
    response: { statusCode: 301, headers: fields({ location: '/new' }) }
  })
  expect(await outputOf(code, { store: moved })).toHaveProperty('request')
})

test('everything that a key value store tells', async () => {
  const code = `
    import cf from 'cloudfront'
    async function handler({ request }) {
      const kvs = cf.kvs('a1b2')
      const bytes = await kvs.get('text', { format: 'bytes' })
      console.log(await kvs.get('text'), await kvs.get('json', { format: 'json' }), bytes.toString('hex'))
      console.log(await kvs.count(), await kvs.meta(), await kvs.exists('no'))
      for (const attempt of [() => kvs.get('no'), () => kvs.get('text', { format: 'json' }), async () => cf.kvs('other')]) {
        try { await attempt(); console.log('taken') } catch (error) { console.log(error.message) }
      }
      return request
    }`
  const { logs } = await runFunction(code, { store: store({ text: 'hé\0', json: '[1]' }) })
  expect(logs.slice(0, 4)).toEqual([
    'hé\0 [1] 68c3a900',
    '2 {"creationDateTime":"2026-01-01T00:00:00.000Z","lastUpdatedDateTime":"2026-02-01T00:00:00.000Z","keyCount":2} false',
    'KeyNotFound',
    expect.not.stringContaining('taken')
  ])
  expect(logs[4]).toContain('other')
  const without = await runFunction('import cf from "cloudfront"; cf.kvs(); function handler(e) { return e.request }')
  expect(without.error).toContain('not associated')
})

test('the origin may be changed in a viewer request, and only there', async () => {
  const code = `
    import cf from 'cloudfront'
    function handler(event) {
      cf.updateRequestOrigin({ domainName: 'other.example.com', timeouts: { readTimeout: 30 } })
      cf.selectRequestOriginById('b')
      cf.createRequestOriginGroup({ originIds: [{ originId: 'a' }, { originId: 'b' }], failoverCriteria: { statusCodes: [500] } })
      console.log(Object.keys(cf.edgeLocation).join())
      return event.response ?? event.request
    }`
  expect(await runFunction(code)).toMatchObject({
    output: { request: requestEvent().request },
    logs: ['name,serverIp,region']
  })
  expect((await runFunction(code, { event: responseEvent() })).error).toContain('updateRequestOrigin')
})
