import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { startApp } from '../helpers/start-app.ts'

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const as = (token: string) => ({ authorization: `Bearer ${token}` })

/** The deletion of a distribution by one caller, which failed because another one protected it meanwhile. */
async function startFailedDeletion() {
  const tokens = ['the-one-who-deletes', 'the-one-who-retries']
  const [deletes = '', retries = ''] = tokens
  const { request, emulator } = await startApp({ localPropagationSeconds: 0, apiTokenHashes: tokens.map(sha256) })
  emulator.clock.release()
  const origins = [{ domainName: 'www.example.com' }]
  const created = await request.post('/distributions').set(as(deletes)).send({ origins }).expect(201)
  const url = `/distributions/${created.body.id}`
  emulator.faults.add({ kind: 'hold', operations: ['UpdateDistribution'] })
  const { headers } = await request.delete(url).set(as(deletes)).expect(202)
  const steps = async () =>
    (await request.get('/audit?action=distribution.delete').set(as(deletes))).body.items as object[]
  await expect.poll(steps, { timeout: 20_000 }).toHaveLength(1)
  await request.put(`${url}/protection`).set(as(retries)).send({ protected: true }).expect(200)
  emulator.faults.clear()
  const operation = headers.location ?? ''
  const ended = async () => (await request.get(operation).set(as(deletes)).set('prefer', 'wait=30').expect(200)).body
  expect(await ended()).toMatchObject({ status: 'failed', error: { code: 'DISTRIBUTION_PROTECTED' } })
  const history = async (address: string) =>
    (await request.get(address).set(as(deletes)).expect(200)).body.items as {
      action: string
      outcome: string
      code?: string
      resource: string
      distributionId?: string
      operationId?: string
      requestId: string
      caller?: { id: string }
    }[]
  return { request, url, id: created.body.id as string, operation, deletes, retries, ended, history }
}

test("a retry is in the history of the distribution, and the steps after it are the retrying caller's", async () => {
  const { request, url, operation, deletes, retries, ended, history } = await startFailedDeletion()
  await request.put(`${url}/protection`).set(as(retries)).send({ protected: false }).expect(200)
  await request.post(`${operation}/retry`).set(as(retries)).set('x-request-id', 'the-retry').expect(200)
  expect(await ended()).toMatchObject({ status: 'succeeded' })
  await request.post(`${operation}/cancel`).set(as(deletes)).expect(409)
  const records = await history(`${url}/audit`)
  const [begins, resumes] = [
    records.find(({ action }) => action === 'deleteDistribution')?.caller?.id,
    records.find(({ action }) => action === 'replaceDistributionProtection')?.caller?.id
  ]
  expect(begins).not.toBe(resumes)
  const about = { resource: url, operationId: operation.split('/').at(-1) }
  expect(records.slice(0, 3)).toMatchObject([
    { ...about, action: 'cancelOperation', outcome: 'refused', code: 'OPERATION_ENDED', caller: { id: begins } },
    { ...about, action: 'distribution.delete', caller: { id: resumes }, requestId: 'the-retry' },
    { ...about, action: 'retryOperation', outcome: 'succeeded', caller: { id: resumes }, requestId: 'the-retry' }
  ])
  expect(records.at(-3)).toMatchObject({ ...about, action: 'distribution.delete', caller: { id: begins } })
  expect(await history(`/audit?resource=${url}&action=retryOperation`)).toHaveLength(1)
})

test('refused cancellations and retries are in the history of the distribution, whoever was refused', async () => {
  const { request, url, id, operation, retries, history } = await startFailedDeletion()
  const named = async (name: string, token: object) =>
    (
      await request
        .post('/tokens')
        .set(as(retries))
        .send({ name, ...token })
        .expect(201)
    ).body.token as string
  const reader = await named('reader', { scopes: ['*:read'] })
  const elsewhere = await named('elsewhere', { scopes: ['*:write'], distributions: { ids: ['EELSEWHERE0001'] } })
  await request.post(`${operation}/retry`).set(as(reader)).expect(403)
  await request.post(`${operation}/cancel`).set(as(elsewhere)).expect(404)
  await request.post(`${operation}/cancel`).set(as(retries)).expect(409)
  const about = { resource: url, distributionId: id, operationId: operation.split('/').at(-1), outcome: 'refused' }
  expect((await history(`${url}/audit`)).slice(0, 3)).toMatchObject([
    { ...about, action: 'cancelOperation', code: 'OPERATION_ENDED' },
    {
      ...about,
      action: 'cancelOperation',
      code: 'OPERATION_NOT_FOUND',
      caller: { name: expect.stringMatching(/^elsewhere /) as string }
    },
    {
      ...about,
      action: 'retryOperation',
      code: 'SCOPE_MISSING',
      caller: { name: expect.stringMatching(/^reader /) as string }
    }
  ])
  await request.post('/operations/nothing/retry').set(as(retries)).expect(404)
  const [newest] = await history('/audit?limit=1')
  expect(newest).toMatchObject({ resource: '/operations/nothing/retry', code: 'OPERATION_NOT_FOUND' })
  // What is no id, and what comes without a token, is not looked up, but recorded all the same.
  await request.post('/operations/a%00b/cancel').set(as(retries)).expect(400)
  await request.post('/operations/a%00b/cancel').set(as('nobody')).expect(401)
  expect(await history('/audit?limit=2')).toMatchObject([
    { resource: '/operations/a%00b/cancel', code: 'UNAUTHENTICATED' },
    { resource: '/operations/a%00b/cancel', code: 'VALIDATION_FAILED' }
  ])
})
