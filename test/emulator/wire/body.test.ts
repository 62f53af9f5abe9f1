import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import { ClientGone, readBody } from '../../../src/emulator/wire/body.ts'

/** A request as node:http hands it on, before anything of its body has come. */
function createRequest(headers: IncomingMessage['headers'] = {}): IncomingMessage {
  const request = new IncomingMessage(new Socket())
  request.headers = headers
  return request
}

describe('readBody', () => {
  test('joins what comes', async () => {
    const request = createRequest()
    const body = readBody(request, 6)
    request.push('abc')
    request.push('def')
    request.push(null)
    expect(String(await body)).toBe('abcdef')
  })

  test('refuses an announced length before a byte has come', async () => {
    await expect(readBody(createRequest({ 'content-length': '7' }), 6)).rejects.toMatchObject({ status: 413 })
  })

  test('refuses what turns out to be too long, before its end, and leaves the connection open', async () => {
    const request = createRequest()
    const body = readBody(request, 6)
    request.push('abcdefg')
    await expect(body).rejects.toMatchObject({ status: 413 })
    expect(request.destroyed).toBe(false)
    expect(request.readableFlowing).toBe(true)
  })

  test('rejects with ClientGone when the client hangs up, be it now or before', async () => {
    const request = createRequest()
    const body = readBody(request, 6)
    request.destroy(new Error('aborted'))
    await expect(body).rejects.toBeInstanceOf(ClientGone)
    await expect(readBody(request, 6)).rejects.toBeInstanceOf(ClientGone)
  })
})
