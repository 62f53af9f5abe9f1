import { randomUUID } from 'node:crypto'
import { isIP, type LookupFunction } from 'node:net'
import { hostname } from 'node:os'
import { type ServerResponse } from 'node:http'
import { expect, onTestFinished, test, vi } from 'vitest'
import { recordStep } from '../../../src/invalidation/queue/progress.ts'
import { createWebhookDelivery, type WebhookDeliveryOptions } from '../../../src/invalidation/webhooks/delivery.ts'
import { isReachable, readNetworks } from '../../../src/invalidation/webhooks/receiver-address.ts'
import { signatureHeaders } from '../../../src/invalidation/webhooks/signature.ts'
import { findBadWebhook, type Webhook, waitingWebhook } from '../../../src/invalidation/webhooks/settings.ts'
import { holdStoreClock } from '../../helpers/hold-store-clock.ts'
import { startStore, type StartedStore } from '../../helpers/start-store.ts'
import { heldClock, recordingLogger } from '../../jobs/start-engine.ts'
import { startInvalidations } from './start-invalidations.ts'
import { isSigned, SECRET, startReceiver } from './start-receiver.ts'

/** Deliveries on a store with invalidations that end when the test says so. */
async function start({
  hosts,
  ...options
}: { hosts: string[]; store?: StartedStore } & Partial<WebhookDeliveryOptions>) {
  const clock = heldClock()
  const database = await holdStoreClock((options.store ?? (await startStore())).database, clock)
  const logger = recordingLogger()
  const open = (own: Partial<WebhookDeliveryOptions> = {}) => {
    const delivery = createWebhookDelivery({
      ...{ database, clock, logger, settings: { hosts, secret: SECRET }, newToken: randomUUID, random: () => 0 },
      describe: async id => ({ id, status: 'succeeded', webhook: { attempts: 3 } }),
      ...options,
      ...own
    })
    onTestFinished(() => delivery.close())
    return delivery
  }
  const end = async (url: string, { fail = false } = {}) => {
    const id = `inv_${randomUUID()}`
    await database.query(
      `INSERT INTO invalidations (id, target, caller, status, items, total, webhook, created_at)
       VALUES ($1, '/distributions/E1', 'me', 'inProgress', '["/a"]', 1, $2::jsonb, $3)`,
      [id, JSON.stringify(waitingWebhook({ url })), new Date(clock.now())]
    )
    const ending = database.transaction(async tx => {
      await recordStep(tx, [{ id, count: 1 }], { step: 'completed' })
      if (fail) throw new Error('rolled back')
    })
    if (fail) await expect(ending).rejects.toThrow('rolled back')
    else await ending
    return id
  }
  const webhookOf = async (id: string) => {
    const [row] = await database.query<{ webhook: Webhook }>('SELECT webhook FROM invalidations WHERE id = $1', [id])
    return row?.webhook
  }
  return { database, clock, logger, open, delivery: open(), end, webhookOf }
}

test('the signature is that of Standard Webhooks', () => {
  // The example that its libraries are tested with.
  const secret = Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64')
  const message = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestamp: 1_614_265_330, body: '{"test": 2432232314}' }
  expect(signatureHeaders(message, secret)).toEqual({
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='
  })
})

test('the receiver gets one signed POST that says what ended, and the invalidation says that it was delivered', async () => {
  const receiver = await startReceiver()
  const { delivery, end, webhookOf, clock } = await start({ hosts: [receiver.host] })
  const id = await end(receiver.url)
  await delivery.sweep()
  await delivery.sweep()
  expect(receiver.received).toHaveLength(1)
  const [received] = receiver.received
  expect(received && isSigned(received)).toBe(true)
  expect(received?.headers).toMatchObject({ 'content-type': 'application/json', 'webhook-id': `msg_${id}` })
  const at = new Date(clock.now()).toISOString()
  expect(JSON.parse(received?.body ?? '')).toEqual({
    type: 'invalidation.succeeded',
    timestamp: at,
    data: { resource: `/distributions/E1/invalidations/${id}`, id, status: 'succeeded' }
  })
  expect(await webhookOf(id)).toEqual({ url: receiver.url, status: 'succeeded', attempts: 1, lastAttemptAt: at })
})

test('once started it is notified of an end', async () => {
  const receiver = await startReceiver()
  const { delivery, end } = await start({ hosts: [receiver.host] })
  await delivery.start()
  await end(receiver.url)
  await vi.waitFor(() => expect(receiver.received).toHaveLength(1), { timeout: 10_000 })
})

test('an end that is rolled back is not announced', async () => {
  const receiver = await startReceiver()
  const { delivery, end } = await start({ hosts: [receiver.host] })
  await end(receiver.url, { fail: true })
  await delivery.sweep()
  expect(receiver.received).toEqual([])
})

test('a failed delivery is retried after growing pauses, with the same webhook-id and a new signature', async () => {
  const receiver = await startReceiver((response, index) => response.writeHead(index < 2 ? 503 : 200).end())
  const { delivery, end, webhookOf, clock } = await start({ hosts: [receiver.host] })
  const id = await end(receiver.url)
  await delivery.sweep()
  expect(await webhookOf(id)).toMatchObject({
    ...{ status: 'pending', attempts: 1, lastError: 'The receiver answered 503.' },
    nextAttemptAt: new Date(clock.now() + 5_000).toISOString()
  })
  for (const seconds of [4, 1, 29, 1]) {
    clock.advance(seconds)
    await delivery.sweep()
  }
  const { received } = receiver
  expect(received.map(({ headers }) => headers['webhook-id'])).toEqual(Array(3).fill(`msg_${id}`))
  expect(received.map(each => isSigned(each))).toEqual([true, true, true])
  expect(new Set(received.map(({ headers }) => headers['webhook-timestamp'])).size).toBe(3)
  expect(await webhookOf(id)).toEqual({
    ...{ url: receiver.url, status: 'succeeded', attempts: 3 },
    lastAttemptAt: new Date(clock.now()).toISOString()
  })
})

test('after ten attempts it has failed for good', async () => {
  const receiver = await startReceiver(response => response.writeHead(500).end())
  const { delivery, end, webhookOf, clock } = await start({ hosts: [receiver.host] })
  const id = await end(receiver.url)
  for (let day = 0; day < 12; day += 1) {
    await delivery.sweep()
    clock.advance(86_400)
  }
  expect(receiver.received).toHaveLength(10)
  expect(await webhookOf(id)).toMatchObject({ status: 'failed', attempts: 10, lastError: 'The receiver answered 500.' })
})

test('410 Gone ends it immediately, and a longer Retry-After is respected', async () => {
  const receiver = await startReceiver((response, index) => {
    if (index === 0) response.writeHead(429, { 'retry-after': '90' }).end()
    else response.writeHead(410).end()
  })
  const { delivery, end, webhookOf, clock } = await start({ hosts: [receiver.host] })
  const id = await end(receiver.url)
  await delivery.sweep()
  clock.advance(89)
  await delivery.sweep()
  expect(receiver.received).toHaveLength(1)
  clock.advance(1)
  await delivery.sweep()
  clock.advance(86_400)
  await delivery.sweep()
  expect(receiver.received).toHaveLength(2)
  expect(await webhookOf(id)).toMatchObject({ status: 'failed', attempts: 2, lastError: expect.stringMatching('410') })
})

test('a redirect is not followed', async () => {
  const other = await startReceiver()
  const receiver = await startReceiver(response => response.writeHead(307, { location: other.url }).end())
  const { delivery, end, webhookOf } = await start({ hosts: [receiver.host, other.host] })
  const id = await end(receiver.url)
  await delivery.sweep()
  expect(other.received).toEqual([])
  expect(await webhookOf(id)).toMatchObject({ status: 'pending', lastError: expect.stringMatching('307') })
})

test('an endless answer counts by its status; a silent receiver and none at all are failures, each with its reason', async () => {
  const endless = await startReceiver(response => {
    response.writeHead(200)
    const timer = setInterval(() => response.write('x'.repeat(10_000)), 1)
    response.on('close', () => clearInterval(timer))
  })
  const silent = await startReceiver(() => undefined)
  const gone = await startReceiver()
  await gone.close()
  const { delivery, end, webhookOf } = await start({
    hosts: [endless.host, silent.host, gone.host],
    timeoutMs: 200
  })
  const [first, second, third] = [await end(endless.url), await end(silent.url), await end(gone.url)]
  await delivery.sweep()
  expect(await webhookOf(first)).toMatchObject({ status: 'succeeded' })
  expect(await webhookOf(second)).toMatchObject({ lastError: 'The receiver did not answer within 0.2 seconds.' })
  expect(await webhookOf(third)).toMatchObject({ lastError: 'The receiver could not be reached (ECONNREFUSED).' })
})

test('a name that leads to this machine receives nothing, even where the operator allows the name', async () => {
  const receiver = await startReceiver()
  const port = new URL(receiver.url).port
  // What every machine is called by itself.
  const host = `${hostname().toLowerCase()}:${port}`
  const { delivery, end, webhookOf } = await start({ hosts: [host] })
  const id = await end(`http://${host}/hooks`)
  await delivery.sweep()
  expect(receiver.received).toEqual([])
  expect(await webhookOf(id)).toMatchObject({ status: 'pending', attempts: 1 })
})

const resolvingTo =
  (...addresses: string[]): LookupFunction =>
  (_, __, callback) =>
    callback(
      null,
      addresses.map(address => ({ address, family: isIP(address) }))
    )

test('a name that leads somewhere else at each question is only ever sent to an address that was checked', async () => {
  const receiver = await startReceiver()
  const host = `hooks.example.com:${new URL(receiver.url).port}`
  const answers = ['127.0.0.1', '::ffff:127.0.0.1', '169.254.169.254', '10.1.2.3']
  let questions = 0
  const resolve: LookupFunction = (name, options, callback) =>
    resolvingTo(answers[questions++] ?? '')(name, options, callback)
  const { delivery, end, webhookOf, clock } = await start({ hosts: [host], resolve })
  const id = await end(`http://${host}/hooks`)
  for (const attempts of [1, 2, 3, 4]) {
    await delivery.sweep()
    expect(await webhookOf(id)).toMatchObject({ attempts, lastError: expect.stringMatching('WEBHOOK_NETWORKS') })
    clock.advance(3_600)
  }
  expect([questions, receiver.received.length]).toEqual([4, 0])
})

test('a network that the operator names may be sent to, as may this machine by its own name', async () => {
  const receiver = await startReceiver()
  const port = new URL(receiver.url).port
  const hosts = [`hooks.example.com:${port}`, `localhost:${port}`]
  const { open, end, webhookOf } = await start({ hosts })
  const delivery = open({
    settings: { hosts, secret: SECRET, networks: readNetworks(['127.0.0.0/8']) },
    resolve: resolvingTo('169.254.169.254', '127.0.0.1')
  })
  const [named, local] = [await end(`http://${hosts[0]}/hooks`), await end(`http://${hosts[1]}/hooks`)]
  await delivery.sweep()
  expect(await webhookOf(named)).toMatchObject({ status: 'succeeded' })
  expect(await webhookOf(local)).toMatchObject({ status: 'succeeded' })
})

test.each([
  ...['127.0.0.1', '127.255.0.1', '0.0.0.0', '10.0.0.1', '172.16.0.1', '192.168.1.1', '100.64.0.1', '169.254.169.254'],
  ...['192.0.0.8', '192.0.2.1', '198.18.0.1', '224.0.0.1', '255.255.255.255', '240.0.0.1'],
  ...['::', '::1', '::ffff:169.254.169.254', '::ffff:7f00:1', '64:ff9b::a9fe:a9fe', '2002:7f00:1::', '2001::1'],
  ...['fe80::1', 'fc00::1', 'fd00:ec2::254', 'ff02::1', '2001:db8::1', '::127.0.0.1', '::7f00:1', '::a9fe:a9fe']
])('%s is no address of a receiver', address => {
  expect(isReachable(address, [])).toBe(false)
})

test.each(['93.184.215.14', '2606:2800:21f:cb07:6820:80da:af6b:8b2c', '::ffff:93.184.215.14'])('%s is one', address =>
  expect(isReachable(address, [])).toBe(true)
)

test('a host that the operator has since removed receives nothing', async () => {
  const receiver = await startReceiver()
  const { delivery, end, webhookOf } = await start({ hosts: ['hooks.example.com'] })
  const id = await end(receiver.url)
  await delivery.sweep()
  expect(receiver.received).toEqual([])
  expect(await webhookOf(id)).toMatchObject({ status: 'failed', lastError: expect.stringMatching('no longer allows') })
})

test('what one instance is delivering no other delivers, and what a dead one held is delivered after its lease', async () => {
  const receiver = await startReceiver((response, index) => {
    if (index > 0) response.writeHead(204).end()
  })
  const { delivery, open, end, clock } = await start({ hosts: [receiver.host], timeoutMs: 5_000 })
  await end(receiver.url)
  const held = delivery.sweep()
  await vi.waitFor(() => expect(receiver.received).toHaveLength(1), { timeout: 10_000 })
  const another = open()
  await another.sweep()
  expect(receiver.received).toHaveLength(1)
  clock.advance(60)
  await another.sweep()
  expect(receiver.received).toHaveLength(2)
  await delivery.close()
  await held
})

test('closing breaks off what is under way, and the next start delivers it', async () => {
  const receiver = await startReceiver((response, index) => {
    if (index > 0) response.writeHead(204).end()
  })
  const { delivery, open, end, webhookOf } = await start({ hosts: [receiver.host], timeoutMs: 60_000 })
  const id = await end(receiver.url)
  void delivery.sweep()
  await vi.waitFor(() => expect(receiver.received).toHaveLength(1), { timeout: 10_000 })
  await delivery.close()
  expect(await webhookOf(id)).toMatchObject({ status: 'waiting', attempts: 0 })
  await open().sweep()
  expect(await webhookOf(id)).toMatchObject({ status: 'succeeded', attempts: 1 })
})

test('the log names the host and neither the path nor the secret', async () => {
  const receiver = await startReceiver(response => response.writeHead(500).end())
  const { delivery, end, logger } = await start({ hosts: [receiver.host] })
  await end(`${receiver.url}?token=private`)
  await delivery.sweep()
  expect(logger.lines).toMatchObject([{ details: { host: receiver.host } }])
  expect(JSON.stringify(logger.lines)).not.toMatch(/private|hooks/)
})

test.each([
  ['no address', 'is not an address'],
  ['https://user:secret@hooks.example.com/', 'contains a user or a password'],
  ['https://hooks.example.com/#a', 'contains a fragment'],
  ['http://hooks.example.com/', 'must be https'],
  ['ftp://hooks.example.com/', 'must be https'],
  ['https://hooks.example.com:8443/', 'the operator can add it to WEBHOOK_HOSTS'],
  ['https://evil.example.com/', 'names the host evil.example.com, which is not allowed'],
  ['https://hooks.example.com.evil.com/', 'which is not allowed']
])('%s is refused with the member named', (url, detail) => {
  const settings = { hosts: ['hooks.example.com', '127.0.0.1:9000'], secret: SECRET }
  expect(findBadWebhook(url, settings)).toEqual({
    pointer: '/webhook/url',
    detail: expect.stringContaining(detail) as string
  })
})

test('POST invalidations: the receiver is notified of the end, and GET shows that', async () => {
  const receiver = await startReceiver()
  const { create, read, end, url } = await startInvalidations(
    {},
    { webhooks: { hosts: [receiver.host], secret: SECRET } }
  )
  const id = await create({ paths: ['/a'], webhook: { url: receiver.url } })
  expect((await read(id)).webhook).toEqual({ url: receiver.url, status: 'waiting', attempts: 0 })
  await end(id)
  await vi.waitFor(async () => expect((await read(id)).webhook.status).toBe('succeeded'), { timeout: 10_000 })
  expect(receiver.received).toHaveLength(1)
  const [received] = receiver.received
  expect(received && isSigned(received)).toBe(true)
  const { type, data } = JSON.parse(received?.body ?? '')
  expect(type).toBe('invalidation.succeeded')
  expect(data).toMatchObject({ resource: `${url}/${id}`, id, status: 'succeeded', progress: { completed: 1 } })
  expect(Object.keys(data)).not.toEqual(expect.arrayContaining(['webhook']))
})

test('a webhook stored by an older release is delivered in the format of this one', async () => {
  const receiver = await startReceiver()
  const { create, read, end, database } = await startInvalidations(
    {},
    { webhooks: { hosts: [receiver.host], secret: SECRET } }
  )
  const id = await create({ paths: ['/a'], webhook: { url: receiver.url } })
  await end(id)
  await vi.waitFor(async () => expect((await read(id)).webhook.attempts).toBe(1), { timeout: 10_000 })
  await database.query(
    `UPDATE invalidations SET status = 'completed', webhook = webhook || '{"status": "delivered"}' WHERE id = $1`,
    [id]
  )
  expect(await read(id)).toMatchObject({ status: 'succeeded', webhook: { url: receiver.url, status: 'succeeded' } })
})

test('POST invalidations: a cancelled invalidation is announced as cancelled', async () => {
  const receiver = await startReceiver()
  const { create, request, url, id } = await startInvalidations(
    {},
    { webhooks: { hosts: [receiver.host], secret: SECRET } }
  )
  await request.put(`/distributions/${id}/invalidation-guard`).send({ debounceSeconds: 60 }).expect(200)
  const held = await create({ paths: ['/a'], webhook: { url: receiver.url } })
  await request.delete(`${url}/${held}`).expect(200)
  await vi.waitFor(() => expect(receiver.received).toHaveLength(1), { timeout: 10_000 })
  expect(JSON.parse(receiver.received[0]?.body ?? '').type).toBe('invalidation.cancelled')
})

test('POST invalidations: 400 names webhook.url where the operator allows none', async () => {
  const { request, url, emulator } = await startInvalidations()
  const { status, body } = await request
    .post(url)
    .send({ paths: ['/a'], webhook: { url: 'https://hooks.example.com/' } })
  expect([status, body.code, body.errors]).toEqual([
    ...[400, 'VALIDATION_FAILED'],
    [{ pointer: '/webhook/url', detail: expect.stringContaining('WEBHOOK_HOSTS') }]
  ])
  expect(emulator.calls.count('CreateInvalidation')).toBe(0)
})

test('allowed are https at a listed host and http on this machine, and nothing without settings', () => {
  const settings = { hosts: ['hooks.example.com', '127.0.0.1:9000'], secret: SECRET }
  for (const url of ['https://HOOKS.example.com:443/a?b=c', 'http://127.0.0.1:9000/']) {
    expect(findBadWebhook(url, settings)).toBeUndefined()
  }
  expect(findBadWebhook('https://hooks.example.com/', undefined)?.detail).toContain('WEBHOOK_HOSTS and WEBHOOK_SECRET')
})

test('two instances whose clocks are 140 seconds apart deliver an announcement once, and repeat it when it is due', async () => {
  const hanging: ServerResponse[] = []
  const receiver = await startReceiver((response, index) => {
    if (index === 0) hanging.push(response)
    else response.writeHead(204).end()
  })
  const { open, delivery, end, clock, webhookOf } = await start({ hosts: [receiver.host] })
  const wrongBy = (seconds: number) => ({ now: () => clock.now() + seconds * 1_000 })
  const [behind, ahead] = [open({ clock: wrongBy(-70) }), open({ clock: wrongBy(70) })]
  const id = await end(receiver.url)
  const first = behind.sweep()
  await vi.waitFor(() => expect(hanging).toHaveLength(1))
  await ahead.sweep()
  expect(receiver.received, 'while the first one lives').toHaveLength(1)
  hanging[0]?.writeHead(503).end()
  await first
  expect(await webhookOf(id)).toMatchObject({ nextAttemptAt: new Date(clock.now() + 5_000).toISOString() })
  clock.advance(4)
  for (const each of [behind, ahead, delivery]) await each.sweep()
  expect(receiver.received, 'before it is due').toHaveLength(1)
  clock.advance(1)
  await ahead.sweep()
  expect(receiver.received).toHaveLength(2)
  expect(await webhookOf(id)).toMatchObject({ status: 'succeeded', attempts: 2 })
})
