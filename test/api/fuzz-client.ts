import { Agent, request as httpRequest } from 'node:http'
import { expect, onTestFinished } from 'vitest'
import type TestAgent from 'supertest/lib/agent.js'
import { table } from '../../src/resources/families/table.ts'
import { encoded, type FuzzRequest } from './fuzz-requests.ts'

type Request = Pick<TestAgent, 'post' | 'delete'>

export interface Answer {
  readonly status: number
  readonly type: string
  readonly text: string
}

/** Sends requests over a few kept connections; `ids` are those that there really are, by the name of the path parameter. */
export function createFuzzClient({
  url,
  ids,
  concurrency,
  own = () => ({})
}: {
  url: string
  ids: Record<string, string[]>
  concurrency: number
  /** Headers that a request has anyhow. */
  own?: () => Record<string, string>
}) {
  const { hostname, port } = new URL(url)
  const agent = new Agent({ keepAlive: true, maxSockets: concurrency })
  onTestFinished(() => agent.destroy())

  /** What comes of ids that were answered is asked for later. */
  function remember({ operation }: FuzzRequest, { status, text }: Answer): void {
    if (status !== 201) return
    const { id } = JSON.parse(text) as { id?: string }
    const name = operation?.operationId === 'createDistribution' ? 'distributionId' : undefined
    if (id !== undefined && name !== undefined) ids[name] = [...(ids[name] ?? []).slice(-20), id]
  }

  let sent = 0
  async function send({ path, method, params, query, headers, body }: FuzzRequest): Promise<Answer> {
    const address = path.replace(/\{(\w+)\}/g, (_, name: string) => {
      const real = ids[name]
      if (!real) throw new Error(`no id is known for ${name}`)
      return params[name] === 'real' ? (real[sent % real.length] ?? '') : encoded(params[name] ?? '')
    })
    sent += 1
    return new Promise((resolve, reject) => {
      const asked = httpRequest({
        hostname,
        port,
        // As it is: in an address dots would be resolved.
        path: `${address}${query === '' ? '' : `?${query}`}`,
        method: method.toUpperCase(),
        agent,
        headers: { ...own(), ...headers, 'content-length': Buffer.byteLength(body ?? '') },
        // An answer that never comes is a finding, too.
        signal: AbortSignal.timeout(30_000)
      })
      asked.once('error', reject).once('response', answer => {
        const type = (answer.headers['content-type'] ?? '').split(';', 1)[0] ?? ''
        const done = (text: string) => resolve({ status: answer.statusCode ?? 0, type, text })
        // It ends when what it follows does.
        if (type === 'text/event-stream') {
          answer.destroy()
          done('')
          return
        }
        const chunks: Buffer[] = []
        answer.on('data', (chunk: Buffer) => chunks.push(chunk))
        answer.once('error', reject).once('end', () => done(Buffer.concat(chunks).toString()))
      })
      asked.end(body)
    })
  }

  return { send, remember }
}

/** By the name of the path parameter. */
export async function realIds(request: Request): Promise<Record<string, string[]>> {
  const { body } = await request.post('/distributions').send({ origins: [{ domainName: 'b.s3.amazonaws.com' }] })
  const invalidation = await request.post(`/distributions/${body.id}/invalidations`).send({ paths: ['/a'] })
  const group = await request.post('/invalidations').send({ selector: { distributionIds: [body.id] }, paths: ['/b'] })
  const other = await request.post('/distributions').send({ origins: [{ domainName: 'www.example.com' }] })
  const deletion = await request.delete(`/distributions/${other.body.id}`)
  const token = await request.post('/tokens').send({ name: 'web-pipeline', scopes: ['invalidations:write'] })
  expect([invalidation.status, group.status, deletion.status, token.status]).toEqual([201, 201, 202, 201])
  return {
    distributionId: [body.id, other.body.id],
    invalidationId: [invalidation.body.id],
    groupId: [group.body.id],
    operationId: [deletion.body.id],
    tokenId: [token.body.id],
    originId: ['b.s3.amazonaws.com'],
    pathPattern: ['default', '%2Fapi%2F*'],
    errorCode: ['404', '500'],
    code: ['ETAG_MISMATCH', 'TOO_MANY_ORIGINS'],
    alias: ['www.example.com'],
    distributionTenantId: ['dt_1'],
    key: ['a', '%2Fold'],
    domain: ['www.example.com'],
    resourceArn: [encodeURIComponent('arn:aws:cloudfront::111122223333:vpcorigin/vo_1')],
    ...(await realIdsOfFamilies(request))
  }
}

async function realIdsOfFamilies(request: Request): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {}
  for (const { address, id, example } of table) {
    const { headers } = await request.post(`/${address}`).send(example)
    // An example may refer to what is not here.
    found[id.parameter] = [headers.location?.split('/').at(-1) ?? id.example]
  }
  return found
}
