import { expect, test } from 'vitest'
import { createDistribution } from '../distribution-calls.ts'
import { refusal } from '../refusal.ts'
import { listOf, sample, type Sample } from '../sample-config.ts'
import { startEmulator } from '../start-emulator.ts'

const lists: [name: string, change: (config: Sample) => void, quantity: number, supplied: number][] = [
  ['Origins', config => (config.Origins.Quantity = 2), 2, 1],
  ['Aliases', config => (config.Aliases = { Quantity: 0, Items: ['a.example.com'] }), 0, 1],
  ['Aliases', config => (config.Aliases = { Quantity: 1 }), 1, 0],
  [
    'CustomErrorResponses',
    config => (config.CustomErrorResponses = { Quantity: 3, Items: [{ ErrorCode: 404 }] }),
    3,
    1
  ],
  [
    'AllowedMethods',
    config => (config.DefaultCacheBehavior.AllowedMethods = { Quantity: 3, Items: ['GET', 'HEAD'] }),
    3,
    2
  ],
  [
    'CachedMethods',
    config =>
      (config.DefaultCacheBehavior.AllowedMethods = {
        ...listOf('GET', 'HEAD'),
        CachedMethods: { Quantity: 1, Items: ['GET', 'HEAD'] }
      }),
    1,
    2
  ],
  [
    'GeoRestriction',
    config => (config.Restrictions = { GeoRestriction: { RestrictionType: 'whitelist', Quantity: 2, Items: ['DE'] } }),
    2,
    1
  ],
  ['TrustedSigners', config => (config.DefaultCacheBehavior.TrustedSigners = { Enabled: false, Quantity: 1 }), 1, 0]
]

test.each(lists)('InconsistentQuantities: %s', async (name, change, quantity, supplied) => {
  const { client } = await startEmulator()
  const config = sample(each => void change(each))
  expect(await refusal(createDistribution(client, config))).toEqual({
    code: 'InconsistentQuantities',
    status: 400,
    message: `The specified quantity of ${name} (${quantity}) does not match the actual quantity supplied (${supplied}).`
  })
})
