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
