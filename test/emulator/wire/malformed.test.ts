import { expect, test } from 'vitest'
import { operations } from '../../../src/cloudfront/model/shapes.ts'
import { mutationsOf, richInput } from './mutations.ts'
import { handleAll, sendRaw, serialize, startWire, type RawRequest } from './start-wire.ts'

/** The SDK's headers speak of the body as it was before the damage. */
function resend({ body, headers = {}, ...request }: RawRequest): RawRequest {
  const kept = Object.entries(headers).filter(([name]) => !/^(host|content-length|x-amz-content-sha256)$/i.test(name))
  const bytes = Buffer.from(body ?? '')
  const length = bytes.length > 0 ? { 'content-length': String(bytes.length) } : {}
  return { ...request, headers: { ...Object.fromEntries(kept), ...length }, body: bytes }
}

test('all 167 operations refuse every damaged request with 400 and the right code, and no handler sees one', async () => {
  const handled: string[] = []
  const handlers = handleAll((_, { operation }) => {
    handled.push(operation.name)
    // What comes back does not matter here; an answer without its members is a failure of the handler, seen as 500.
    return {}
  })
  const { port, logged } = await startWire({ handlers })

  let refused = 0
  const kinds = new Set<string>()
  for (const [name, operation] of operations) {
    const mutations = await mutationsOf(operation)
    expect(mutations.length, name).toBeGreaterThan(0)
    for (const { title, request, codes } of mutations) {
      const answer = await sendRaw(port, resend(request))
      expect({ status: answer.status, code: answer.code }, `${name}: ${title}: ${answer.text}`).toEqual({
        status: 400,
        code: codes.find(code => code === answer.code) ?? codes.join(' or ')
      })
      expect(answer.headers['x-amzn-requestid'], name).toBeTruthy()
      kinds.add(title.replace(/ at .*/, ''))
      refused += 1
    }
  }
  expect(handled).toEqual([])
  expect(logged).toEqual([])
  expect(refused).toBeGreaterThan(2000)
  process.stdout.write(
    `wire: ${refused} malformed requests of ${operations.size} operations refused, ${kinds.size} kinds\n`
  )
}, 60_000)

test('the requests which are damaged above are good ones before', async () => {
  const handled = new Set<string>()
  const handlers = handleAll((_, { operation }) => {
    handled.add(operation.name)
    return {}
  })
  const { port } = await startWire({ handlers })
  for (const operation of operations.values()) {
    const answer = await sendRaw(port, resend(await serialize(operation, richInput(operation))))
    expect(answer.status, answer.text).not.toBe(400)
  }
  expect(handled.size).toBe(167)
})
