import { type DistributionConfig } from '@aws-sdk/client-cloudfront'
import { expect, test } from 'vitest'
import { createKeyedMutex } from '../../src/configuration/editing/keyed-mutex.ts'
import { createSeenVersions } from '../../src/configuration/editing/seen-versions.ts'

test('a key is granted to one at a time, in the order of asking, also after a failure; other keys do not wait', async () => {
  const runExclusive = createKeyedMutex()
  const log: string[] = []
  const run =
    (name: string, fails = false) =>
    async () => {
      log.push(`${name} begins`)
      await Promise.resolve()
      log.push(`${name} ends`)
      if (fails) throw new Error(name)
      return name
    }
  const runs = [
    runExclusive('a', run('1', true)),
    runExclusive('a', run('2')),
    runExclusive('b', run('3')),
    runExclusive('a', run('4'))
  ]
  const settled = await Promise.allSettled(runs)
  expect(settled.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled', 'fulfilled'])
  const ofA = log.filter(line => !line.startsWith('3'))
  expect(ofA).toEqual(['1 begins', '1 ends', '2 begins', '2 ends', '4 begins', '4 ends'])
  expect(log.indexOf('3 begins')).toBeLessThan(log.indexOf('2 begins'))
})

test('a waiter that waits too long gets CLOUDFRONT_TIMEOUT and never runs; those behind it still wait for the one that hangs', async () => {
  const runExclusive = createKeyedMutex({ waitMsMax: 20 })
  const log: string[] = []
  let end = () => {}
  const hanging = runExclusive(
    'a',
    () =>
      new Promise<void>(resolve => {
        end = resolve
      })
  )
  const impatient = runExclusive('a', async () => log.push('impatient'))
  await expect(impatient).rejects.toMatchObject({ code: 'CLOUDFRONT_TIMEOUT', status: 504 })
  const behind = runExclusive('a', async () => log.push('behind'))
  expect(log).toEqual([])
  end()
  await Promise.all([hanging, behind])
  expect(log).toEqual(['behind'])
})

test('the versions used last are remembered, and no more than the bound', () => {
  const { remember, find } = createSeenVersions<DistributionConfig>({ versionsMax: 2 })
  const config = (Comment: string) => ({ Comment }) as DistributionConfig
  remember('E1', { etag: 'A', config: config('a') })
  remember('E1', { etag: 'B', config: config('b') })
  expect(find('E1', 'A')?.Comment).toBe('a')
  remember('E2', { etag: 'A', config: config('c') })
  expect([find('E1', 'A'), find('E1', 'B'), find('E2', 'A')].map(found => found?.Comment)).toEqual([
    'a',
    undefined,
    'c'
  ])
})

test('many small members count as what they take in memory', () => {
  const { remember, find } = createSeenVersions<{ readonly members: readonly unknown[] }>()
  const etags = Array.from({ length: 60 }, (_, index) => `F${index}`)
  for (const etag of etags)
    remember('arn:aws:cloudfront::1:a', { etag, config: { members: new Array<object>(60_000).fill({}) } })
  expect(etags.filter(etag => find('arn:aws:cloudfront::1:a', etag))).toEqual(['F59'])
})

test('what is larger than the bound is not remembered, and forgets nothing else', () => {
  const { remember, find } = createSeenVersions<{ readonly text: string }>({ bytesMax: 10_000 })
  remember('E1', { etag: 'A', config: { text: 'a' } })
  remember('E1', { etag: 'B', config: { text: 'b'.repeat(10_000) } })
  expect([find('E1', 'A'), find('E1', 'B')]).toEqual([{ text: 'a' }, undefined])
})
