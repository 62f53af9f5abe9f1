import { connect } from 'node:net'
import { once } from 'node:events'
import { describe, expect, test } from 'vitest'
import { type Handlers } from '../../../src/emulator/wire/handlers.ts'
import { handleAll, sendRaw, SIGNED, startWire } from './start-wire.ts'

const FAMILY = '/2020-05-31/key-group'
const listing: Handlers = { ListKeyGroups: () => ({ KeyGroupList: { MaxItems: 100, Quantity: 0 } }) }

function signal() {
  let give = (): void => undefined
  const given = new Promise<void>(resolve => {
    give = resolve
  })
  return { give, given }
}

/** Bytes as they are, for what no HTTP client would send; answers with all that comes back until the server hangs up. */
async function sendBytes(port: number, bytes: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  const chunks: Buffer[] = []
  socket.on('data', (chunk: Buffer) => chunks.push(chunk))
  socket.write(bytes)
  await once(socket, 'close')
  return Buffer.concat(chunks).toString()
}

describe('who is answered', () => {
  test.each([
    'localhost',
    'LOCALHOST:8081',
    '127.0.0.1',
    '127.1.2.3:80',
    '[::1]',
    '[::1]:8081',
    '123456789012.localhost:8081'
  ])('host %s', async Host => {
    const { port } = await startWire({ handlers: listing })
    expect((await sendRaw(port, { path: FAMILY, headers: { ...SIGNED, Host } })).status).toBe(200)
  })

  test.each([
    'example.com',
    'example.com:8081',
    'localhost.example.com',
    '127.0.0.1.example.com',
    '127.0.0.1:80:80',
    'local-cloudfront',
    '0.0.0.0',
    '10.0.0.1',
    '[::]',
    'evil[::1]'
  ])('not host %s', async Host => {
    const { port } = await startWire({ handlers: listing, control: () => Promise.reject(new Error('reached')) })
    for (const path of [FAMILY, '/_local/faults']) {
      const answer = await sendRaw(port, { path, headers: { ...SIGNED, Host } })
      expect({ status: answer.status, code: answer.code }).toEqual({ status: 403, code: 'AccessDenied' })
    }
  })

  test('a request as a proxy gets it, by the host in its target and not by that in its header (RFC 9112, 3.2.2)', async () => {
    const { port } = await startWire({
      handlers: listing,
      control: (_request, response, url) => Promise.resolve(void response.end(url.host))
    })
    const signed = { ...SIGNED, Host: 'example.com' }
    const send = async (path: string) => sendRaw(port, { path, headers: signed })
    expect((await send(`http://123456789012.localhost:8081${FAMILY}`)).status).toBe(200)
    expect((await send('http://localhost/_local/clock')).body.toString()).toBe('localhost')
    const foreign = await sendRaw(port, {
      path: `http://example.com${FAMILY}`,
      headers: { ...SIGNED, Host: 'localhost' }
    })
    expect({ status: foreign.status, code: foreign.code }).toEqual({ status: 403, code: 'AccessDenied' })
  })

  test.each([
    ['another origin', { Origin: 'https://evil.example' }],
    ['another port of this machine', { Origin: 'http://127.0.0.1:3000' }],
    ['an origin that hides', { Origin: 'null' }],
    ['another site', { 'Sec-Fetch-Site': 'cross-site' }]
  ])('no page of %s that writes, signed in its query and in plain text as it may be', async (_, headers) => {
    const { port } = await startWire({
      handlers: { CreateKeyGroup: () => Promise.reject(new Error('reached')) },
      control: () => Promise.reject(new Error('reached'))
    })
    for (const path of [`${FAMILY}?X-Amz-Signature=x`, '/_local/faults', '/_local/reset']) {
      const answer = await sendRaw(port, {
        method: 'POST',
        path,
        headers: { 'Content-Type': 'text/plain', ...headers },
        body: '<KeyGroupConfig/>'
      })
      expect({ status: answer.status, code: answer.code }).toEqual({ status: 403, code: 'AccessDenied' })
    }
  })

  test('a page of its own origin, and one of another that only reads', async () => {
    const { port } = await startWire({ handlers: { ...listing, DeleteKeyGroup: () => ({}) } })
    const own = { ...SIGNED, Origin: `http://127.0.0.1:${port}`, 'Sec-Fetch-Site': 'same-origin', 'If-Match': 'x' }
    expect((await sendRaw(port, { method: 'DELETE', path: `${FAMILY}/k`, headers: own })).status).toBe(204)
    const other = { ...SIGNED, Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' }
    const read = await sendRaw(port, { path: FAMILY, headers: other })
    expect([read.status, read.headers['access-control-allow-origin']]).toEqual([200, undefined])
  })

  test('a host that is allowed by name', async () => {
    const { port } = await startWire({ handlers: listing, allowedHosts: ['local-cloudfront'] })
    const send = async (Host: string) => (await sendRaw(port, { path: FAMILY, headers: { ...SIGNED, Host } })).status
    expect(await send('Local-CloudFront:8081')).toBe(200)
    expect(await send('other')).toBe(403)
  })

  test('not without any host', async () => {
    const { port } = await startWire({ handlers: listing })
    const answer = await sendBytes(port, `GET ${FAMILY} HTTP/1.0\r\nAuthorization: AWS4-x\r\n\r\n`)
    expect(answer).toContain('403 Forbidden')
  })

  test.each([
    ['two hosts', 'Host: localhost\r\nHost: localhost\r\n\r\n'],
    ['another host after a good one', 'Host: localhost\r\nhost: evil.example\r\n\r\n'],
    ['a coding before chunked', 'Host: localhost\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n'],
    ['two codings', 'Host: localhost\r\nTransfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n']
  ])('not %s, on any path, and nothing more on that connection (RFC 9112)', async (_, rest) => {
    const { port } = await startWire({ handlers: listing, control: () => Promise.reject(new Error('reached')) })
    for (const path of [FAMILY, '/_local/faults']) {
      const answer = await sendBytes(port, `GET ${path} HTTP/1.1\r\nAuthorization: AWS4-x\r\n${rest}`)
      expect(answer).toMatch(/^HTTP\/1\.1 400 /)
      expect(answer).toContain('<Code>InvalidArgument</Code>')
    }
  })

  test('not without a signature, whether in the header or in the query string', async () => {
    const { port } = await startWire({ handlers: listing })
    const send = async (headers: Record<string, string>, search = '') => {
      const { status, code } = await sendRaw(port, { path: FAMILY + search, headers })
      return [status, code]
    }
    expect(await send({})).toEqual([403, 'MissingAuthenticationToken'])
    expect(await send({ Authorization: 'Basic YTpi' })).toEqual([403, 'MissingAuthenticationToken'])
    expect(await send(SIGNED)).toEqual([200, undefined])
    expect(await send({}, '?X-Amz-Signature=abc&X-Amz-Algorithm=AWS4-HMAC-SHA256')).toEqual([200, undefined])
  })
})

describe('the control paths', () => {
  test('get what lies under /_local/, unsigned, and nothing else', async () => {
    const { port } = await startWire({
      handlers: listing,
      control: async (_, response, url) => void response.end(url.pathname + url.search)
    })
    expect((await sendRaw(port, { path: '/_local/faults?a=b', headers: {} })).text).toBe('/_local/faults?a=b')
    expect((await sendRaw(port, { path: '/_locals' })).code).toBe('UnknownOperationException')
  })

  test('a control that fails is 500 and logged', async () => {
    const { port, logged } = await startWire({ control: () => Promise.reject(new Error('broken')) })
    expect((await sendRaw(port, { path: '/_local/', headers: {} })).status).toBe(500)
    expect(logged).toHaveLength(1)
  })

  test('without a control there are none', async () => {
    const { port } = await startWire({})
    expect((await sendRaw(port, { path: '/_local/faults' })).status).toBe(404)
  })
})

describe('the server', () => {
  test('answers bytes that are no HTTP with 400 and lives on', async () => {
    const { port } = await startWire({ handlers: listing })
    expect(await sendBytes(port, 'hello\r\n\r\n')).toContain('HTTP/1.1 400 Bad Request')
    // Over the limit, and small enough to be read at once: hanging up on unread bytes would reset the connection.
    const flood = `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'a'.repeat(40_000)}\r\n\r\n`
    expect(await sendBytes(port, flood)).toContain('HTTP/1.1 431')
    expect(await sendBytes(port, 'GET * HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')).toContain(
      'InvalidArgument'
    )
    expect((await sendRaw(port, { path: FAMILY })).status).toBe(200)
  })

  test('takes no notice of a client that leaves in the middle of its body', async () => {
    const arrived = signal()
    const { server, port, logged } = await startWire({
      handlers: handleAll(() => ({})),
      hooks: {
        before: async () => {
          arrived.give()
          return 'continue'
        }
      }
    })
    const socket = connect(port, '127.0.0.1')
    socket.write(
      `POST ${FAMILY} HTTP/1.1\r\nHost: localhost\r\nAuthorization: AWS4-x\r\nContent-Length: 100\r\n\r\nhalf`
    )
    await arrived.given
    socket.destroy()
    await server.close({ graceMs: 60_000 })
    expect(logged).toEqual([])
  })

  test('nor of one that leaves while a hook makes it wait', async () => {
    const arrived = signal()
    const held = signal()
    const answered: string[] = []
    const { server, port, logged } = await startWire({
      handlers: handleAll((_, { operation }) => answered.push(operation.name)),
      hooks: {
        before: async (_, __, response) => {
          response.once('close', held.give)
          arrived.give()
          await held.given
          return 'continue'
        }
      }
    })
    const socket = connect(port, '127.0.0.1')
    socket.write(
      `POST ${FAMILY} HTTP/1.1\r\nHost: localhost\r\nAuthorization: AWS4-x\r\nContent-Length: 100\r\n\r\nhalf`
    )
    await arrived.given
    socket.destroy()
    await server.close({ graceMs: 60_000 })
    expect({ answered, logged }).toEqual({ answered: [], logged: [] })
  })

  test('closes twice, lets a call under way finish, and refuses afterwards', async () => {
    const arrived = signal()
    const held = signal()
    const { server, port } = await startWire({
      handlers: {
        GetDistribution: async () => {
          arrived.give()
          await held.given
          return {}
        }
      }
    })
    const answer = sendRaw(port, { path: '/2020-05-31/distribution/a' })
    await arrived.given
    // The test's time is shorter than the grace: a connection that is kept open would be seen.
    const closing = server.close({ graceMs: 60_000 })
    held.give()
    expect((await answer).status).toBe(200)
    await closing
    await server.close()
    await expect(sendRaw(port, { path: FAMILY })).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  }, 4_000)

  test('answers a request whose connection was opened before closing, and keeps that no longer', async () => {
    const { server, port } = await startWire({ handlers: listing })
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect')
    // Answered on another connection, later than this one was accepted.
    await sendRaw(port, { path: FAMILY })
    const closing = server.close({ graceMs: 60_000 })
    const chunks: Buffer[] = []
    socket.on('data', (chunk: Buffer) => chunks.push(chunk))
    socket.write(`GET ${FAMILY} HTTP/1.1\r\nHost: localhost\r\nAuthorization: AWS4-x\r\n\r\n`)
    await once(socket, 'close')
    await closing
    expect(Buffer.concat(chunks).toString()).toMatch(/^HTTP\/1.1 200 OK[^]*Connection: close/)
  }, 4_000)

  test('drops a call that outlasts the grace', async () => {
    const arrived = signal()
    const { server, port } = await startWire({
      handlers: {
        GetDistribution: async () => {
          arrived.give()
          return new Promise(() => undefined)
        }
      }
    })
    const answer = sendRaw(port, { path: '/2020-05-31/distribution/a' }).catch(
      (error: NodeJS.ErrnoException) => error.code
    )
    await arrived.given
    await server.close({ graceMs: 0 })
    expect(await answer).toBe('ECONNRESET')
  })

  test('says so when the port is taken', async () => {
    const { port } = await startWire({})
    const { server } = await startWire({})
    await server.close()
    await expect(server.listen({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' })
  })
})
