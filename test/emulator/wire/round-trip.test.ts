import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { operations } from '../../../src/cloudfront/model/shapes.ts'
import { arbitraryOf } from '../../helpers/arbitraries.ts'
import { handleAll, sendAny, startWire } from './start-wire.ts'

const RUNS = 16

describe('the wire between the real SDK and the handlers', () => {
  test('all 167 operations: the handler receives what was sent, the client what was returned', async () => {
    let received: { input: unknown; operation: string } | undefined
    let output: Record<string, unknown> = {}
    const handlers = handleAll((input, { operation }) => {
      received = { input, operation: operation.name }
      return output
    })
    const { client, logged } = await startWire({ handlers })

    const done = new Set<string>()
    for (const [name, operation] of operations) {
      const inputs = fc.sample(arbitraryOf(operation.input, { itemsMax: 2 }), { numRuns: RUNS, seed: 1 })
      const outputs = fc.sample(arbitraryOf(operation.output, { itemsMax: 2 }), { numRuns: RUNS, seed: 2 })
      for (const [index, input] of inputs.entries()) {
        output = outputs[index] ?? {}
        received = undefined
        const answer = await sendAny(client, name, input)
        expect(received, name).toEqual({ input, operation: name })
        expect(plain(answer.output), name).toEqual(expected(output, operation.output.member.has('ContentType')))
        expect(answer.metadata.httpStatusCode, name).toBe(operation.status)
        expect(answer.metadata.requestId).toMatch(/^[\da-f-]{36}$/)
      }
      done.add(name)
    }
    expect(done.size).toBe(167)
    expect(logged).toEqual([])
    process.stdout.write(`wire: ${done.size} operations in, ${done.size} out, ${done.size * RUNS} calls\n`)
  }, 60_000)
})

/** Code arrives as a subclass of Uint8Array, which equals no plain one. */
function plain(output: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(output).map(([name, value]) => [name, value instanceof Uint8Array ? new Uint8Array(value) : value])
  )
}

function expected(output: Record<string, unknown>, hasContentType: boolean): Record<string, unknown> {
  return hasContentType ? { ContentType: 'application/octet-stream', ...output } : output
}
