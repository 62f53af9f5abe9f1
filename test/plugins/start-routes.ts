import Fastify, { type FastifyInstance } from 'fastify'
import { onTestFinished } from 'vitest'
import { allowedMethods } from '../../src/plugins/allowed-methods.ts'
import { deprecation } from '../../src/plugins/deprecation.ts'
import { jsonBodies } from '../../src/plugins/json-bodies.ts'
import { type Problem } from '../../src/plugins/problem-schema.ts'
import { problems } from '../../src/plugins/problems.ts'
import { validation } from '../../src/plugins/validation.ts'

/** What all routes share, around a few routes made for a test. Closes itself when the test has finished. */
export async function startRoutes(register: (app: FastifyInstance) => void, { bodyLimit = 10_000 } = {}) {
  const app = Fastify({ bodyLimit, routerOptions: { maxParamLength: 500 } })
  await app.register(problems)
  await app.register(deprecation)
  await app.register(allowedMethods)
  await app.register(jsonBodies)
  await app.register(validation)
  register(app)
  await app.ready()
  onTestFinished(() => app.close())

  return {
    app,
    /** Sends a text as it is, as JSON unless said otherwise. */
    send: async (url: string, body: string | Buffer, { method = 'POST', type = 'application/json' } = {}) => {
      const headers = type === '' ? {} : { 'content-type': type }
      return app.inject({ method: method as 'POST', url, headers, body })
    }
  }
}

/** The body of an answer that must be a problem. */
export function problemIn(response: { headers: Record<string, unknown>; json(): unknown }): Problem {
  if (!String(response.headers['content-type']).startsWith('application/problem+json')) {
    throw new Error(`not a problem but ${String(response.headers['content-type'])}`)
  }
  return response.json() as Problem
}
