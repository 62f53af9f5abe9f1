import { ListDistributionsCommand } from '@aws-sdk/client-cloudfront'
import { describe, expect, test } from 'vitest'
import { startWithDistribution } from './start-distribution.ts'
import { startApp } from '../helpers/start-app.ts'

const ONE_LINE = { origins: [{ domainName: 'mybucket.s3.amazonaws.com' }] }

describe('POST /distributions whose answer was lost', () => {
  test.each([
    ['CreateDistribution', ONE_LINE],
    ['CreateDistributionWithTags', { ...ONE_LINE, tags: { team: 'web' } }]
  ] as const)(
    '%s: the SDK asks again, and what was created is found: 201, and one distribution',
    async (operation, body) => {
      const { request, emulator, cloudfront } = await startApp()
      emulator.faults.add({ kind: 'resetAfter', operations: [operation], count: 1 })
      const response = await request.post('/distributions').send(body)
      expect(response.status, response.text).toBe(201)
      expect(emulator.calls.count(operation)).toBe(2)
      const { DistributionList } = await cloudfront.send(new ListDistributionsCommand({}))
      expect(DistributionList?.Items?.map(({ Id }) => Id)).toEqual([response.body.id])
      expect(response.headers.location).toBe(`/distributions/${response.body.id}`)
    }
  )

  test('409 where the caller gave the reference: it may be somebody else’s distribution', async () => {
    const { request, emulator } = await startApp()
    emulator.faults.add({ kind: 'resetAfter', operations: ['CreateDistribution'], count: 1 })
    const response = await request.post('/distributions').send({ ...ONE_LINE, callerReference: 'mine' })
    expect([response.status, response.body.code]).toEqual([409, 'DISTRIBUTION_ALREADY_EXISTS'])
  })

  test('409 where the distribution that CloudFront names has another reference', async () => {
    const { request, emulator, id } = await startWithDistribution()
    emulator.faults.add({
      kind: 'error',
      code: 'DistributionAlreadyExists',
      status: 409,
      message: `The caller reference is associated with another distribution. Already exists: ${id}`,
      operations: ['CreateDistribution']
    })
    const response = await request.post('/distributions').send(ONE_LINE)
    expect([response.status, response.body.code]).toEqual([409, 'DISTRIBUTION_ALREADY_EXISTS'])
  })
})
