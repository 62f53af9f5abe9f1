import { expect, test } from 'vitest'
import { readDocument } from '../api/walk-document.ts'
import { startApp } from '../helpers/start-app.ts'

const { operations } = await readDocument()
const ROLES = (operation: object) =>
  (operation as { security?: { bearer?: string[] }[] }).security?.flatMap(({ bearer = [] }) => bearer) ?? []
const writes = operations.filter(
  operation => operation.method !== 'get' && !ROLES(operation).some(scope => scope.endsWith(':read'))
)

test('every write of the document leaves a record at its address, even if it is refused', async () => {
  expect(writes.length).toBeGreaterThan(100)
  const { request, emulator } = await startApp()
  const missing: string[] = []
  for (const [index, { operationId, method, path }] of writes.entries()) {
    // What is refused is recorded one by one up to a number a minute.
    if (index % 100 === 99) emulator.clock.advance(60)
    const url = path.replace(/\{\w+\}/g, 'NOSUCHTHING1')
    const { status } = await request[method as 'post'](url).set('x-request-id', operationId)
    const { body } = await request.get(`/audit?limit=1&action=${operationId}`).expect(200)
    const [record] = body.items
    const fits =
      record?.requestId === operationId &&
      record.resource === url &&
      // What is recorded with the write itself is older than the answer.
      (record.status ?? status) === status &&
      record.outcome === (status < 400 ? 'succeeded' : status < 500 ? 'refused' : 'failed')
    if (!fits) missing.push(`${operationId} ${status}: ${JSON.stringify(record)}`)
  }
  expect(missing).toEqual([])
})
