import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import { startApp } from './helpers/start-app.ts'

test('the compilers that Fastify brings along are never loaded: they would cost every start 70 ms', async () => {
  const { cache } = createRequire(import.meta.url)
  const compilers = /@fastify\/(ajv|fast-json-stringify)-compiler/
  // Another file in this worker may have made an app of its own without them.
  for (const file of Object.keys(cache)) if (compilers.test(file)) Reflect.deleteProperty(cache, file)
  const { request } = await startApp()
  await request.get('/distributions').expect(200)
  const loaded = Object.keys(cache)
  expect(loaded.some(file => file.includes('node_modules/fastify/'))).toBe(true)
  expect(loaded.filter(file => compilers.test(file))).toEqual([])
})
