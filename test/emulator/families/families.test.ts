import * as CF from '@aws-sdk/client-cloudfront'
import { describe, expect, test } from 'vitest'
import { operations as model } from '../../../src/cloudfront/model/shapes.ts'
import { operationTypings } from '../../../src/cloudfront/model/typings-of.ts'
import { refusal } from '../refusal.ts'
import { times } from '../sample-config.ts'
import { startEmulator } from '../start-emulator.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { type Answer, cases, type FamilyCase } from './cases.ts'

const STALE = 'E2QWRUHAPOMQZL'

type Constructor = new (input: object) => CF.ListDistributionsCommand

/** The calls of one family, by what they do. */
async function callsOf(client: CF.CloudFrontClient, family: FamilyCase) {
  const { entity, operations = {}, label = 'Id', shown = entity } = family
  const prepared = (await family.prepare?.(client)) ?? {}
  const plural = /[^aeiou]y$/.test(entity) ? `${entity.slice(0, -1)}ies` : `${entity}s`
  const names = { get: `Get${entity}`, getConfig: `Get${entity}Config`, list: `List${plural}`, ...operations }
  const send = async (operation: string, input: object = {}): Promise<Answer> => {
    const Command = CF[`${operation}Command` as keyof typeof CF] as unknown as Constructor
    return (await client.send(new Command(input))) as unknown as Answer
  }
  const entityOf = (answer: Answer) => answer[shown] as Record<string, unknown>
  const update = operations.update ?? `Update${entity}`
  const remove = operations.delete ?? `Delete${entity}`
  const inputOf = (name: string) => model.get(name)?.input.member
  const outputOf = (name: string) => model.get(name)?.output.member
  return {
    input: (n: number) => family.input(n, prepared),
    change: (n: number) => family.change(n, prepared),
    entityOf,
    /** What the model says of the operations of this family alone. */
    hasLocation: outputOf(`Create${entity}`)?.has('Location') === true,
    hasVersions: inputOf(update)?.has('IfMatch') === true,
    hasTags: inputOf(`Create${entity}`)?.has('Tags') === true,
    deletedStatus: model.get(remove)?.status,
    async create(input: object) {
      const answer = await send(`Create${entity}`, input)
      return { answer, shown: entityOf(answer), id: String(entityOf(answer)[label]), etag: answer.ETag }
    },
    get: (id: string) => send(names.get ?? '', { [label]: id, Identifier: id }),
    getConfig: names.getConfig === null ? undefined : (id: string) => send(names.getConfig ?? '', { [label]: id }),
    update: (id: string, IfMatch: string | undefined, input: object) =>
      send(update, { [label]: id, IfMatch, ...input }),
    remove: (id: string, IfMatch: string | undefined) => send(remove, { [label]: id, IfMatch }),
    /** Every item, two to a page, with the pages' sizes. */
    async list(input: object = {}) {
      const items: unknown[] = []
      const sizes: number[] = []
      let Marker: string | undefined
      do {
        const answer = await send(names.list ?? '', { MaxItems: 2, Marker, ...input })
        const list = Object.values(answer).find(each => typeof each === 'object' && each && 'MaxItems' in each)
        // Where there is no such structure, the list is beside its marker.
        const bare = { Items: Object.values(answer).find(Array.isArray), NextMarker: answer.NextMarker }
        const { Items = [], NextMarker } = (list ?? bare) as { Items?: unknown[]; NextMarker?: string }
        items.push(...Items)
        sizes.push(Items.length)
        Marker = NextMarker
      } while (Marker)
      return { items, sizes }
    }
  }
}

/** The ids in a list's items, of which some hold the whole entity. */
function idsIn(items: readonly unknown[], { entity, label = 'Id' }: FamilyCase): unknown[] {
  return items.map(item => {
    const each = item as Record<string, unknown>
    return each[label] ?? (each[entity] as Record<string, unknown>)[label]
  })
}

describe.each(cases.map(each => [each.entity, each] as const))('%s', (_entity, family) => {
  const { errors, quota } = family
  const start = (options: Parameters<typeof startEmulator>[0] = {}) =>
    startEmulator({ ...(family.mustBeDeployed && { propagationSeconds: 0 }), ...options })

  test('is created with an address and an ETag, and read back as the same', async () => {
    const { client, url } = await start()
    const calls = await callsOf(client, family)
    const made = await calls.create(calls.input(1))
    expect(made.etag ?? 'none').toMatch(calls.hasVersions ? /^E[A-Z0-9]{13}$/ : /^none$/)
    const location = calls.hasLocation ? new RegExp(`^${url}/2020-05-31/.+/.*${made.id}`) : /^none$/
    expect(made.answer.Location ?? 'none').toMatch(location)
    const read = await calls.get(made.id)
    expect([calls.entityOf(read), read.ETag]).toEqual([made.shown, made.etag])
    const alone = await calls.getConfig?.(made.id)
    if (alone) {
      const { $metadata, ETag, ...rest } = alone
      expect([$metadata, ETag]).toMatchObject([{ httpStatusCode: 200 }, made.etag])
      expect(made.shown).toMatchObject(rest)
    }
  })

  test('is listed once, page by page, and not any more when it is deleted', async () => {
    const { client } = await start()
    const calls = await callsOf(client, family)
    const before = (await calls.list()).items.length
    const made = []
    for (const n of [1, 2, 3]) made.push(await calls.create(calls.input(n)))
    const { items, sizes } = await calls.list()
    expect(idsIn(items, family)).toEqual(expect.arrayContaining(made.map(({ id }) => id)))
    expect(items).toHaveLength(before + 3)
    expect(sizes.slice(0, -1).every(size => size === 2)).toBe(true)
    const [first] = made
    await calls.remove(first?.id ?? '', first?.etag)
    expect(idsIn((await calls.list()).items, family)).not.toContain(first?.id)
  })

  test.each([
    ['no version', undefined, 'InvalidIfMatchVersion', 400],
    ['a quoted one', `"${STALE}"`, 'InvalidIfMatchVersion', 400],
    ['a stale one', STALE, 'PreconditionFailed', 412]
  ])('with %s is neither changed nor deleted', async (_case, IfMatch, code, status) => {
    const { client } = await start()
    const calls = await callsOf(client, family)
    if (!calls.hasVersions) return
    const { id, etag } = await calls.create(calls.input(1))
    expect(await refusal(calls.update(id, IfMatch, calls.change(1)))).toMatchObject({ code, status })
    expect(await refusal(calls.remove(id, IfMatch))).toMatchObject({ code, status })
    expect((await calls.get(id)).ETag).toBe(etag)
  })

  test('is changed to what the update says, with another ETag', async () => {
    const { client, emulator } = await start()
    const calls = await callsOf(client, family)
    const made = await calls.create(calls.input(1))
    emulator.clock.advance(1)
    const updated = await calls.update(made.id, made.etag, calls.change(1))
    if (calls.hasVersions) {
      expect(updated.ETag).toMatch(/^E[A-Z0-9]{13}$/)
      expect(updated.ETag).not.toBe(made.etag)
    }
    const read = await calls.get(made.id)
    expect([calls.entityOf(read), read.ETag]).toEqual([calls.entityOf(updated), updated.ETag])
    expect(calls.entityOf(read)).not.toEqual(made.shown)
    if (calls.hasVersions)
      expect(await refusal(calls.update(made.id, made.etag, calls.change(1)))).toMatchObject({ status: 412 })
  })

  test('is not deleted while something refers to it, and is gone afterwards', async () => {
    const { client } = await start()
    const calls = await callsOf(client, family)
    const { id, shown } = await calls.create(calls.input(1))
    const free = await family.use(client, shown)
    const { ETag: used } = await calls.get(id)
    const { code } = await refusal(calls.remove(id, used))
    expect(code).toBe(errors.inUse)
    await free()
    const { ETag } = await calls.get(id)
    expect((await calls.remove(id, ETag)).$metadata).toMatchObject({ httpStatusCode: calls.deletedStatus })
    for (const call of [
      () => calls.get(id),
      () => calls.update(id, ETag, calls.change(1)),
      () => calls.remove(id, ETag)
    ])
      expect(await refusal(call())).toMatchObject({ code: errors.missing, status: 404 })
  })

  test('cannot be there twice; what a deleted one was called is free again', async () => {
    const { client } = await start()
    const calls = await callsOf(client, family)
    const { id, etag } = await calls.create(calls.input(1))
    const twin = { ...calls.input(1), ...calls.change(1) }
    expect(await refusal(calls.create(twin))).toMatchObject({ code: errors.clash, status: 409 })
    if (family.renamed) {
      const other = await calls.create(calls.input(2))
      expect(await refusal(calls.update(other.id, other.etag, calls.change(1)))).toMatchObject({ code: errors.clash })
    }
    await calls.remove(id, etag)
    await calls.create(twin)
  })

  test('of a kind that has tags has them from its creation on, beside its versions', async () => {
    const { client } = await start()
    const calls = await callsOf(client, family)
    if (!calls.hasTags) return
    const Tags = { Items: [{ Key: 'team', Value: 'web' }] }
    const { id, etag, shown } = await calls.create({ ...calls.input(1), Tags })
    const [Resource] = /arn:aws:cloudfront::\d{12}:[\w/-]+/.exec(JSON.stringify(shown)) ?? []
    const tagsOf = async () => (await client.send(new CF.ListTagsForResourceCommand({ Resource }))).Tags?.Items ?? []
    expect(await tagsOf()).toEqual(Tags.Items)
    const more = { Items: [{ Key: 'stage', Value: 'test' }] }
    await client.send(new CF.TagResourceCommand({ Resource, Tags: more }))
    await client.send(new CF.UntagResourceCommand({ Resource, TagKeys: { Items: ['team'] } }))
    expect([await tagsOf(), (await calls.get(id)).ETag]).toEqual([more.Items, etag])
    const refused = { ...calls.input(2), Tags: { Items: [{ Key: 'aws:x', Value: '' }] } }
    expect(await refusal(calls.create(refused))).toMatchObject({ code: 'InvalidTagging', status: 400 })
  })

  test('has a quota, which can be raised', async () => {
    const { client, emulator } = await start()
    const calls = await callsOf(client, family)
    emulator.quotas.set({ [quota]: 2 })
    for (const n of [1, 2]) await calls.create(calls.input(n))
    expect(await refusal(calls.create(calls.input(3)))).toMatchObject({ code: errors.tooMany, status: 400 })
    emulator.quotas.set({ [quota]: 3 })
    await calls.create(calls.input(3))
  })

  test('is there after a restart, and gone after a reset', async () => {
    const dataDir = temporaryFolder()
    const first = await start({ dataDir })
    const before = await callsOf(first.client, family)
    const { id, etag, shown } = await before.create(before.input(1))
    await first.emulator.close()
    const { client, emulator } = await start({ dataDir })
    const calls = await callsOf(client, family)
    const read = await calls.get(id)
    expect([calls.entityOf(read), read.ETag]).toEqual([shown, etag])
    emulator.reset()
    expect(await refusal(calls.get(id))).toMatchObject({ code: errors.missing })
  })
})

test.each(cases.map(each => [each.entity, each] as const))(
  '%s: its refusals are those that the model gives its operations',
  (_entity, { entity, operations = {}, errors }) => {
    const ofCreate = operationTypings(`Create${entity}`).errors
    const ofDelete = operationTypings(operations.delete ?? `Delete${entity}`).errors
    expect(ofCreate).toEqual(expect.arrayContaining([errors.clash, errors.tooMany]))
    expect(ofDelete).toEqual(expect.arrayContaining([errors.missing, errors.inUse]))
  }
)

test('the quotas of AWS: 20 policies of each kind', async () => {
  const { emulator } = await startEmulator()
  const { cachePolicies, originRequestPolicies, responseHeadersPolicies } = emulator.quotas.get()
  expect([cachePolicies, originRequestPolicies, responseHeadersPolicies]).toEqual(times(3, () => 20))
})
