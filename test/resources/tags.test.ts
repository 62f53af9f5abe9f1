import { ListTagsForResourceCommand } from '@aws-sdk/client-cloudfront'
import { describe, expect, test } from 'vitest'
import { brokenTagRules } from '../../src/configuration/tags/rules.ts'
import { MERGE_PATCH, places, startWithDistribution } from './start-distribution.ts'
import { startApp } from '../helpers/start-app.ts'

async function startTagged(tags: Record<string, string> = { team: 'web', stage: 'test' }) {
  const started = await startWithDistribution({ tags })
  started.emulator.calls.clear()
  const atCloudFront = async () => {
    const { Tags } = await started.cloudfront.send(new ListTagsForResourceCommand({ Resource: started.arn }))
    return Object.fromEntries((Tags?.Items ?? []).map(({ Key, Value }) => [Key, Value]))
  }
  const { calls } = started.emulator
  const writes = () => [calls.count('TagResource'), calls.count('UntagResource')]
  return { ...started, url: `${started.url}/tags`, atCloudFront, writes }
}

describe('tags at creation', () => {
  test('are on the distribution from its first moment', async () => {
    const { request, url, atCloudFront } = await startTagged({ team: 'web', empty: '' })
    expect(await atCloudFront()).toEqual({ team: 'web', empty: '' })
    const read = await request.get(url)
    expect([read.status, read.body]).toEqual([200, { team: 'web', empty: '' }])
  })

  test('400 names the tag, and nothing is made', async () => {
    const { request, emulator } = await startApp()
    const response = await request.post('/distributions').send({
      origins: [{ domainName: 'www.example.com' }],
      tags: { 'aws:team': 'x', ['k'.repeat(129)]: 'y', 'a/b': '?' }
    })
    expect([response.status, response.body.code]).toEqual([400, 'VALIDATION_FAILED'])
    expect(places(response.body)).toEqual(['/tags/aws:team', '/tags/a~1b', `/tags/${'k'.repeat(129)}`])
    expect(emulator.calls.count()).toBe(0)
  })
})

const wrongTags: [what: string, tags: object, pointers: string[]][] = [
  ['a reserved key', { 'aws:cloudformation:stack-name': 'x' }, ['/aws:cloudformation:stack-name']],
  ['a reserved key written otherwise', { 'AWS:x': 'x' }, ['/AWS:x']],
  ['an empty key', { '': 'x' }, ['/']],
  ['a long value', { k: 'v'.repeat(257) }, ['/k']],
  ['a character that no tag has', { 'k*': 'x', k: 'a\nb' }, ['/k', '/k*']],
  ['a value that is no text', { k: 1 }, ['/k']],
  ['null, which is for PATCH', { k: null }, ['/k']],
  ['51 tags', Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`k${index}`, ''])), ['']]
]

describe('PUT /distributions/:id/tags', () => {
  test('200: the tags are these and no others, with one call to set and one to remove', async () => {
    const { request, url, atCloudFront, writes } = await startTagged({ team: 'web', stage: 'test', old: '1' })
    const wanted = { team: 'web', stage: 'production', fresh: '2' }
    const response = await request.put(url).send(wanted)
    expect([response.status, response.body], response.text).toEqual([200, wanted])
    expect(await atCloudFront()).toEqual(wanted)
    expect(writes()).toEqual([1, 1])
  })

  test('what GET gave changes nothing and is not written; an empty object removes all', async () => {
    const { request, url, atCloudFront, writes } = await startTagged()
    await request.put(url).send((await request.get(url)).body)
    expect(writes()).toEqual([0, 0])
    const none = await request.put(url).send({})
    expect([none.status, none.body, await atCloudFront(), writes()]).toEqual([200, {}, {}, [0, 1]])
  })

  test('fifty tags can be replaced by fifty others', async () => {
    const many = (prefix: string) =>
      Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`${prefix}${index}`, '']))
    const { request, url, atCloudFront } = await startTagged(many('a'))
    expect((await request.put(url).send(many('b'))).status).toBe(200)
    expect(await atCloudFront()).toEqual(many('b'))
  })

  test('400 names every tag that is wrong, and nothing is written', async () => {
    const { request, url, writes } = await startTagged()
    for (const [what, tags, expected] of wrongTags) {
      const response = await request.put(url).send(tags)
      expect([response.status, response.body.code], `${what}: ${response.text}`).toEqual([400, 'VALIDATION_FAILED'])
      expect(places(response.body), what).toEqual(expected)
    }
    expect(writes()).toEqual([0, 0])
  })

  test('tags that AWS has set may be sent back as they are, and do not count', () => {
    const reserved = { 'aws:cloudformation:stack-name': 'shop' }
    const own = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`k${index}`, '']))
    expect(brokenTagRules({ ...own, ...reserved }, '', reserved)).toEqual([])
    expect(brokenTagRules({ 'aws:cloudformation:stack-name': 'other' }, '', reserved)).toHaveLength(1)
  })
})

describe('PATCH /distributions/:id/tags', () => {
  test('200: given tags are set, null removes, others stay', async () => {
    const { request, url, atCloudFront, writes } = await startTagged({ team: 'web', stage: 'test', old: '1' })
    const response = await request
      .patch(url)
      .set('Content-Type', MERGE_PATCH)
      .send(JSON.stringify({ stage: 'production', old: null, never: null, fresh: '2' }))
    const wanted = { team: 'web', stage: 'production', fresh: '2' }
    expect([response.status, response.body], response.text).toEqual([200, wanted])
    expect([await atCloudFront(), writes()]).toEqual([wanted, [1, 1]])
  })

  test('writers of different tags at once: all tags are there', async () => {
    const { request, url, atCloudFront } = await startTagged({})
    const keys = Array.from({ length: 10 }, (_, index) => `k${index}`)
    const answers = await Promise.all(keys.map(key => request.patch(url).send({ [key]: 'v' })))
    expect(answers.map(({ status }) => status)).toEqual(keys.map(() => 200))
    expect(await atCloudFront()).toEqual(Object.fromEntries(keys.map(key => [key, 'v'])))
  })

  test('400 where the result would have 51 tags', async () => {
    const many = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`k${index}`, '']))
    const { request, url } = await startTagged(many)
    expect((await request.patch(url).send({ more: 'x' })).status).toBe(400)
    expect((await request.patch(url).send({ more: 'x', k0: null })).status).toBe(200)
  })
})

test('tags: 404 DISTRIBUTION_NOT_FOUND for an unknown distribution, also when it is deleted between two calls', async () => {
  const { request, url, emulator } = await startTagged()
  const unknown = await request.get('/distributions/EUNKNOWN12345/tags')
  expect([unknown.status, unknown.body.code]).toEqual([404, 'DISTRIBUTION_NOT_FOUND'])
  emulator.faults.add({ kind: 'error', code: 'NoSuchResource', status: 404, operations: ['ListTagsForResource'] })
  const gone = await request.get(url)
  expect([gone.status, gone.body.code]).toEqual([404, 'DISTRIBUTION_NOT_FOUND'])
})

test('tags: 503 CLOUDFRONT_THROTTLED with Retry-After when CloudFront has had too many calls', async () => {
  const { request, url, emulator } = await startTagged()
  emulator.faults.add({ kind: 'throttle', operations: ['ListTagsForResource'] })
  const response = await request.get(url)
  expect([response.status, response.body.code]).toEqual([503, 'CLOUDFRONT_THROTTLED'])
  expect(response.headers).toHaveProperty('retry-after')
})

test.each([
  ['put', { 'a\nb': 1.5 }, '/a\nb'],
  ['patch', { 'a\nb': 1.5 }, '/a\nb'],
  ['patch', undefined, '']
] as const)('%s %j: 400 names what is wrong, whatever the name holds', async (method, body, pointer) => {
  const { request, url, writes } = await startTagged()
  const response = await request[method](url).send(body)
  expect([response.status, response.body.errors?.[0]?.pointer]).toEqual([400, pointer])
  expect(writes()).toEqual([0, 0])
})
