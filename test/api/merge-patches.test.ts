import { expect, test } from 'vitest'
import { MERGE_PATCH } from '../resources/start-distribution.ts'
import { startApp } from '../helpers/start-app.ts'
import { readDocument } from './walk-document.ts'

const { operations } = await readDocument()

/** Their bodies are maps whose keys are the callers' own. */
const MAPS = /\/(tags|items)$/

const patches = operations.filter(({ method, path, requestBody }) => {
  return method === 'patch' && requestBody !== undefined && !MAPS.test(path) && !path.startsWith('/dry-run')
})

test('every merge patch with an unknown member that is null is refused: null would remove nothing', async () => {
  const { request } = await startApp()
  const answers: Record<string, unknown> = {}
  for (const { path } of patches) {
    const url = path.replace('{errorCode}', '404').replace(/\{\w+\}/g, 'X1')
    const response = await request.patch(url).set('Content-Type', MERGE_PATCH).send('{"bogus":null}')
    answers[path] = [response.status, response.body.errors?.[0]]
  }
  expect(patches.length).toBeGreaterThan(20)
  expect(answers).toEqual(
    Object.fromEntries(patches.map(({ path }) => [path, [400, { pointer: '/bogus', detail: 'is not known here' }]]))
  )
})
