import * as CF from '@aws-sdk/client-cloudfront'
import { expect, test } from 'vitest'
import { createDistribution, getDistribution } from './distribution-calls.ts'
import { refusal, refusalCode } from './refusal.ts'
import { sample, times } from './sample-config.ts'
import { startEmulator } from './start-emulator.ts'

async function startTagged(Items: CF.Tag[] = []) {
  const { client, ...rest } = await startEmulator()
  const DistributionConfigWithTags = { DistributionConfig: sample(), Tags: { Items } }
  const { Distribution, ETag } = await client.send(
    new CF.CreateDistributionWithTagsCommand({ DistributionConfigWithTags })
  )
  const Resource = Distribution?.ARN ?? ''
  return {
    ...rest,
    client,
    Resource,
    Id: Distribution?.Id ?? '',
    ETag,
    tags: async () => (await client.send(new CF.ListTagsForResourceCommand({ Resource }))).Tags?.Items ?? [],
    tag: (...tags: CF.Tag[]) => client.send(new CF.TagResourceCommand({ Resource, Tags: { Items: tags } })),
    untag: (...keys: string[]) => client.send(new CF.UntagResourceCommand({ Resource, TagKeys: { Items: keys } }))
  }
}

test('CreateDistributionWithTags makes a distribution with its tags', async () => {
  const { tags } = await startTagged([{ Key: 'team', Value: 'web' }])
  expect(await tags()).toEqual([{ Key: 'team', Value: 'web' }])
})

test('TagResource adds and replaces, UntagResource removes, and the ETag stays', async () => {
  const { client, Id, ETag, tags, tag, untag } = await startTagged([{ Key: 'a', Value: '1' }])
  expect((await tag({ Key: 'a', Value: '2' }, { Key: 'b', Value: '' })).$metadata.httpStatusCode).toBe(204)
  expect(await tags()).toEqual([
    { Key: 'a', Value: '2' },
    { Key: 'b', Value: '' }
  ])
  expect((await untag('a', 'never there')).$metadata.httpStatusCode).toBe(204)
  expect(await tags()).toEqual([{ Key: 'b', Value: '' }])
  expect((await getDistribution(client, Id)).ETag).toBe(ETag)
})

test('a resource has 50 tags, and one more changes nothing', async () => {
  const { tags, tag } = await startTagged(times(49, index => ({ Key: `k${index}`, Value: 'v' })))
  expect(await refusal(tag({ Key: 'x', Value: 'v' }, { Key: 'y', Value: 'v' }))).toMatchObject({
    code: 'InvalidTagging',
    status: 400
  })
  expect(await tags()).toHaveLength(49)
  await tag({ Key: 'x', Value: 'v' }, { Key: 'k0', Value: 'replaced' })
  expect(await tags()).toHaveLength(50)
})

test.each<[what: string, tags: CF.Tag[]]>([
  ['an empty key', [{ Key: '', Value: 'v' }]],
  ['a key of 129 characters', [{ Key: 'k'.repeat(129), Value: 'v' }]],
  ['a value of 257 characters', [{ Key: 'k', Value: 'v'.repeat(257) }]],
  ['a key in AWS’s name', [{ Key: 'aws:team', Value: 'v' }]],
  ['a key in AWS’s name, written otherwise', [{ Key: 'AWS:team', Value: 'v' }]],
  ['a character that is not allowed', [{ Key: 'k', Value: 'a<b' }]],
  [
    'one key twice',
    [
      { Key: 'k', Value: '1' },
      { Key: 'k', Value: '2' }
    ]
  ]
])('InvalidTagging: %s, and nothing is tagged or made', async (_what, tags) => {
  const { client, tag, tags: current } = await startTagged()
  expect(await refusalCode(tag(...tags))).toBe('InvalidTagging')
  expect(await current()).toEqual([])
  const DistributionConfigWithTags = { DistributionConfig: sample(), Tags: { Items: tags } }
  const making = client.send(new CF.CreateDistributionWithTagsCommand({ DistributionConfigWithTags }))
  expect(await refusalCode(making)).toBe('InvalidTagging')
  expect((await client.send(new CF.ListDistributionsCommand({}))).DistributionList?.Quantity).toBe(1)
})

test('keys and values may be as long as they may and hold letters of any script', async () => {
  const { tags, tag } = await startTagged()
  const given = { Key: 'größe 大 '.padEnd(128, 'k'), Value: '_.:/=+-@ '.padEnd(256, 'v') }
  await tag(given)
  expect(await tags()).toEqual([given])
})

test.each([
  [
    'a distribution that is not there',
    'arn:aws:cloudfront::123456789012:distribution/E1234567890ABC',
    'NoSuchResource',
    404
  ],
  ['another kind of resource', 'arn:aws:cloudfront::123456789012:function/f', 'NoSuchResource', 404],
  ['something that is no ARN', 'E1234567890ABC', 'InvalidArgument', 400]
])('tagging %s is refused', async (_what, Resource, code, status) => {
  const { client } = await startEmulator()
  const calls = [
    client.send(new CF.ListTagsForResourceCommand({ Resource })),
    client.send(new CF.TagResourceCommand({ Resource, Tags: { Items: [] } })),
    client.send(new CF.UntagResourceCommand({ Resource, TagKeys: { Items: [] } }))
  ]
  for (const call of calls) expect(await refusal(call)).toMatchObject({ code, status })
})

test('another account’s distribution is not there', async () => {
  const { client } = await startEmulator()
  const { distribution } = await createDistribution(client)
  const Resource = distribution.ARN?.replace('123456789012', '210987654321')
  expect(await refusalCode(client.send(new CF.ListTagsForResourceCommand({ Resource })))).toBe('NoSuchResource')
})
