import { expect, test } from 'vitest'
import {
  acceptedConfigs,
  readRealConfig,
  realConfigsAreThere,
  refusedConfigs,
  withoutEmptyLists
} from '../helpers/real-configs.ts'
import { REFERENCE_KINDS } from '../../src/emulator/trust.ts'
import { createDistribution, getDistribution } from './distribution-calls.ts'
import { refusal } from './refusal.ts'
import { startEmulator } from './start-emulator.ts'

test.runIf(!realConfigsAreThere)('there is no folder ../shared/real-configs: none was tried', () => {
  expect([acceptedConfigs, refusedConfigs]).toEqual([[], []])
})

test.runIf(realConfigsAreThere)('twelve configurations of public repositories are there', () => {
  expect([acceptedConfigs.length, refusedConfigs.length]).toEqual([11, 1])
})

test.each(acceptedConfigs)('%s is accepted and read back with everything it said', async name => {
  const { client } = await startEmulator({ trusted: REFERENCE_KINDS })
  const given = readRealConfig(name)
  const { Id } = await createDistribution(client, given)
  expect((await getDistribution(client, Id)).config).toMatchObject(withoutEmptyLists(given))
})

test.each(refusedConfigs)('%s is refused for its origin’s domain name', async name => {
  const { client } = await startEmulator()
  expect(await refusal(createDistribution(client, readRealConfig(name)))).toEqual({
    code: 'InvalidArgument',
    status: 400,
    message: 'The parameter origin name must be a domain name.'
  })
})
