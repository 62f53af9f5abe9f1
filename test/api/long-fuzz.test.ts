import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { type AddressInfo } from 'node:net'
import { join } from 'node:path'
import fc from 'fast-check'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import supertest from 'supertest'
import { expect, onTestFinished, test } from 'vitest'
import { expandedDocument } from '../helpers/expanded-document.ts'
import { INSPECTABLE, type MemoryInUse, memoryOf } from '../helpers/heap-of-process.ts'
import { projectFolder } from '../helpers/project.ts'
import { settingsForLocal, start } from '../helpers/run-server.ts'
import { temporaryFolder } from '../helpers/start-process.ts'
import { createFuzzClient, realIds } from './fuzz-client.ts'
import { type Document, requestsOf } from './fuzz-requests.ts'

/** How many; none where it is not set, since they take minutes. */
const REQUESTS = Number(process.env.FUZZ_REQUESTS ?? 0)
const SEED = Number(process.env.FUZZ_SEED ?? 20_261_129)
const CONCURRENCY = 8
const PARTS = 10
/** After so many of them all code has run, and all caches are as full as they get. */
const WARM_UP = 2
const ADMIN = 'long-fuzz'

test.runIf(REQUESTS > 0)(
  `${REQUESTS} requests to a process, with tokens and without: no 5xx, no hang, memory flat`,
  async () => {
    const { file, jwt } = await startIssuer()
    const server = start(
      await settingsForLocal({
        ...INSPECTABLE,
        ...startSettings(),
        API_TOKENS: createHash('sha256').update(ADMIN).digest('hex'),
        OIDC_ISSUERS_FILE: file,
        RATE_LIMIT_REQUESTS: '0',
        RATE_LIMIT_WRONG_TOKENS: '0',
        LOG_LEVEL: 'error'
      })
    )
    const look = memoryOf(server.child)
    const { url } = await server.ready()
    const measure = await look
    const request = supertest.agent(url).set('authorization', `Bearer ${ADMIN}`)
    const make = async (grant: object) => {
      const made = await request.post('/tokens').send({ name: 'fuzz', ...grant })
      expect(made.status, made.text).toBe(201)
      return made.body as { id: string; token: string }
    }
    const { token: limited } = await make({ scopes: ['distributions:read'] })
    const revoked = await make({ scopes: ['admin'] })
    expect((await request.delete(`/tokens/${revoked.id}`)).status).toBe(204)
    // It ends in the first minute of the run.
    const { token: expiring } = await make({ scopes: ['*:read'], expiresInSeconds: 60 })
    const tokens = [ADMIN, ADMIN, ADMIN, ADMIN, ADMIN, limited, jwt, expiring, revoked.token, 'wrong', undefined]
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
    const pid = server.child.pid ?? 0
    const rss = [megabytesOf(pid)]
    const inUse: MemoryInUse[] = []
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
      // Not after each part: the process would not be as large as it is without.
      if (part === WARM_UP - 1 || part === PARTS - 1) inUse.push(await measure())
    }
    const found = { requests: REQUESTS, statuses, rssMB: rss, inUseMB: inUse, rssAfterMB: megabytesOf(pid) }
    process.stdout.write(`${JSON.stringify({ ...found, wrong: wrong.length })}\n`)
    expect(wrong.slice(0, 10).join('\n\n')).toBe('')
    // Resident memory says little: V8 returns what it has freed when nothing is going on.
    const [before = 0, after = 0] = inUse.map(({ heap, external }) => heap + external)
    if (after > before * 1.1) throw new Error(`what is in use grew from ${before} to ${after} MB`)
  },
  7_200_000
)

/** An issuer of JWTs, the file that names it, and a JWT that may read everything, for longer than the run takes. */
async function startIssuer() {
  const { privateKey, publicKey } = await generateKeyPair('ES256')
  const keys = [{ ...(await exportJWK(publicKey)), kid: 'one', alg: 'ES256' }]
  const server = createServer((_, response) => response.end(JSON.stringify({ keys })))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const rules = [{ when: { sub: 'fuzz' }, scopes: ['*:read'] }]
  const file = join(await temporaryFolder(), 'issuers.json')
  writeFileSync(file, JSON.stringify({ issuers: [{ issuer, audience: 'frontage', jwksUri: issuer, rules }] }))
  const claims = new SignJWT({ iss: issuer, aud: 'frontage', sub: 'fuzz' }).setExpirationTime('3h')
  return { file, jwt: await claims.setProtectedHeader({ alg: 'ES256', kid: 'one' }).sign(privateKey) }
}

/** What `npm start` sets. */
function startSettings(): Record<string, string> {
  const { scripts } = JSON.parse(readFileSync(join(projectFolder, 'package.json'), 'utf8')) as {
    scripts: { start: string }
  }
  return Object.fromEntries([...scripts.start.matchAll(/(\w+)=(\S+)/g)].map(([, name, value]) => [name, value]))
}

/** Resident. */
function megabytesOf(pid: number): number {
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1_024)
}
