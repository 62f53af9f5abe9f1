import { type CloudFrontClient } from '@aws-sdk/client-cloudfront'
import { expect, test } from 'vitest'
import { operations } from '../../src/cloudfront/model/shapes.ts'
import { startEmulator } from './start-emulator.ts'
import { richInput } from './wire/mutations.ts'
import { sendAny } from './wire/start-wire.ts'

/** Whatever it answers: what is sent is of the right shape and otherwise nonsense. */
async function attempt(client: CloudFrontClient, name: string, input: object): Promise<void> {
  await sendAny(client, name, input).catch((error: unknown) => {
    expect(error).toMatchObject({ $metadata: { httpStatusCode: expect.any(Number) as number } })
  })
}

test('every operation is counted under its own name, at /_local/calls too, and none of them fails inside', async () => {
  const { client, emulator, url, errors } = await startEmulator()
  for (const operation of operations.values()) await attempt(client, operation.name, richInput(operation))
  const expected = Object.fromEntries([...operations.keys()].sort().map(name => [name, 1]))
  expect(emulator.calls.counts()).toEqual(expected)
  expect(await (await fetch(`${url}/_local/calls`)).json()).toEqual({ counts: expected })
  expect(errors()).toEqual([])
})
