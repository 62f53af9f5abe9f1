import { setImmediate } from 'node:timers/promises'
import { GetDistributionCommand } from '@aws-sdk/client-cloudfront'
import { describe, expect, test, vi } from 'vitest'
import { createSharedReads } from '../../src/cloudfront/shared-reads.ts'
import { startApp } from '../helpers/start-app.ts'

/** Reads that end when the test says so. */
function heldReads() {
  const held: { resolve: (answer: string) => void; reject: (error: Error) => void }[] = []
  const read = () => new Promise<string>((resolve, reject) => void held.push({ resolve, reject }))
  return { held, read }
}

test('whoever asks during a read gets the next one, which all of them share', async () => {
  const reads = createSharedReads()
  const { held, read } = heldReads()
  const first = reads.share('a', read)
  const later = [reads.share('a', read), reads.share('a', read), reads.share('a', read)]
  expect(held).toHaveLength(1)
  held[0]?.resolve('old')
  await expect(first).resolves.toBe('old')
  await vi.waitFor(() => expect(held).toHaveLength(2))
  const latest = reads.share('a', read)
  held[1]?.resolve('new')
  await expect(Promise.all(later)).resolves.toEqual(['new', 'new', 'new'])
  await vi.waitFor(() => expect(held).toHaveLength(3))
  held[2]?.resolve('newest')
  await expect(latest).resolves.toBe('newest')
})

test('after a call that many share the next one lets more of them come, and after one reader it begins at once', async () => {
  const reads = createSharedReads()
  const { held, read } = heldReads()
  const ask = (count: number) => Array.from({ length: count }, () => reads.share('a', read))
  const first = ask(1)
  const many = ask(100)
  held[0]?.resolve('1')
  await Promise.all(first)
  await setImmediate()
  expect(held).toHaveLength(2)
  const during = ask(1)
  held[1]?.resolve('2')
  await Promise.all(many)
  await setImmediate()
  expect(held).toHaveLength(2)
  const meanwhile = ask(1)
  await vi.waitFor(() => expect(held).toHaveLength(3))
  held[2]?.resolve('3')
  await expect(Promise.all([...during, ...meanwhile])).resolves.toEqual(['3', '3'])
})

test('other keys do not wait, and a failure is not kept', async () => {
  const reads = createSharedReads()
  const { held, read } = heldReads()
  const [a, b] = [reads.share('a', read), reads.share('b', read)]
  held[1]?.resolve('b')
  await expect(b).resolves.toBe('b')
  const next = reads.share('a', read)
  held[0]?.reject(new Error('no'))
  await expect(a).rejects.toThrow('no')
  await vi.waitFor(() => expect(held).toHaveLength(3))
  held[2]?.resolve('a')
  await expect(next).resolves.toBe('a')
  void reads.share('a', read)
  expect(held).toHaveLength(4)
})

describe('a thousand GETs of one distribution at once are a handful of calls', () => {
  async function thousandReads(distanceMs: number) {
    const { request, url, emulator } = await startApp()
    const { body } = await request.post('/distributions').send({ origins: [{ domainName: 'www.example.com' }] })
    const before = emulator.calls.count('GetDistribution')
    if (distanceMs > 0) emulator.faults.add({ kind: 'slow', milliseconds: distanceMs })
    const startedAt = performance.now()
    const answers = await Promise.all(Array.from({ length: 1_000 }, () => fetch(`${url}/distributions/${body.id}`)))
    const ms = performance.now() - startedAt
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    return { calls: emulator.calls.count('GetDistribution') - before, ms }
  }

  test('of a CloudFront as far away as the real one', async () => {
    const { calls } = await thousandReads(200)
    expect(calls).toBeLessThan(30)
  })

  test('of one that answers at once: a few until the crowd is seen, and then some in a second', async () => {
    const { calls, ms } = await thousandReads(0)
    expect(calls).toBeLessThan(12 + ms / 100)
  })
})

test('a read after a write shows the write, however many others read at the same time', async () => {
  const { request, url } = await startApp()
  const { body } = await request.post('/distributions').send({ origins: [{ domainName: 'www.example.com' }] })
  const address = `${url}/distributions/${body.id}`
  for (let ttl = 0; ttl < 20; ttl++) {
    const others = Array.from({ length: 20 }, () => fetch(address))
    await request.put(`/distributions/${body.id}/error-pages/404`).send({ errorCachingMinTtl: ttl })
    const own = await request.get(`/distributions/${body.id}`)
    expect(own.body.config.customErrorResponses).toEqual([{ errorCode: 404, errorCachingMinTtl: ttl }])
    await Promise.all(others)
  }
})

test('the unchanged SDK beside it makes one call for each read', async () => {
  const { request, cloudfront, emulator } = await startApp()
  const { body } = await request.post('/distributions').send({ origins: [{ domainName: 'www.example.com' }] })
  await Promise.all(Array.from({ length: 10 }, () => cloudfront.send(new GetDistributionCommand({ Id: body.id }))))
  expect(emulator.calls.count('GetDistribution')).toBe(10)
})
