import { describe, expect, test } from 'vitest'
import { defineFamily } from '../../../src/resources/families/family.ts'
import { table } from '../../../src/resources/families/table.ts'
import { startApp } from '../../helpers/start-app.ts'
import { CLOUDFRONT_JSON } from '../start-distribution.ts'
import { cases, type FamilyCase } from './cases.ts'

type App = Awaited<ReturnType<typeof startApp>>

test('every family is tried', () => {
  expect(Object.keys(cases).toSorted()).toEqual(table.map(({ address }) => address).toSorted())
})

describe.each(table.map(row => [row.address, row] as const))('%s', (address, row) => {
  const { patch, needs, use }: FamilyCase = cases[address] ?? { patch: {} }

  async function start() {
    const app = await startApp()
    const body = { ...row.example, ...(await needs?.(app)) }
    return { ...app, app, body }
  }
  async function create({ request }: Pick<App, 'request'>, body: object) {
    const created = await request.post(`/${address}`).send(body)
    expect(created.status, created.text).toBe(201)
    const url = String(created.headers.location)
    return { url, id: decodeURIComponent(url.split('/').at(-1) ?? ''), body: created.body, etag: created.headers.etag }
  }

  test('created, it is read, listed, changed and deleted', async () => {
    const { request, emulator, body } = await start()
    emulator.clock.release()
    const made = await create({ request }, body)
    const read = await request.get(made.url).set('Prefer', 'wait=10').expect(200)
    expect(read.headers.etag).toBe(made.etag)
    expect(read.body).toMatchObject({ config: made.body.config, etag: made.body.etag })
    expect(read.body.usedBy ?? []).toEqual([])

    const listed = await request.get(`/${address}`).expect(200)
    const idMember = row.id.member === 'Name' ? 'name' : 'id'
    const own = listed.body.items.find((item: Record<string, string>) => item[idMember] === made.id)
    expect(read.body.config).toMatchObject(own.config)

    const patched = await request.patch(made.url).send(patch)
    expect(patched.status, patched.text).toBe(200)
    expect(patched.body.config).toEqual({ ...read.body.config, ...patch })
    const again = await request.get(made.url).set('Prefer', 'wait=10').expect(200)
    expect(again.body.config).toEqual(patched.body.config)

    await request.put(made.url).send(read.body.config).expect(428)
    expect(patched.headers.etag).not.toBe(made.etag)
    const stale = await request.put(made.url).set('If-Match', String(made.etag)).send(read.body.config)
    expect([stale.status, stale.body.code]).toEqual([412, 'ETAG_MISMATCH'])
    expect(stale.headers.etag).toBe(patched.headers.etag)
    const replaced = await request.put(made.url).set('If-Match', String(patched.headers.etag)).send(read.body.config)
    expect(replaced.status, replaced.text).toBe(200)
    expect(replaced.body.config).toEqual(read.body.config)
    await request.get(made.url).set('Prefer', 'wait=10').expect(200)

    const deleted = await request.delete(made.url).set('Prefer', 'wait=30')
    expect([200, 204], deleted.text).toContain(deleted.status)
    await request.get(made.url).expect(404)
    await request.delete(made.url).expect(404)
  }, 60_000)

  test('a dry run says what would happen, and nothing happens', async () => {
    const { request, emulator, body } = await start()
    const dry = await request.post(`/${address}?dryRun=true`).send(body)
    expect(dry.status, dry.text).toBe(200)
    expect(dry.body).toMatchObject({ dryRun: true, valid: true })
    const made = await create({ request }, body)
    emulator.calls.clear()
    const dryPatch = await request.patch(`${made.url}?dryRun=true`).send(patch).expect(200)
    expect(dryPatch.body.config).toEqual({ ...made.body.config, ...patch })
    expect(dryPatch.body.diff.map(({ path }: { path: string }) => path).toSorted()).toEqual(
      Object.keys(patch)
        .map(name => `/${name}`)
        .toSorted()
    )
    const called = emulator.calls.last().map(({ operation }) => operation)
    expect(called.filter(name => !/^(?:Get|List|Describe)/.test(name))).toEqual([])
    const read = await request.get(made.url).expect(200)
    expect(read.headers.etag).toBe(made.etag)
  })

  test('CloudFront’s own format of the configuration creates it if nothing else is needed', async () => {
    const { request, emulator, body } = await start()
    emulator.clock.release()
    const made = await create({ request }, body)
    await request.get(made.url).set('Prefer', 'wait=10').expect(200)
    const { body: own } = await request.get(made.url).set('Accept', CLOUDFRONT_JSON).expect(200)
    await request.delete(made.url).set('Prefer', 'wait=30')
    const again = await request.post(`/${address}`).set('Content-Type', CLOUDFRONT_JSON).send(JSON.stringify(own))
    expect(again.status, again.text).toBe(defineFamily(row).isCreatedByConfig ? 201 : 400)
    if (again.status === 201) expect(again.body.config).toEqual(made.body.config)
  }, 60_000)

  test('in CloudFront’s own format it is the same configuration', async () => {
    const { request, body } = await start()
    const made = await create({ request }, body)
    const read = await request.get(made.url).set('Accept', CLOUDFRONT_JSON).expect(200)
    expect(read.headers['content-type']).toContain(CLOUDFRONT_JSON)
    const replaced = await request
      .put(made.url)
      .set({ 'If-Match': '*', 'Content-Type': CLOUDFRONT_JSON })
      .send(JSON.stringify(read.body))
    expect(replaced.status, replaced.text).toBe(200)
    expect(replaced.body.config).toEqual(made.body.config)
  })

  test('what does not fit is named', async () => {
    const { request, body } = await start()
    const unknown = await request.post(`/${address}`).send({ ...body, colour: 'blue' })
    expect(unknown.status).toBe(400)
    expect(unknown.body.errors).toContainEqual(expect.objectContaining({ pointer: '/colour' }))
    const made = await create({ request }, body)
    const patched = await request.patch(made.url).send({ colour: 'blue' })
    expect([patched.status, patched.body.errors]).toEqual([400, [expect.objectContaining({ pointer: '/colour' })]])
  })

  if (defineFamily(row).isTaggable) {
    test('tags are read, replaced and patched by their own version, and change none of the resource', async () => {
      const { request, body } = await start()
      const made = await create({ request }, { ...body, tags: { team: 'web', old: '1' } })
      const at = `${made.url}/tags`
      expect((await request.get(at).expect(200)).body).toEqual({ team: 'web', old: '1' })
      const patched = await request.patch(at).send({ old: null, stage: 'test' })
      expect([patched.status, patched.body], patched.text).toEqual([200, { team: 'web', stage: 'test' }])
      const replaced = await request.put(at).send({ stage: 'production' })
      expect([replaced.status, replaced.body], replaced.text).toEqual([200, { stage: 'production' }])
      for (const method of ['put', 'patch'] as const) {
        const stale = await request[method](at).set('If-Match', String(patched.headers.etag)).send({ stage: 'x' })
        expect([stale.status, stale.headers.etag]).toEqual([412, replaced.headers.etag])
        const dry = await request[method](`/dry-run${at}`).set('If-Match', '*').send({ stage: 'x' })
        expect([dry.status, dry.body.config], dry.text).toEqual([200, { stage: 'x' }])
      }
      const read = await request.get(at).expect(200)
      expect([read.body, read.headers.etag]).toEqual([{ stage: 'production' }, replaced.headers.etag])
      expect((await request.get(made.url).expect(200)).headers.etag).toBe(made.etag)
      await request.put(at).send({ 'aws:team': 'x' }).expect(400)
      const absent = await request.get(`/${address}/none/tags`)
      expect([absent.status, absent.body.code]).toEqual([404, expect.stringMatching(/_NOT_FOUND$/)])
    })
  }

  if (use) {
    test('in use it is not deleted, and says by what; whenFree waits until nothing uses it', async () => {
      const { request, emulator, body, app } = await start()
      emulator.clock.release()
      const made = await create({ request }, body)
      await request.get(made.url).set('Prefer', 'wait=10').expect(200)
      const user = await use(app, made)
      expect((await request.get(made.url).expect(200)).body.usedBy).toEqual([user])
      const refused = await request.delete(made.url)
      expect(refused.status, refused.text).toBe(409)
      expect(refused.body.usedBy).toEqual([user])
      expect(refused.body.detail).toContain(user)
      const waiting = await request.delete(`${made.url}?whenFree=true`).set('Prefer', 'wait=1').expect(202)
      expect(waiting.body).toMatchObject({ kind: 'resource.delete', resource: made.url })
      expect(waiting.body.reason).toContain(user)
      const freed = await request.delete(user).set('Prefer', 'wait=30')
      expect([200, 204], freed.text).toContain(freed.status)
      const ended = await request.get(String(waiting.headers.location)).set('Prefer', 'wait=60')
      expect(ended.body.status).toBe('succeeded')
      await request.get(made.url).expect(404)
    }, 90_000)
  }
})
