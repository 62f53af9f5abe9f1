import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import supertest from 'supertest'
import { expect, test } from 'vitest'
import { expandedDocument } from '../helpers/expanded-document.ts'
import { settingsForLocal, start } from '../helpers/run-server.ts'
import { createFuzzClient, realIds } from './fuzz-client.ts'
import { type Document, requestsOf } from './fuzz-requests.ts'

/** How many; none where it is not set, since they take minutes. */
const REQUESTS = Number(process.env.FUZZ_REQUESTS ?? 0)
const SEED = Number(process.env.FUZZ_SEED ?? 20_261_129)
const CONCURRENCY = 8
const PARTS = 10
const ADMIN = 'long-fuzz'

test.runIf(REQUESTS > 0)(
  `${REQUESTS} requests to a process, with tokens and without: no 5xx, no hang, memory flat`,
  async () => {
    const server = start(
      await settingsForLocal({
        API_TOKENS: createHash('sha256').update(ADMIN).digest('hex'),
        RATE_LIMIT_REQUESTS: '0',
        RATE_LIMIT_WRONG_TOKENS: '0',
        LOG_LEVEL: 'error'
      })
    )
    const { url } = await server.ready()
    const pid = server.child.pid ?? 0
    const request = supertest.agent(url).set('authorization', `Bearer ${ADMIN}`)
    const limited = await request.post('/tokens').send({ name: 'limited', scopes: ['distributions:read'] })
    expect(limited.status, limited.text).toBe(201)
    const tokens = [ADMIN, ADMIN, ADMIN, limited.body.token as string, 'wrong', undefined]
    let turn = 0
    const { send, remember } = createFuzzClient({
      url,
      ids: await realIds(request),
      concurrency: CONCURRENCY,
      own() {
        const token = tokens[turn++ % tokens.length]
        return token === undefined ? {} : { authorization: `Bearer ${token}` }
      }
    })
    const generated = requestsOf((await expandedDocument()) as unknown as Document)
    const statuses: Record<string, number> = {}
    const rss = [megabytesOf(pid)]
    const wrong: string[] = []

    for (let part = 0; part < PARTS; part++) {
      const requests = fc.sample(generated, { numRuns: REQUESTS / PARTS, seed: SEED + part })
      const work = async () => {
        for (let each = requests.pop(); each; each = requests.pop()) {
          const answer = await send(each).catch((error: unknown) => ({ status: 0, type: String(error), text: '' }))
          statuses[answer.status] = (statuses[answer.status] ?? 0) + 1
          remember(each, answer)
          if (answer.status >= 100 && answer.status < 500) continue
          const { operation: _, ...shown } = each
          wrong.push(
            `${answer.status} ${answer.type} ${answer.text.slice(0, 300)} to ${JSON.stringify(shown).slice(0, 600)}`
          )
        }
      }
      await Promise.all(Array.from({ length: CONCURRENCY }, work))
      rss.push(megabytesOf(pid))
    }
    process.stdout.write(`${JSON.stringify({ requests: REQUESTS, statuses, rssMB: rss, wrong: wrong.length })}\n`)
    expect(wrong.slice(0, 10).join('\n\n')).toBe('')
  },
  7_200_000
)

function megabytesOf(pid: number): number {
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1_024)
}
