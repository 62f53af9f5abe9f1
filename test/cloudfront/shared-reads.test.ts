import { setImmediate } from 'node:timers/promises'
import { GetDistributionCommand } from '@aws-sdk/client-cloudfront'
import { expect, test, vi } from 'vitest'
import { createSharedReads } from '../../src/cloudfront/shared-reads.ts'
import { startApp } from '../helpers/start-app.ts'

/** Reads that end when the test says so. */
function heldReads() {
  const held: { resolve: (answer: string) => void; reject: (error: Error) => void }[] = []
  const read = () => new Promise<string>((resolve, reject) => void held.push({ resolve, reject }))
  return { held, read }
}

test('readers that arrive during a read share the next one', async () => {
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

/** Pauses that end when the test says so. */
function heldPauses() {
  const held: { ms: number; end: () => void }[] = []
  const pause = (ms: number) => new Promise<void>(end => void held.push({ ms, end }))
  return { held, pause, lengths: () => held.map(({ ms }) => ms) }
}

test('after a call shared by many the next one is delayed, and after a single reader it begins at once', async () => {
  const pauses = heldPauses()
  const reads = createSharedReads({ pause: pauses.pause })
  const { held, read } = heldReads()
  const ask = (count: number) => Array.from({ length: count }, () => reads.share('a', read))
  const first = ask(1)
  const many = ask(40)
  held[0]?.resolve('1')
  await Promise.all(first)
  await setImmediate()
  expect([held.length, pauses.lengths()]).toEqual([2, []])
  let waiting = ask(1)
  held[1]?.resolve('2')
  await expect(Promise.all(many)).resolves.toEqual(many.map(() => '2'))
  // However fast calls are answered, there is one for each pause, whoever comes meanwhile.
  for (const [round, ms] of [80, 200, 200].entries()) {
    waiting.push(...ask(500))
    await setImmediate()
    expect([held.length, pauses.lengths().slice(round)]).toEqual([round + 2, [ms]])
    pauses.held[round]?.end()
    await setImmediate()
    expect(held).toHaveLength(round + 3)
    const next = ask(1)
    held[round + 2]?.resolve(`${round + 3}`)
    await expect(Promise.all(waiting)).resolves.toEqual(waiting.map(() => `${round + 3}`))
    waiting = next
  }
})

test('other keys do not wait, and a failure is not cached', async () => {
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

test('a thousand concurrent GETs of one distribution are a handful of calls', async () => {
  // No call may be given up while the test holds it.
  const { app, request, url, emulator } = await startApp({ timeouts: { requestMs: 60_000, deadlineMs: 60_000 } })
  const { body } = await request.post('/distributions').send({ origins: [{ domainName: 'www.example.com' }] })
  const before = emulator.calls.count('GetDistribution')
  const { hold } = emulator.faults.add({ kind: 'hold', operations: ['GetDistribution'] })
  let arrived = 0
  app.server.on('request', () => (arrived += 1))
  const answers = Array.from({ length: 1_000 }, () => fetch(`${url}/distributions/${body.id}`))
  await vi.waitFor(() => expect(arrived).toBe(1_000), 30_000)
  hold.release()
  expect(new Set((await Promise.all(answers)).map(({ status }) => status))).toEqual(new Set([200]))
  // The first one's, that of those who came meanwhile, and that of those who had arrived and were not as far.
  expect(emulator.calls.count('GetDistribution') - before).toBeLessThan(5)
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
