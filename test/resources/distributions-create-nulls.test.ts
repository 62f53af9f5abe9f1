import { expect, test } from 'vitest'
import { startApp } from '../helpers/start-app.ts'

test('POST distributions: null is the default, as in PUT and PATCH', async () => {
  const { request } = await startApp()
  const origin = { domainName: 'mybucket.s3.amazonaws.com' }
  const plain = await request.post('/distributions').send({ origins: [origin] })
  const nulls = await request.post('/distributions').send({
    comment: null,
    aliases: null,
    webAclId: null,
    priceClass: null,
    logging: null,
    errorPages: null,
    tags: null,
    viewerCertificate: null,
    defaultCacheBehavior: { cachePolicyId: null, compress: null, viewerProtocolPolicy: null },
    cacheBehaviors: null,
    origins: [{ ...origin, id: null, s3OriginConfig: null, customHeaders: null, originAccess: null }]
  })
  expect(nulls.status, nulls.text).toBe(201)
  const { callerReference: _, ...expected } = plain.body.config
  expect(nulls.body.config).toMatchObject(expected)
})

test('POST distributions: settings that are given in part get the rest by default, and what is needed cannot be null', async () => {
  const { request } = await startApp()
  const origins = [{ domainName: 'mybucket.s3.amazonaws.com' }]
  const given = { origins, logging: { enabled: true, bucket: 'logs.s3.amazonaws.com' }, restrictions: {} }
  const response = await request.post('/distributions').send(given)
  expect(response.status, response.text).toBe(201)
  expect(response.body.config).toMatchObject({
    logging: { enabled: true, bucket: 'logs.s3.amazonaws.com', prefix: '', includeCookies: false },
    restrictions: { geoRestriction: { restrictionType: 'none', items: [] } }
  })
  const refused = await request.post('/distributions').send({ origins: [{ domainName: null }] })
  expect(refused.status).toBe(400)
  expect(refused.body.errors).toEqual([expect.objectContaining({ pointer: '/origins/0/domainName' })])
})
