import { expect, test } from 'vitest'
import { SharedBody } from '../../../src/emulator/edge/shared-body.ts'

/** Keeps nothing of its body. */
const OWNER = { mayKeep: () => false, unwanted: () => undefined }
const CHUNK = Buffer.alloc(512 * 1024)

test('a reader who reads nothing holds up the others only for a while, and is told', async () => {
  const body = new SharedBody(OWNER, { stalledMs: 20 })
  const [fast, slow] = [body.reader().read()[Symbol.asyncIterator](), body.reader().read()]
  for (let n = 0; n < 8; n += 1) {
    const pushed = body.push(CHUNK)
    expect((await fast.next()).value).toHaveLength(CHUNK.length)
    await pushed
  }
  body.end()
  expect((await fast.next()).done).toBe(true)
  const read = async () => {
    for await (const _chunk of slow);
  }
  await expect(read()).rejects.toThrow('stopped reading')
})

test('a reader who is the only one may take as long as it needs', async () => {
  const body = new SharedBody(OWNER, { stalledMs: 1 })
  const only = body.reader().read()[Symbol.asyncIterator]()
  const pushed = [CHUNK, CHUNK, CHUNK].reduce((before, chunk) => before.then(() => body.push(chunk)), Promise.resolve())
  await expect.poll(() => body.chunks.length).toBe(3)
  for (let n = 0; n < 3; n += 1) expect((await only.next()).done).toBe(false)
  await pushed
})

test('a body without a length that nobody reads any more is let go after a while, unless it ends', async () => {
  const unwanted: string[] = []
  const begin = (name: string) => {
    const body = new SharedBody({ mayKeep: () => true, unwanted: () => unwanted.push(name) }, { unreadMs: 1 })
    body.begin(undefined)
    return { body, reader: body.reader() }
  }
  const [ended, endless] = [begin('ended'), begin('endless')]
  for (const { reader } of [ended, endless]) reader.leave()
  ended.body.end()
  await expect.poll(() => unwanted).toEqual(['endless'])
})
