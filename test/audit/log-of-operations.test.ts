import { expect, test, vi } from 'vitest'
import { startWithDistribution } from '../resources/start-distribution.ts'

test('the log names the operation that a request began, and its caller and request if a step fails', async () => {
  const { request, url, emulator, logs } = await startWithDistribution({ enabled: false })
  emulator.clock.advance(60)
  emulator.faults.add({ kind: 'error', code: 'AccessDenied', status: 403, operations: ['DeleteDistribution'] })
  const deletion = await request.delete(url).set('x-request-id', 'the-deletion').expect(202)
  const operationId = (deletion.headers.location ?? '').split('/').at(-1)
  const lines = () => logs.map(line => JSON.parse(line) as Record<string, unknown>)
  expect(lines()).toContainEqual(
    expect.objectContaining({ requestId: 'the-deletion', method: 'DELETE', status: 202, operationId })
  )
  const failed = { operationId, step: 'Deleting the distribution', requestId: 'the-deletion', caller: '127.0.0.1' }
  await vi.waitFor(() => expect(lines()).toContainEqual(expect.objectContaining(failed)), { timeout: 20_000 })
})

test('the log of what a step writes names the request that began the operation', async () => {
  const { request, url, emulator, logs } = await startWithDistribution({ enabled: false })
  emulator.clock.advance(60)
  const deletion = await request.delete(url).set('x-request-id', 'the-deletion').set('prefer', 'wait=30')
  expect(deletion.body, deletion.text).toMatchObject({ status: 'succeeded' })
  const written = { operationId: deletion.body.id as string, requestId: 'the-deletion', msg: 'audit' }
  expect(logs.map(line => JSON.parse(line) as Record<string, unknown>)).toContainEqual(expect.objectContaining(written))
})
