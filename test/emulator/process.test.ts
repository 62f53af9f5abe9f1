import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createDistribution, getDistribution, invalidate } from './distribution-calls.ts'
import { runEmulator } from './emulator-process.ts'
import { refusalCode } from './refusal.ts'
import { sdkClient } from './start-emulator.ts'
import { temporaryFolder } from './temporary-folder.ts'

function start(env: Record<string, string> = {}) {
  const DATA_DIR = env.DATA_DIR ?? temporaryFolder()
  const running = runEmulator({ LOCAL_CLOUDFRONT_PORT: '0', LOCAL_EDGE_PORT: '0', ...env, DATA_DIR })
  // A process that is meant to fail has no ready line, and nobody waits for it then.
  running.ready.catch(() => undefined)
  return { ...running, DATA_DIR }
}

async function connect(running: { ready: Promise<string> }) {
  const { localCloudFront } = JSON.parse(await running.ready) as { localCloudFront: string }
  const client = sdkClient(localCloudFront)
  onTestFinished(() => client.destroy())
  return client
}

const jsonLines = (text: string) =>
  text
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as { level: number; msg: string })

test('the ready line is one line of JSON, and the logs are JSON on standard error', async () => {
  const running = start()
  expect(await running.ready).toMatch(
    /^\{"ready":true,"localCloudFront":"http:\/\/127\.0\.0\.1:\d+","edge":"http:\/\/127\.0\.0\.1:\d+"\}$/
  )
  running.kill('SIGTERM')
  expect(await running.exited).toEqual({ code: 0, signal: null })
  expect(running.lines).toHaveLength(1)
  // Nothing but log lines: no warning of Node or the SDK among them.
  expect(jsonLines(running.errors()).map(({ msg }) => msg)).toEqual([
    'the local CloudFront is listening',
    'the local edge is listening',
    'stopping',
    'stopped'
  ])
})

test('SIGINT ends it cleanly, and the next process finds the state', async () => {
  const first = start({ LOG_LEVEL: 'silent' })
  const { Id, ETag } = await createDistribution(await connect(first))
  first.kill('SIGINT')
  expect(await first.exited).toEqual({ code: 0, signal: null })
  const second = start({ DATA_DIR: first.DATA_DIR })
  expect((await getDistribution(await connect(second), Id)).ETag).toBe(ETag)
})

test('kill -9 in the middle of writing loses nothing that was answered', async () => {
  const first = start({ LOCAL_CLOUDFRONT_PROPAGATION_SECONDS: '3600' })
  const client = await connect(first)
  const { Id } = await createDistribution(client)
  const answered = new Map<string, string>()
  let enough = () => {}
  const fifty = new Promise<void>(resolve => (enough = resolve))
  // Each ends with the connection, at the kill: that is no failure of the test.
  const writers = Promise.allSettled(
    Array.from({ length: 8 }, async (_, writer) => {
      for (let index = 0; ; index += 1) {
        const reference = `${writer}-${index}`
        const made = await invalidate(client, Id, [`/${reference}`], reference)
        answered.set(reference, made.Id ?? '')
        if (answered.size >= 50) enough()
      }
    })
  )
  await fifty
  first.kill('SIGKILL')
  expect(await first.exited).toEqual({ code: null, signal: 'SIGKILL' })
  await writers

  const again = await connect(start({ DATA_DIR: first.DATA_DIR }))
  for (const [reference, id] of answered) {
    expect((await invalidate(again, Id, [`/${reference}`], reference)).Id).toBe(id)
  }
  expect((await getDistribution(again, Id)).distribution.InProgressInvalidationBatches).toBeGreaterThanOrEqual(50)
})

test('a second process on the same folder is refused with a sentence, and the first goes on', async () => {
  const first = start()
  const client = await connect(first)
  const second = start({ DATA_DIR: first.DATA_DIR })
  expect(await second.exited).toEqual({ code: 2, signal: null })
  expect(second.errors()).toContain('another local CloudFront is using')
  expect(second.lines).toEqual([])
  await createDistribution(client)
})

test('a port that is taken is said in a sentence', async () => {
  const first = start()
  const { port } = new URL((JSON.parse(await first.ready) as { localCloudFront: string }).localCloudFront)
  const second = start({ LOCAL_CLOUDFRONT_PORT: port })
  expect(await second.exited).toEqual({ code: 2, signal: null })
  expect(second.errors()).toContain('LOCAL_CLOUDFRONT_PORT must name a free address to listen on')
  expect(second.errors()).not.toContain('    at ')
})

test('a wrong setting stops the start with one sentence that names it', async () => {
  const running = start({ LOCAL_CLOUDFRONT_PORT: '70000' })
  expect(await running.exited).toEqual({ code: 2, signal: null })
  expect(running.errors()).toContain('LOCAL_CLOUDFRONT_PORT must be a port from 0 (any free one) to 65535.\n')
  expect(running.lines).toEqual([])
})

test.each(['/proc/x', '/etc/passwd'])('DATA_DIR=%s, which no folder can be, is said in a sentence', async DATA_DIR => {
  const running = start({ DATA_DIR })
  expect(await running.exited).toEqual({ code: 2, signal: null })
  const sentence = expect.stringMatching(/^DATA_DIR: .+ cannot be created as a folder \(\w+\)\.$/) as string
  expect(jsonLines(running.errors())).toMatchObject([{ level: 60, msg: sentence }])
})

test.each([
  ['/proc/x', 'does not exist'],
  ['/etc/passwd', 'is not a folder']
])('LOCAL_EDGE_BUCKETS=%s: the start ends with one sentence, as it %s', async (LOCAL_EDGE_BUCKETS, reason) => {
  const running = start({ LOCAL_EDGE_BUCKETS })
  expect(await running.exited).toEqual({ code: 2, signal: null })
  const msg = `LOCAL_EDGE_BUCKETS: ${LOCAL_EDGE_BUCKETS} ${reason}.`
  expect(jsonLines(running.errors())).toMatchObject([{ level: 60, msg }])
  expect(running.lines).toEqual([])
})

test('the state is kept in a folder of its own below DATA_DIR', async () => {
  const running = start()
  const { Id } = await createDistribution(await connect(running))
  expect(readFileSync(join(running.DATA_DIR, 'local-cloudfront/journal.jsonl'), 'utf8')).toContain(Id)
})

test('the propagation time is the setting’s', async () => {
  const client = await connect(start({ LOCAL_CLOUDFRONT_PROPAGATION_SECONDS: '0' }))
  const { Id } = await createDistribution(client)
  expect((await getDistribution(client, Id)).distribution.Status).toBe('Deployed')
  expect(await refusalCode(getDistribution(client, 'E1234567890ABC'))).toBe('NoSuchDistribution')
})
