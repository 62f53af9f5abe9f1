import { type Fields, type FunctionEvent } from '../../../src/emulator/functions/event.ts'
import { createSandbox, type FunctionRun } from '../../../src/emulator/functions/sandbox.ts'

const sandbox = createSandbox()

export const NOW = Date.parse('2026-03-04T05:06:07.000Z')

export const fields = (values: Record<string, string>): Fields =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value }]))

export function requestEvent(request: Partial<FunctionEvent['request']> = {}): FunctionEvent {
  return {
    version: '1.0',
    context: { eventType: 'viewer-request' },
    request: {
      method: 'GET',
      uri: '/index.html',
      querystring: {},
      headers: fields({ host: 'www.example.com' }),
      cookies: {},
      ...request
    }
  }
}

export function responseEvent(response: Partial<NonNullable<FunctionEvent['response']>> = {}): FunctionEvent {
  return {
    ...requestEvent(),
    context: { eventType: 'viewer-response' },
    response: {
      statusCode: 200,
      statusDescription: 'OK',
      headers: fields({ server: 'CustomOriginServer', 'content-length': '9593' }),
      cookies: {},
      ...response
    }
  }
}

/** One run in runtime 2.0, unless told otherwise. */
export function runFunction(code: string, run: Partial<FunctionRun> = {}) {
  return sandbox.run({ code, runtime: 'cloudfront-js-2.0', event: requestEvent(), now: NOW, ...run })
}

/** What a run that must succeed gives back. */
export async function outputOf(code: string, run: Partial<FunctionRun> = {}) {
  const { output, error } = await runFunction(code, run)
  if (!output) throw new Error(`the function failed: ${error}`)
  // A response has other members than a request; which of them there are is what the tests look at.
  return output as { request: Record<string, never>; response: Record<string, never> }
}

export const store = (items: Record<string, string>) => ({
  id: 'a1b2',
  created: '2026-01-01T00:00:00.000Z',
  modified: '2026-02-01T00:00:00.000Z',
  items: new Map(Object.entries(items))
})
