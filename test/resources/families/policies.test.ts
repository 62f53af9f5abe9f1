import { CreateCachePolicyCommand } from '@aws-sdk/client-cloudfront'
import { expect, test } from 'vitest'
import { startApp } from '../../helpers/start-app.ts'

test('a change adds no defaults to what was made elsewhere without them', async () => {
  const { request, cloudfront } = await startApp()
  const CachePolicyConfig = { Name: 'bare', MinTTL: 5 }
  const { CachePolicy } = await cloudfront.send(new CreateCachePolicyCommand({ CachePolicyConfig }))
  const url = `/cache-policies/${CachePolicy?.Id}`
  const { body: before } = await request.get(url).expect(200)
  expect(before.config).not.toHaveProperty('parametersInCacheKeyAndForwardedToOrigin')
  const patched = await request.patch(url).send({ comment: 'changed' }).expect(200)
  expect(patched.body.config).toEqual({ ...before.config, comment: 'changed' })
  const replaced = await request.put(url).set('If-Match', '*').send(before.config).expect(200)
  expect(replaced.body.config).toEqual(before.config)
  // What is asked for gets them.
  const asked = await request.patch(url).send({ parametersInCacheKeyAndForwardedToOrigin: {} }).expect(200)
  expect(asked.body.config.parametersInCacheKeyAndForwardedToOrigin).toMatchObject({ enableAcceptEncodingGzip: true })
})

test('a patch, of either kind, with a null that the configuration cannot have is refused', async () => {
  const { request, cloudfront } = await startApp()
  const CachePolicyConfig = { Name: 'plain', MinTTL: 5 }
  const { CachePolicy } = await cloudfront.send(new CreateCachePolicyCommand({ CachePolicyConfig }))
  const url = `/cache-policies/${CachePolicy?.Id}`
  const refused = [{ pointer: '/coment', detail: 'is not known here; did you mean "comment"?' }]
  const merged = await request.patch(url).send({ coment: null })
  expect([merged.status, merged.body.errors], merged.text).toEqual([400, refused])
  const patch = (path: string) =>
    request
      .patch(url)
      .type('application/json-patch+json')
      .send(JSON.stringify([{ op: 'add', path, value: null }]))
  const patched = await patch('/coment')
  expect([patched.status, patched.body.errors], patched.text).toEqual([400, refused])
  await patch('/comment').expect(200)
})
