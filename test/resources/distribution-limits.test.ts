import { describe, expect, test } from 'vitest'
import { startApp } from '../helpers/start-app.ts'
import { places } from './start-distribution.ts'

const many = <Item>(count: number, item: (index: number) => Item) => Array.from({ length: count }, (_, n) => item(n))

describe('a body within the limit of bytes', () => {
  test('400 for 11,000 origins and behaviors, without looking up the policies that they name; 413 for twice as many', async () => {
    const { request, emulator } = await startApp()
    const bodyOf = (origins: number, behaviors: number) => ({
      origins: many(origins, n => ({ domainName: `o${n}.x.y` })),
      cacheBehaviors: many(behaviors, n => ({ pathPattern: `/${n}`, targetOriginId: `z${n}`, cachePolicy: `p${n}` }))
    })
    const tooMany = bodyOf(15_000, 8_000)
    expect(JSON.stringify(tooMany).length).toBeLessThan(1_000_000)
    expect((await request.post('/distributions').send(tooMany)).status).toBe(413)
    const body = bodyOf(7_000, 4_000)
    const response = await request.post('/distributions').send(body)
    expect([response.status, places(response.body)], response.text.slice(0, 500)).toEqual([
      400,
      ['/cacheBehaviors', '/origins']
    ])
    expect(emulator.calls.count('ListCachePolicies')).toBe(0)
  })

  test('names at most twenty mistakes, each in a short sentence', async () => {
    const { request } = await startApp()
    const body = {
      origins: many(900, n => ({ domainName: `o${n}.example.com` })),
      cacheBehaviors: many(900, n => ({ pathPattern: `/${n}`, targetOriginId: `z${n}${'z'.repeat(500)}` }))
    }
    const response = await request.post('/distributions').send(body)
    expect([response.status, response.body.errors.length]).toEqual([400, 20])
    expect(response.text.length).toBeLessThan(20_000)
    expect(response.body.errors[1].detail).toContain('and 890 more')
  })

  test('names of one kind of policy are looked up by one listing', async () => {
    const { request, emulator } = await startApp()
    const response = await request.post('/distributions?dryRun=true').send({
      origins: [{ domainName: 'www.example.com' }],
      defaultCacheBehavior: { cachePolicy: 'mine', originRequestPolicy: 'AllViewer' },
      cacheBehaviors: many(50, n => ({ pathPattern: `/${n}`, cachePolicy: `mine-${n % 30}` }))
    })
    expect([response.status, response.body.errors.length]).toEqual([400, 20])
    expect(emulator.calls.count('ListCachePolicies')).toBe(1)
    expect(emulator.calls.count('ListOriginRequestPolicies')).toBe(0)
  })
})
