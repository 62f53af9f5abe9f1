import { expect, test } from 'vitest'
import { places, startWithDistribution } from './start-distribution.ts'

test('PATCH distributions: 428 for an array without If-Match, naming the sub-resource that needs none; nothing is asked', async () => {
  const { request, url, config, emulator } = await startWithDistribution()
  const before = emulator.calls.count()
  const patch = {
    comment: 'x',
    origins: config.origins,
    cacheBehaviors: [],
    aliases: [],
    customErrorResponses: [],
    errorPages: [],
    defaultCacheBehavior: { allowedMethods: { items: ['GET', 'HEAD'] } },
    restrictions: { geoRestriction: { items: [] } }
  }
  const refused = await request.patch(url).send(patch)
  expect([refused.status, refused.body.code, places(refused.body)], refused.text).toEqual([
    428,
    'PRECONDITION_REQUIRED',
    [
      '/aliases',
      '/cacheBehaviors',
      '/customErrorResponses',
      '/defaultCacheBehavior/allowedMethods/items',
      '/errorPages',
      '/origins',
      '/restrictions/geoRestriction/items'
    ]
  ])
  const details = Object.fromEntries(
    refused.body.errors.map(({ pointer, detail }: { pointer: string; detail: string }) => [pointer, detail])
  )
  expect(details['/origins']).toContain(`${url}/origins/`)
  expect(details['/cacheBehaviors']).toContain(`${url}/behaviors/`)
  expect(details['/aliases']).toContain(`${url}/aliases/`)
  expect(details['/errorPages']).toContain(`${url}/error-pages/`)
  expect(refused.body.remedy).toContain('If-Match')
  const dry = await request.patch(`${url}?dryRun=true`).send({ origins: config.origins })
  expect(dry.status).toBe(428)
  expect(emulator.calls.count()).toBe(before)
})

test('PATCH distributions: an array with the ETag, or with *, is taken; without arrays no If-Match is needed', async () => {
  const { request, url, etag } = await startWithDistribution()
  const one = { restrictions: { geoRestriction: { restrictionType: 'whitelist', items: ['DE'] } } }
  expect((await request.patch(url).set('If-Match', etag).send(one)).status).toBe(200)
  expect((await request.patch(url).set('If-Match', etag).send(one)).status).toBe(412)
  expect((await request.patch(url).set('If-Match', '*').send({ cacheBehaviors: [] })).status).toBe(200)
  expect((await request.patch(url).send({ comment: 'x', restrictions: null })).status).toBe(200)
})
