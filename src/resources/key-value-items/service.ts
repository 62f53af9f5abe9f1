import { type CloudFrontClient, DescribeKeyValueStoreCommand } from '@aws-sdk/client-cloudfront'
import { type CloudFrontKeyValueStoreClient } from '@aws-sdk/client-cloudfront-keyvaluestore'
import { diff } from '../../configuration/editing/diff.ts'
import { createConfigEditor } from '../../configuration/editing/edit.ts'
import { type IfMatch, requireEtag } from '../../configuration/editing/if-match.ts'
import { isServiceError, ServiceError } from '../../errors.ts'
import { pointerOf } from '../../json-pointer.ts'
import { currentTrail } from '../../plugins/request-context.ts'
import { refuseItems, refuseTooLarge, totalsOf } from './rules.ts'
import { type ItemsPatch, type KeyValueItemsDryRun, type KeyValueStoreTotals } from './schemas.ts'

export type KeyValueItemService = ReturnType<typeof createKeyValueItemService>

interface Written extends KeyValueStoreTotals {
  readonly etag: string
}

/** The items API's answer to every write. */
interface Answer {
  readonly ItemCount?: number | undefined
  readonly TotalSizeInBytes?: number | undefined
  readonly ETag?: string | undefined
}

/** The client of the items' own API; its packages are loaded when it is first needed. */
export type KeyValueClient = () => Promise<CloudFrontKeyValueStoreClient>

export function createKeyValueItemService({
  cloudfront,
  keyValueClient
}: {
  cloudfront: CloudFrontClient
  keyValueClient: KeyValueClient
}) {
  const load = async () => {
    const commands = await import('@aws-sdk/client-cloudfront-keyvaluestore')
    return { ...commands, client: await keyValueClient() }
  }

  async function arnOf(name: string): Promise<string> {
    const { KeyValueStore } = await cloudfront.send(new DescribeKeyValueStoreCommand({ Name: name }))
    if (KeyValueStore?.ARN !== undefined) return KeyValueStore.ARN
    throw new ServiceError('CLOUDFRONT_BAD_ANSWER', `CloudFront answered without the ARN of ${name}.`)
  }

  /** The store as it is now. */
  async function describe(KvsARN: string): Promise<Written> {
    const { client, DescribeKeyValueStoreCommand: Describe } = await load()
    return written(await client.send(new Describe({ KvsARN })))
  }

  /** The items of a store share one version, of which only the ETag is read. */
  const editor = createConfigEditor<object, never>({
    read: async KvsARN => ({ config: {}, etag: (await describe(KvsARN)).etag, unknown: [] }),
    update: async () => Promise.reject(new Error('items are not written as a whole'))
  })

  /** Writes to the newest version, or to the one that the caller names. */
  async function write(
    name: string,
    ifMatch: IfMatch | undefined,
    send: (KvsARN: string, etag: string) => Promise<Answer>,
    isWritten: (KvsARN: string) => Promise<boolean>
  ): Promise<Written> {
    const KvsARN = await arnOf(name)
    return editor.writeVersion<Written>(KvsARN, ifMatch, {
      async write({ etag }) {
        try {
          return written(await send(KvsARN, etag))
        } catch (error) {
          if (!isServiceError(error, 'CLOUDFRONT_CONFLICT') || (await describe(KvsARN)).etag === etag) throw error
          // This API reports a stale version only as a conflict.
          throw new ServiceError('ETAG_MISMATCH', `The items of ${name} were changed concurrently.`, { cause: error })
        }
      },
      async findWritten() {
        return (await isWritten(KvsARN)) ? describe(KvsARN) : undefined
      }
    })
  }

  async function get(KvsARN: string, Key: string): Promise<string> {
    const { client, GetKeyCommand } = await load()
    return (await client.send(new GetKeyCommand({ KvsARN, Key }))).Value ?? ''
  }

  async function find(KvsARN: string, key: string): Promise<string | undefined> {
    try {
      return await get(KvsARN, key)
    } catch (error) {
      if (isServiceError(error, 'RESOURCE_NOT_FOUND')) return undefined
      throw error
    }
  }

  /** What a change of these items would do. Reads only them, and the totals of the store. */
  async function preview(
    name: string,
    patch: ItemsPatch,
    ifMatch: IfMatch | undefined,
    read: (KvsARN: string, key: string) => Promise<string | undefined> = find
  ): Promise<KeyValueItemsDryRun> {
    noteItems(patch)
    const KvsARN = await arnOf(name)
    const { etag, itemCount, totalSizeInBytes } = await describe(KvsARN)
    requireEtag(KvsARN, ifMatch, etag)
    const found = Object.keys(patch).map(async key => [key, (await read(KvsARN, key)) ?? null] as const)
    const before = withoutNull(Object.fromEntries(await Promise.all(found)))
    const after = withoutNull({ ...before, ...patch })
    const [old, wanted] = [totalsOf(before), totalsOf(after)]
    const total = totalSizeInBytes - old.totalSizeInBytes + wanted.totalSizeInBytes
    refuseTooLarge(total)
    return {
      dryRun: true,
      valid: true,
      etag,
      diff: diff(before, after),
      itemCount: itemCount - old.itemCount + wanted.itemCount,
      totalSizeInBytes: total
    }
  }

  return {
    /** A page in CloudFront's order, with the version of all items. */
    async list(name: string, { limit, marker }: { limit: number; marker: string | undefined }) {
      const KvsARN = await arnOf(name)
      const { client, ListKeysCommand } = await load()
      const [{ etag }, { Items = [], NextToken }] = await Promise.all([
        describe(KvsARN),
        client.send(new ListKeysCommand({ KvsARN, MaxResults: limit, NextToken: marker }))
      ])
      const items = Items.map(({ Key = '', Value = '' }) => ({ key: Key, value: Value }))
      return { etag, page: { items, nextMarker: NextToken } }
    },

    async get(name: string, key: string): Promise<{ key: string; value: string }> {
      return { key, value: await get(await arnOf(name), key) }
    },

    /** Adds or replaces one. Safe to repeat. */
    async put(name: string, key: string, value: string, ifMatch: IfMatch | undefined): Promise<Written> {
      refuseItem(key, value)
      const { client, PutKeyCommand } = await load()
      noteItems({ [key]: value })
      return write(
        name,
        ifMatch,
        (KvsARN, etag) => client.send(new PutKeyCommand({ KvsARN, Key: key, Value: value, IfMatch: etag })),
        async KvsARN => (await find(KvsARN, key)) === value
      )
    },

    /** What `put` would do. Reads only. */
    async previewPut(
      name: string,
      key: string,
      value: string,
      ifMatch: IfMatch | undefined
    ): Promise<KeyValueItemsDryRun> {
      refuseItem(key, value)
      return preview(name, { [key]: value }, ifMatch)
    },

    /** Removes one. Throws RESOURCE_NOT_FOUND if there is none. */
    async remove(name: string, key: string, ifMatch: IfMatch | undefined): Promise<Written> {
      const { client, DeleteKeyCommand } = await load()
      noteItems({ [key]: null })
      return write(
        name,
        ifMatch,
        (KvsARN, etag) => client.send(new DeleteKeyCommand({ KvsARN, Key: key, IfMatch: etag })),
        async KvsARN => (await find(KvsARN, key)) === undefined
      )
    },

    /** What `remove` would do. Reads only. */
    async previewRemove(name: string, key: string, ifMatch: IfMatch | undefined): Promise<KeyValueItemsDryRun> {
      return preview(name, { [key]: null }, ifMatch, get)
    },

    /** What `patch` would do. Reads only. */
    async previewPatch(name: string, patch: ItemsPatch, ifMatch: IfMatch | undefined): Promise<KeyValueItemsDryRun> {
      refuseItems(patch, inPatch)
      return preview(name, patch, ifMatch)
    },

    /** Adds, replaces and removes several in one step. Safe to repeat. */
    async patch(name: string, patch: ItemsPatch, ifMatch: IfMatch | undefined): Promise<Written> {
      refuseItems(patch, inPatch)
      const { client, UpdateKeysCommand, DescribeKeyValueStoreCommand: DescribeStore } = await load()
      noteItems(patch)
      const changes = Object.entries(patch)
      const Puts = changes.flatMap(([Key, Value]) => (Value === null ? [] : [{ Key, Value }]))
      const removed = changes.flatMap(([key, value]) => (value === null ? [key] : []))
      return write(
        name,
        ifMatch,
        async (KvsARN, etag) => {
          // Removing a missing item changes nothing (RFC 7396), but CloudFront would refuse the whole request.
          const there = await Promise.all(removed.map(key => find(KvsARN, key)))
          const Deletes = removed.filter((_, index) => there[index] !== undefined).map(Key => ({ Key }))
          if (Puts.length + Deletes.length === 0) return client.send(new DescribeStore({ KvsARN }))
          return client.send(new UpdateKeysCommand({ KvsARN, Puts, Deletes, IfMatch: etag }))
        },
        async KvsARN => {
          const now = await Promise.all(changes.map(([key]) => find(KvsARN, key)))
          return changes.every(([, value], index) => (now[index] ?? null) === value)
        }
      )
    }
  }
}

function withoutNull(items: ItemsPatch): Record<string, string> {
  return Object.fromEntries(Object.entries(items).filter((item): item is [string, string] => item[1] !== null))
}

const inPatch = (key: string) => ({ pointer: pointerOf([key]) })

/** Throws VALIDATION_FAILED for one that is named in the address. */
function refuseItem(key: string, value: string): void {
  refuseItems({ [key]: value }, (_, part) => (part === 'key' ? { parameter: 'key' } : { pointer: '/value' }))
}

/** Values may be secret, so records have only their digests. */
function noteItems(items: ItemsPatch): void {
  currentTrail()?.note({
    changes: Object.entries(items).map(([key, value]) =>
      value === null
        ? { op: 'remove', path: pointerOf([key]) }
        : { op: 'add', path: pointerOf([key]), value, isSecret: true }
    )
  })
}

function written({ ItemCount = 0, TotalSizeInBytes = 0, ETag: etag }: Answer): Written {
  if (etag === undefined) {
    throw new ServiceError('CLOUDFRONT_BAD_ANSWER', 'CloudFront answered without the ETag of a key value store.')
  }
  return { itemCount: ItemCount, totalSizeInBytes: TotalSizeInBytes, etag }
}
