import { expect, test } from 'vitest'
import { startWithDistribution } from '../start-distribution.ts'

test.each([
  ['sent', 'a batch of invalidations was sent', undefined],
  ['refused', 'an invalidation could not be submitted', 'AccessDenied']
])('the log names a batch that is %s, its invalidations, and CloudFront’s request id', async (_, message, code) => {
  const { request, url, emulator, logs } = await startWithDistribution()
  if (code !== undefined) {
    emulator.faults.add({ kind: 'error', code, status: 403, operations: ['CreateInvalidation'] })
  }
  const { body } = await request
    .post(`${url}/invalidations`)
    .send({ paths: ['/a'] })
    .expect(201)
  const find = () => logs.map(line => JSON.parse(line) as Record<string, unknown>).find(({ msg }) => msg === message)
  await expect.poll(find, { timeout: 20_000 }).toMatchObject({
    target: url,
    batchId: expect.any(String) as string,
    invalidationIds: [body.id],
    cloudFrontRequestId: expect.stringMatching(/^[\w-]{8,}$/) as string
  })
})
