import { expect, test } from 'vitest'
import { inFrontOfGroup, localOrigin, startEdge, startOrigin } from './start-edge.ts'

/** A group of two origins. The first is silent at `/silent`, cut off at `/cut`, and gives a listed code elsewhere; the second answers by the path. */
async function startGroup() {
  const first = await startOrigin((request, response) => {
    if (request.url === '/cut') request.socket.destroy()
    else if (request.url !== '/silent') response.writeHead(503).end('first')
  })
  const second = await startOrigin((request, response) =>
    response.writeHead(request.url === '/both' ? 404 : 200).end('second')
  )
  const { distribution } = await startEdge()
  const { get } = await distribution(
    inFrontOfGroup(
      localOrigin(first.port),
      localOrigin(second.port, { Id: 'second', DomainName: 'second.localhost' }),
      503
    )
  )
  return { get, first, second }
}

test('the second origin of a group is asked when the first is silent for too long', async () => {
  const { get } = await startGroup()
  const { status, text } = await get('/silent')
  expect([status, text]).toEqual([200, 'second'])
})

test('the second origin of a group is asked when the connection breaks off before the headers', async () => {
  const { get, first } = await startGroup()
  const { status, text } = await get('/cut')
  expect([status, text]).toEqual([200, 'second'])
  expect(first.seen.map(({ url }) => url)).toEqual(['/cut'])
})

test('where both origins of a group fail, the answer is the second’s', async () => {
  const { get, second } = await startGroup()
  const { status, text } = await get('/both')
  expect([status, text]).toEqual([404, 'second'])
  second.server.closeAllConnections()
  second.server.close()
  expect((await get('/other')).status).toBe(502)
})

test('each request begins with the first origin of a group', async () => {
  const { get, first, second } = await startGroup()
  for (const path of ['/1', '/2', '/3']) expect((await get(path)).text).toBe('second')
  for (const { seen } of [first, second]) expect(seen.map(({ url }) => url)).toEqual(['/1', '/2', '/3'])
})

test('HEAD fails over as GET does', async () => {
  const { get, second } = await startGroup()
  expect((await get('/a', { method: 'HEAD' })).status).toBe(200)
  expect(second.seen.map(({ method }) => method)).toEqual(['HEAD'])
})
