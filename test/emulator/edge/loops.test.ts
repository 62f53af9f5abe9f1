import { describe, expect, test } from 'vitest'
import type * as CF from '@aws-sdk/client-cloudfront'
import { CERTIFICATE } from '../sample-config.ts'
import { inFrontOf, localOrigin, startEdge, startOrigin } from './start-edge.ts'

const CACHING_DISABLED = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad'

/** The origin that is the edge itself, by one of its names. */
function edgeAs(port: number, DomainName: string): CF.Origin {
  return localOrigin(port, { DomainName })
}

const local = (host: string) => host.replace('.cloudfront.net', '.cloudfront.localhost')

/** A distribution, and another origin in the place of its first. */
async function startDistributions() {
  const started = await startEdge()
  const { port, emulator, distribution, log } = started
  /** The alias by which distributions name one another before they are there. */
  const named = (alias: string, origin: CF.Origin, behavior: Partial<CF.DefaultCacheBehavior> = {}) =>
    distribution(config => {
      inFrontOf(origin)(config)
      config.Aliases = { Quantity: 1, Items: [alias] }
      config.ViewerCertificate = {
        ACMCertificateArn: CERTIFICATE,
        SSLSupportMethod: 'sni-only',
        MinimumProtocolVersion: 'TLSv1.2_2021'
      }
      config.DefaultCacheBehavior = { ...config.DefaultCacheBehavior, ...behavior }
    })
  const loops = () => log.filter(({ message }) => message.includes('leads back to it'))
  const requests = () => emulator.edge?.lastRequests(100) ?? []
  return { port, distribution, named, loops, requests }
}

describe('an origin that leads back to the edge', () => {
  test.each([
    ['cached', {}],
    ['not cached', { CachePolicyId: CACHING_DISABLED }]
  ])('is refused when it is the distribution itself, %s', async (_how, behavior) => {
    const { port, named, loops, requests } = await startDistributions()
    const { get } = await named('a.example.com', edgeAs(port, 'a.example.com.localhost'), behavior)
    const { status, text, headers } = await get('/page')
    expect([status, headers['x-cache']]).toEqual([403, 'Error from cloudfront'])
    expect(text).toContain('Bad request.')
    expect(requests()).toHaveLength(2)
    expect(loops()).toHaveLength(1)
  })

  test('is refused whatever the viewer says of hops before', async () => {
    const { port, named, loops } = await startDistributions()
    const { get } = await named('a.example.com', edgeAs(port, 'a.example.com.localhost'), {
      CachePolicyId: undefined,
      MinTTL: 0,
      ForwardedValues: { QueryString: true, Cookies: { Forward: 'all' } }
    })
    expect((await get('/page', { headers: { Via: '1.1 "x' } })).status).toBe(403)
    expect(loops()).toHaveLength(1)
  })

  test('is refused when others are between', async () => {
    const { port, named, loops, requests } = await startDistributions()
    await named('b.example.com', edgeAs(port, 'c.example.com.localhost'))
    await named('c.example.com', edgeAs(port, 'a.example.com.localhost'))
    const { get } = await named('a.example.com', edgeAs(port, 'b.example.com.localhost'))
    expect((await get('/page')).status).toBe(403)
    expect(requests()).toHaveLength(4)
    expect(loops()).toHaveLength(1)
  })

  test('is no loop when it is another distribution, with an origin of its own', async () => {
    const origin = await startOrigin((request, response) => response.end(request.headers.via))
    const { port, distribution, named, loops } = await startDistributions()
    const { host } = await distribution(inFrontOf(localOrigin(origin.port)))
    const { get } = await named('a.example.com', edgeAs(port, local(host)))
    const { status, text } = await get('/page')
    expect(status).toBe(200)
    expect(text.split(', ')).toEqual([expect.stringContaining('(CloudFront)'), expect.stringContaining('(CloudFront)')])
    expect(loops()).toEqual([])
  })
})
