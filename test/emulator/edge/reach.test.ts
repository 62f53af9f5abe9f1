import { once } from 'node:events'
import { lookup } from 'node:dns/promises'
import { connect } from 'node:net'
import { networkInterfaces } from 'node:os'
import type * as CF from '@aws-sdk/client-cloudfront'
import { describe, expect, test } from 'vitest'
import { type Sample } from '../sample-config.ts'
import { observeNetwork } from './observe-network.ts'
import { inFrontOf, inFrontOfGroup, localOrigin, startEdge, startOrigin } from './start-edge.ts'

const at = (DomainName: string, change: Partial<CF.Origin> = {}) => localOrigin(80, { DomainName, ...change })

describe('nothing leaves this machine by default', () => {
  const upgrade = { Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': '13' }
  test.each<[what: string, setting: string, change: (config: Sample) => void, headers?: Record<string, string>]>([
    ['another host', 'LOCAL_EDGE_ORIGINS', inFrontOf(at('www.example.com'))],
    ['another host, for a WebSocket', 'LOCAL_EDGE_ORIGINS', inFrontOf(at('www.example.com')), upgrade],
    [
      'the second origin of a group',
      'LOCAL_EDGE_ORIGINS',
      inFrontOfGroup(at('www.example.com'), at('api.example.com', { Id: 'second' }), 500)
    ],
    [
      'a bucket without LOCAL_EDGE_BUCKETS',
      'LOCAL_EDGE_BUCKETS',
      config => (config.DefaultCacheBehavior.ViewerProtocolPolicy = 'allow-all')
    ]
  ])(
    '%s is 502 without a look-up or a connection, and the log names the setting',
    async (_what, setting, change, headers = {}) => {
      const { distribution, log, port } = await startEdge()
      const { get } = await distribution(change)
      const { lookups, connections } = observeNetwork()
      expect((await get('/a', { headers })).status).toBe(502)
      expect(lookups()).toEqual([])
      expect(connections(), 'the viewer’s own').toEqual([`127.0.0.1:${port}`])
      const warnings = log.filter(({ level }) => level === 'warn').map(({ message }) => message)
      expect(warnings.at(-1)).toContain(setting)
    }
  )

  test('a look-up and a connection would be seen', async () => {
    const { port } = await startOrigin((_request, response) => response.end())
    const { lookups, connections } = observeNetwork()
    await lookup('localhost')
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect')
    socket.destroy()
    expect([lookups(), connections()]).toEqual([['localhost'], [`127.0.0.1:${port}`]])
  })
})

describe('LOCAL_EDGE_ORIGINS says where hosts are', () => {
  test('an exact name comes before wildcards; the origin sees its own name', async () => {
    const origin = await startOrigin((request, response) => response.end(request.headers.host))
    const { distribution } = await startEdge({
      edge: { origins: `*.example.com=http://127.0.0.1:1,www.example.com=http://127.0.0.1:${origin.port}` }
    })
    const { get } = await distribution(inFrontOf(at('www.example.com')))
    expect((await get('/a')).text).toBe('www.example.com')
    const other = await distribution(inFrontOf(at('api.example.com')))
    expect((await other.get('/a')).status).toBe(502)
  })

  test('the longest wildcard counts, wherever it is in the list', async () => {
    const origin = await startOrigin((_request, response) => response.end('longest'))
    const { distribution } = await startEdge({
      edge: {
        origins: ['*.example.com=http://127.0.0.1:1', `*.a.b.example.com=http://127.0.0.1:${origin.port}`]
          .concat('*.b.example.com=http://127.0.0.1:1')
          .join()
      }
    })
    const { get } = await distribution(inFrontOf(at('www.a.b.example.com')))
    expect((await get('/a')).text).toBe('longest')
  })
})

const hasIpv6 = Object.values(networkInterfaces()).some(all => all?.some(({ address }) => address === '::1'))

test.skipIf(!hasIpv6)('a name below localhost is also reached at ::1, without a look-up', async () => {
  const origin = await startOrigin((_request, response) => response.end('six'), '::1')
  const { distribution } = await startEdge()
  const { get } = await distribution(inFrontOf(localOrigin(origin.port)))
  const { lookups } = observeNetwork()
  expect((await get('/a')).text).toBe('six')
  expect(lookups()).toEqual([])
})
