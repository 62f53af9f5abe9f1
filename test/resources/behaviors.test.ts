import { describe, expect, test } from 'vitest'
import { changeBehindOurBack, places, startWithDistribution } from './start-distribution.ts'

const [A, B, C] = ['/a/*', '/b/*', '/c/*'] as const

async function startWithBehaviors(patterns: readonly string[] = [], overrides: object = {}) {
  const started = await startWithDistribution({
    cacheBehaviors: patterns.map(pathPattern => ({ pathPattern })),
    ...overrides
  })
  const behaviors = `${started.url}/behaviors`
  const at = (pattern: string, query = '') => `${behaviors}/${encodeURIComponent(pattern)}${query}`
  const order = async () =>
    (await started.request.get(behaviors)).body.items.map((each: { pathPattern: string }) => each.pathPattern)
  const read = async () => (await started.request.get(started.url)).body.config
  return { ...started, behaviors, at, order, read }
}

describe('PUT /distributions/:id/behaviors/:pathPattern', () => {
  test('201 with Location for a new one, last in order, with the defaults of creation; 200 if it is replaced', async () => {
    const { request, behaviors, at, read, config, order } = await startWithBehaviors([A])
    const added = await request.put(at(B)).send({ cachePolicy: 'CachingDisabled' })
    expect([added.status, added.headers.location], added.text).toEqual([201, at(B)])
    const { findings, ...behavior } = added.body
    expect(Array.isArray(findings)).toBe(true)
    expect(behavior).toEqual({
      ...config.defaultCacheBehavior,
      pathPattern: B,
      cachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad'
    })
    expect(await order()).toEqual([A, B])
    const one = await request.get(at(B))
    expect([one.body, one.headers.etag]).toEqual([behavior, added.headers.etag])
    const replaced = await request.put(at(B)).send({ ...one.body, compress: false })
    expect([replaced.status, replaced.body.compress], replaced.text).toEqual([200, false])
    expect({ ...(await read()), cacheBehaviors: config.cacheBehaviors }).toEqual(config)
    const list = await request.get(behaviors)
    expect(list.body.default).toEqual(config.defaultCacheBehavior)
  })

  test('position, before and after give it its place; one that is there moves, or stays without them', async () => {
    const { request, at, order } = await startWithBehaviors([A, B])
    expect((await request.put(at(C, '?position=first')).send({})).status).toBe(201)
    expect(await order()).toEqual([C, A, B])
    expect((await request.put(at(C)).send({})).status).toBe(200)
    expect(await order()).toEqual([C, A, B])
    const moved = await request.put(at(C, `?after=${encodeURIComponent(A)}`)).send({})
    expect([moved.status, await order()], moved.text).toEqual([200, [A, C, B]])
    const patched = await request.patch(at(B, `?before=${encodeURIComponent(A)}`)).send({})
    expect([patched.status, await order()], patched.text).toEqual([200, [B, A, C]])
    await request.patch(at(B, '?position=last')).send({})
    expect(await order()).toEqual([A, C, B])
  })

  test('400 for a neighbour that is not there, for itself, for two places, and for a place of the default one', async () => {
    const { request, at, writes } = await startWithBehaviors([A])
    const before = writes()
    for (const [pattern, query, parameter] of [
      [B, '?before=%2Fx', 'before'],
      [A, '?after=%2Fa%2F*', 'after'],
      [B, '?position=first&after=%2Fa%2F*', 'after'],
      [B, '?position=second', 'position'],
      ['default', '?position=first', 'position'],
      ['default', '?before=%2Fa%2F*', 'before']
    ] as const) {
      const response = await request.put(at(pattern, query)).send({})
      expect([response.status, places(response.body)], response.text).toEqual([400, [parameter]])
    }
    expect(writes()).toBe(before)
  })

  test('the default one is replaced at its own address', async () => {
    const { request, behaviors, config, read } = await startWithBehaviors([A])
    const body = { ...config.defaultCacheBehavior, viewerProtocolPolicy: 'https-only', compress: null }
    const replaced = await request.put(`${behaviors}/default`).send(body)
    expect([replaced.status, replaced.body.viewerProtocolPolicy], replaced.text).toEqual([200, 'https-only'])
    expect(await read()).toEqual({
      ...config,
      defaultCacheBehavior: { ...config.defaultCacheBehavior, viewerProtocolPolicy: 'https-only' }
    })
    const named = await request.put(`${behaviors}/default`).send({ ...body, pathPattern: A })
    expect([named.status, places(named.body)]).toEqual([400, ['/pathPattern']])
  })

  test('400 names members of the body: a bad pattern, an unknown target, one that is missing, a bad policy', async () => {
    const { request, at, writes } = await startWithBehaviors([A], {
      origins: [{ domainName: 'a.example.com' }, { domainName: 'b.example.com' }],
      defaultCacheBehavior: { targetOriginId: 'a.example.com' },
      cacheBehaviors: [{ pathPattern: A, targetOriginId: 'a.example.com' }]
    })
    const before = writes()
    for (const [pattern, body, place] of [
      ['/ä', { targetOriginId: 'a.example.com' }, '/pathPattern'],
      [B, { targetOriginId: 'c.example.com' }, '/targetOriginId'],
      [B, {}, '/targetOriginId'],
      [B, { targetOriginId: 'a.example.com', cachePolicy: 'CachingOptimised' }, '/cachePolicy'],
      [B, { targetOriginId: 'a.example.com', pathPattern: A }, '/pathPattern'],
      [B, { targetOriginId: 'a.example.com', compres: true }, '/compres']
    ] as const) {
      const response = await request.put(at(pattern)).send(body)
      expect([response.status, places(response.body)], response.text).toEqual([400, [place]])
    }
    expect(writes()).toBe(before)
  })

  test('two writers at once: both behaviors are there, and the place is beside the same neighbour', async () => {
    const { request, at, order, id, cloudfront, emulator } = await startWithBehaviors([A, B])
    const { hold } = emulator.faults.add({ kind: 'hold', operations: ['UpdateDistribution'], count: 1 })
    const [ours] = await Promise.all([
      request.put(at(C, `?before=${encodeURIComponent(B)}`)).send({}),
      hold
        .untilHeld()
        .then(async () =>
          changeBehindOurBack(cloudfront, id, config => {
            const items = config.CacheBehaviors?.Items ?? []
            const [first] = items
            const Items = [{ ...first, PathPattern: '/theirs' }, ...items] as typeof items
            return { ...config, CacheBehaviors: { Quantity: 3, Items } }
          })
        )
        .then(hold.release)
    ])
    expect(ours.status, ours.text).toBe(201)
    expect(await order()).toEqual(['/theirs', A, C, B])
  })

  test('dryRun, If-Match, If-None-Match and Prefer are as at every other write', async () => {
    const { request, at, etag, writes } = await startWithBehaviors([A])
    const before = writes()
    const dry = await request.put(at(B, '?dryRun=true')).send({})
    expect([dry.status, dry.body.diff[0].path], dry.text).toEqual([200, '/cacheBehaviors/1'])
    const stale = await request.put(at(B)).set('If-Match', '"E000000000000"').send({})
    expect([stale.status, stale.body.code]).toEqual([412, 'ETAG_MISMATCH'])
    const there = await request.put(at(A)).set('If-None-Match', '*').send({})
    expect([there.status, there.body.code]).toEqual([412, 'ALREADY_THERE'])
    expect(writes()).toBe(before)
    const added = await request.put(at(B)).set({ 'If-Match': etag, 'If-None-Match': '*', Prefer: 'wait=0' }).send({})
    expect([added.status, added.headers['preference-applied']], added.text).toEqual([201, 'wait=0'])
  })
})

describe('PATCH and DELETE /distributions/:id/behaviors/:pathPattern', () => {
  test('a merge patch of one behavior: policies by name replace ids, null resets, an array replaces the array', async () => {
    const { request, at, config } = await startWithBehaviors([A])
    const all = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE']
    const patched = await request
      .patch(at(A))
      .set('If-Match', '*')
      .send({ cachePolicy: 'CachingDisabled', allowedMethods: { items: all }, compress: false })
    expect(patched.status, patched.text).toBe(200)
    expect(patched.body.cachePolicyId).toBe('4135ea2d-6df8-44a3-9df3-4b5a84be39ad')
    expect(patched.body.allowedMethods.items.toSorted()).toEqual(all.toSorted())
    const reset = await request.patch(at(A)).send({ cachePolicy: null, allowedMethods: null, compress: null })
    const { findings: _, ...behavior } = reset.body
    expect([reset.status, behavior], reset.text).toEqual([200, config.cacheBehaviors[0]])
    const ofDefault = await request.patch(at('default')).send({ cachePolicy: 'CachingDisabled' })
    expect([ofDefault.status, ofDefault.body.cachePolicyId], ofDefault.text).toEqual([
      200,
      '4135ea2d-6df8-44a3-9df3-4b5a84be39ad'
    ])
  })

  test('a policy that the body names by its id stays beside null, and a PUT means the same each time', async () => {
    const { request, at, config } = await startWithBehaviors([A])
    const { cachePolicyId, ...behavior } = config.cacheBehaviors[0]
    const named = { cachePolicy: null, cachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad' }
    expect(cachePolicyId).not.toBe(named.cachePolicyId)
    for (const response of [
      await request.patch(at(A)).send(named),
      await request.patch(at(A)).send(named),
      await request.put(at(A)).send({ ...behavior, ...named }),
      await request.put(at(A)).send({ ...behavior, ...named })
    ]) {
      expect([response.status, response.body.cachePolicyId], response.text).toEqual([200, named.cachePolicyId])
    }
    const managed = { ...behavior, ...named, originRequestPolicy: 'AllViewer' }
    expect((await request.put(at(A)).send(managed)).body.originRequestPolicyId).toBeTruthy()
    const without = await request.put(at(A)).send({ ...behavior, ...named, originRequestPolicy: null })
    expect([without.status, without.body.originRequestPolicyId ?? ''], without.text).toEqual([200, ''])
    const both = { ...behavior, ...named, cachePolicy: 'CachingOptimized' }
    for (const refused of [await request.put(at(A)).send(both), await request.put(at(A)).send(both)]) {
      expect([refused.status, places(refused.body)], refused.text).toEqual([400, ['/cachePolicy']])
    }
  })

  test('200 for one that is there, 404 for one that is not, 409 for the default one', async () => {
    const { request, at, order } = await startWithBehaviors([A, B])
    expect((await request.delete(at(A))).status).toBe(200)
    expect(await order()).toEqual([B])
    for (const method of ['get', 'patch', 'delete'] as const) {
      const absent = await request[method](at(A)).send(method === 'patch' ? {} : undefined)
      expect([absent.status, absent.body.code], method).toEqual([404, 'BEHAVIOR_NOT_FOUND'])
    }
    const required = await request.delete(at('default'))
    expect([required.status, required.body.code]).toEqual([409, 'DEFAULT_BEHAVIOR_REQUIRED'])
  })
})

describe('a behavior whose path pattern is that of a key', () => {
  test('the pattern `default` has its own address: PUT, Location, GET, PATCH, DELETE', async () => {
    const { request, at, order, read, config } = await startWithBehaviors([A])
    const added = await request.put(at('pattern:default')).send({ pathPattern: 'default', compress: false })
    expect([added.status, added.body.pathPattern], added.text).toEqual([201, 'default'])
    const { location = '' } = added.headers
    expect((await request.get(location)).body).toMatchObject({ pathPattern: 'default', compress: false })
    const patched = await request.patch(location).send({ compress: true })
    expect([patched.status, patched.body.compress], patched.text).toEqual([200, true])
    expect(await order()).toEqual([A, 'default'])
    const before = await request.put(at(B, '?before=default')).send({})
    expect([before.status, await order()], before.text).toEqual([201, [A, B, 'default']])
    expect((await request.delete(location)).status).toBe(200)
    expect([await order(), (await read()).defaultCacheBehavior]).toEqual([[A, B], config.defaultCacheBehavior])
    expect((await request.get(location)).status).toBe(404)
  })

  test('any pattern may be written so, and one that begins so must be', async () => {
    const { request, at, order } = await startWithBehaviors([A])
    expect((await request.get(at(`pattern:${A}`))).body.pathPattern).toBe(A)
    const added = await request.put(at('pattern:pattern:x')).send({})
    expect([added.status, added.body.pathPattern], added.text).toEqual([201, 'pattern:x'])
    expect(await order()).toEqual([A, 'pattern:x'])
    const other = await request.put(at('pattern:x')).send({ pathPattern: 'pattern:x' })
    expect([other.status, places(other.body)]).toEqual([400, ['/pathPattern']])
    const none = await request.put(at('pattern:')).send({})
    expect([none.status, places(none.body)], none.text).toEqual([400, ['/pathPattern']])
    const long = `/${'a'.repeat(254)}`
    expect((await request.put(at(`pattern:${long}`)).send({})).status).toBe(201)
  })
})

test('PATCH behaviors: an array is replaced whole, so that it needs If-Match: 428 without', async () => {
  const { request, at, read } = await startWithBehaviors([A])
  const patch = { allowedMethods: { items: ['GET', 'HEAD', 'OPTIONS'], cachedMethods: ['GET', 'HEAD'] } }
  for (const key of [A, 'default']) {
    const blind = await request.patch(at(key)).send(patch)
    expect([blind.status, blind.body.code, places(blind.body)], blind.text).toEqual([
      428,
      'PRECONDITION_REQUIRED',
      ['/allowedMethods/cachedMethods', '/allowedMethods/items']
    ])
    const { etag = '' } = (await request.get(at(key))).headers
    expect((await request.patch(at(key)).set('If-Match', etag).send(patch)).status).toBe(200)
  }
  expect((await read()).defaultCacheBehavior.allowedMethods.items).toContain('OPTIONS')
  expect((await request.patch(at(A)).send({ functionAssociations: null, compress: false })).status).toBe(200)
})
