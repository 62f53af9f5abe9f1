import { ListDistributionsCommand } from '@aws-sdk/client-cloudfront'
import { expect, test } from 'vitest'
import { createDistribution } from '../emulator/distribution-calls.ts'
import { aDistribution, startTwo } from './start-accounts.ts'

test('the error for a URL that no distribution serves names the accounts', async () => {
  const { request } = await startTwo()
  const group = await request.post('/invalidations').send({ urls: ['https://nobody.example.com/a'] })
  expect(group.body.errors, group.text).toEqual([
    { pointer: '/urls/0', detail: 'no distribution of the accounts blue, green serves nobody.example.com' }
  ])
})

test('a policy that there is not names the account in which it was looked for', async () => {
  const { request } = await startTwo()
  const origins = [{ domainName: 'www.example.com' }]
  const body = { origins, defaultCacheBehavior: { cachePolicy: 'none-of-ours' } }
  const refused = await request.post('/distributions?account=green').send(body)
  expect(refused.body.errors[0].detail, refused.text).toMatch(/^The account green has no policy named "none-of-ours"/)
  const { body: made } = await request.post('/distributions?account=blue').send({ origins })
  const patched = await request
    .patch(`/distributions/${made.id}`)
    .send({ defaultCacheBehavior: { cachePolicy: 'none-of-ours' } })
  expect(patched.body.errors[0].detail, patched.text).toMatch(/^The account blue has no policy/)
})

test('a quota that is reached names the account that has it', async () => {
  const { request, green } = await startTwo()
  green.faults.add({ kind: 'error', code: 'TooManyDistributions', status: 400, operations: ['CreateDistribution'] })
  const refused = await request.post('/distributions?account=green').send(aDistribution())
  expect(refused.body, refused.text).toMatchObject({
    status: 409,
    code: 'TOO_MANY_DISTRIBUTIONS',
    title: 'The account has too many distributions',
    quota: { name: 'Distributions per account' },
    cloudFront: { code: 'TooManyDistributions' }
  })
  expect(refused.body.detail).toMatch(/^In the account green: \w/)
  const created = await request.post('/distributions?account=blue').send(aDistribution())
  expect(created.status, created.text).toBe(201)
})

test('a group selects distributions of several accounts that are more than a page', async () => {
  const { request, blue, green } = await startTwo()
  await Promise.all(Array.from({ length: 60 }, () => createDistribution(blue.cloudfront)))
  await Promise.all(Array.from({ length: 60 }, () => createDistribution(green.cloudfront)))
  const { DistributionList: list } = await blue.cloudfront.send(new ListDistributionsCommand({ MaxItems: 1 }))
  const originDomain = list?.Items?.[0]?.Origins?.Items?.[0]?.DomainName
  const group = await request.post('/invalidations').send({ selector: { originDomain }, paths: ['/a'] })
  expect(group.status, group.text).toBe(201)
  expect(group.body.children).toHaveLength(120)
})
