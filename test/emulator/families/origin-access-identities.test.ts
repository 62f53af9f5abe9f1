import * as CF from '@aws-sdk/client-cloudfront'
import { expect, test } from 'vitest'
import { refusal } from '../refusal.ts'
import { startEmulator } from '../start-emulator.ts'

async function start() {
  const { client } = await startEmulator()
  return {
    client,
    create: (CallerReference: string, Comment: string) =>
      client.send(
        new CF.CreateCloudFrontOriginAccessIdentityCommand({
          CloudFrontOriginAccessIdentityConfig: { CallerReference, Comment }
        })
      )
  }
}

test('the same creation again gives the first identity, and other content under its reference is refused', async () => {
  const { create } = await start()
  const { CloudFrontOriginAccessIdentity: identity, ETag } = await create('reference', 'for the site')
  const again = await create('reference', 'for the site')
  expect([again.CloudFrontOriginAccessIdentity, again.ETag]).toEqual([identity, ETag])
  expect(await refusal(create('reference', 'for another'))).toEqual({
    code: 'CloudFrontOriginAccessIdentityAlreadyExists',
    status: 409,
    message:
      'The caller reference you are using to create the CloudFront origin access identity is associated with another identity.'
  })
})

test('an identity is known to buckets by a canonical user of its own, which stays', async () => {
  const { client, create } = await start()
  const { CloudFrontOriginAccessIdentity: identity, ETag: IfMatch } = await create('reference', '')
  const { CloudFrontOriginAccessIdentity: other } = await create('another', '')
  expect(identity?.S3CanonicalUserId).toMatch(/^[0-9a-f]{96}$/)
  expect(other?.S3CanonicalUserId).not.toBe(identity?.S3CanonicalUserId)
  const { Id, S3CanonicalUserId } = identity ?? {}
  const CloudFrontOriginAccessIdentityConfig = { CallerReference: 'reference', Comment: 'changed' }
  const updated = await client.send(
    new CF.UpdateCloudFrontOriginAccessIdentityCommand({ Id, IfMatch, CloudFrontOriginAccessIdentityConfig })
  )
  expect(updated.CloudFrontOriginAccessIdentity).toEqual({
    Id,
    S3CanonicalUserId,
    CloudFrontOriginAccessIdentityConfig
  })
  const { CloudFrontOriginAccessIdentityList: list } = await client.send(
    new CF.ListCloudFrontOriginAccessIdentitiesCommand({})
  )
  expect(list).toMatchObject({ Marker: '', IsTruncated: false, Quantity: 2 })
  expect(list?.Items).toContainEqual({ Id, S3CanonicalUserId, Comment: 'changed' })
})

test.each([
  ['another caller reference', { CallerReference: 'another', Comment: '' }, 'IllegalUpdate'],
  ['a comment too long', { CallerReference: 'reference', Comment: 'x'.repeat(129) }, 'InvalidArgument']
])('an update with %s is refused', async (_case, CloudFrontOriginAccessIdentityConfig, code) => {
  const { client, create } = await start()
  const { CloudFrontOriginAccessIdentity: identity, ETag: IfMatch } = await create('reference', '')
  const update = new CF.UpdateCloudFrontOriginAccessIdentityCommand({
    Id: identity?.Id,
    IfMatch,
    CloudFrontOriginAccessIdentityConfig
  })
  expect(await refusal(client.send(update))).toMatchObject({ code, status: 400 })
})
