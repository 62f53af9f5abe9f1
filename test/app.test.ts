import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import { startApp } from './helpers/start-app.ts'

test('the compilers that Fastify brings along are never loaded: they would cost every start 70 ms', async () => {
  const { request } = await startApp()
  await request.get('/distributions').expect(200)
  const loaded = Object.keys(createRequire(import.meta.url).cache)
  expect(loaded.some(file => file.includes('node_modules/fastify/'))).toBe(true)
  expect(loaded.filter(file => /@fastify\/(ajv|fast-json-stringify)-compiler/.test(file))).toEqual([])
})
