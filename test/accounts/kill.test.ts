import { ListInvalidationsCommand } from '@aws-sdk/client-cloudfront'
import { expect, test, vi } from 'vitest'
import { createDistribution } from '../emulator/distribution-calls.ts'
import { settingsForLocal, start } from '../helpers/run-server.ts'
import { accountsFile, type LocalAccount, startCloudFront } from './start-accounts.ts'

const send = async (url: string, method: string, body?: object) =>
  fetch(url, {
    method,
    headers: { prefer: 'wait=30', ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) })
  })

async function countInvalidations({ cloudfront }: LocalAccount, DistributionId: string): Promise<number | undefined> {
  const { InvalidationList } = await cloudfront.send(new ListInvalidationsCommand({ DistributionId }))
  return InvalidationList?.Quantity
}

test('a process that is killed amid the work of two accounts leaves it to the next one, which does it in the right ones', async () => {
  const [blue, green] = [await startCloudFront(), await startCloudFront()]
  const ACCOUNTS_FILE = await accountsFile([
    { name: 'blue', endpoint: blue.url },
    { name: 'green', endpoint: green.url }
  ])
  const settings = await settingsForLocal({ ACCOUNTS_FILE, LOG_LEVEL: 'silent' })
  const first = start(settings)
  const { url, localCloudFront } = await first.ready()
  expect(localCloudFront).toBeUndefined()
  const refused = await send(`${url}/distributions`, 'POST', { origins: [{ domainName: 'www.example.com' }] })
  expect(await refused.json()).toMatchObject({ code: 'ACCOUNT_REQUIRED' })

  const { Id: inBlue = '' } = await createDistribution(blue.cloudfront)
  const { Id: inGreen = '' } = await createDistribution(green.cloudfront)
  for (const { faults } of [blue, green])
    faults.add({ kind: 'hold', operations: ['CreateInvalidation', 'UpdateDistribution'] })
  for (const id of [inBlue, inGreen]) {
    const accepted = await fetch(`${url}/distributions/${id}/invalidations`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ paths: ['/*'] })
    })
    expect(accepted.status).toBe(201)
  }
  const deletion = await fetch(`${url}/distributions/${inGreen}`, { method: 'DELETE' })
  expect(deletion.status).toBe(202)
  await vi.waitFor(() => expect(green.calls.counts().UpdateDistribution).toBe(1), { timeout: 20_000 })
  await first.end()
  for (const { faults } of [blue, green]) faults.clear()

  const second = await start(settings).ready()
  await vi.waitFor(
    async () => {
      expect(await countInvalidations(blue, inBlue)).toBe(1)
    },
    { timeout: 40_000 }
  )
  const operation = await send(`${second.url}${deletion.headers.get('location')}`, 'GET')
  expect(await operation.json()).toMatchObject({ status: 'succeeded' })
  expect((await send(`${second.url}/distributions/${inGreen}`, 'GET')).status).toBe(404)
  expect((await send(`${second.url}/distributions/${inBlue}`, 'GET')).status).toBe(200)
})
