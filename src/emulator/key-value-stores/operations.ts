import type * as Kvs from '@aws-sdk/client-cloudfront-keyvaluestore'
import { type Clock } from '../clock.ts'
import { fixedEtag } from '../identifiers.ts'
import { fault } from '../wire/handlers.ts'
import { bytesOf, type Items, type KeyValueItems } from './items.ts'
import { pairProblem, STORE_BYTES_MAX } from './limits.ts'

/** What the account knows of a key value store. */
export interface KeyValueStoreRecord {
  readonly id: string
  readonly arn: string
  readonly createdAt: number
  /** When it becomes `READY`. */
  readonly readyAt: number
}

interface OperationDeps {
  readonly items: KeyValueItems
  readonly clock: Clock
  /** By its ARN. */
  readonly findStore: (arn: string) => KeyValueStoreRecord | undefined
}

/** Developer Guide, quotas on key value stores. */
const UPDATE_KEYS_MAX = 50
/** API reference, ListKeys. */
const PAGE_MAX = 50
const PAGE = 10

const invalid = (message: string) => fault('ValidationException', message, 400)
const conflict = (message: string) => fault('ConflictException', message, 409)
const notFound = (message: string) => fault('ResourceNotFoundException', message, 404)

/** The six operations of `cloudfront-keyvaluestore`; each throws a fault of that API to refuse. */
export function createOperations({ items, clock, findStore }: OperationDeps) {
  function getStore(arn = ''): KeyValueStoreRecord {
    const record = findStore(arn)
    if (!record) throw notFound('The specified Key Value Store does not exist.')
    return record
  }

  function getReady(arn: string | undefined): KeyValueStoreRecord {
    const record = getStore(arn)
    if (clock.now() < record.readyAt) throw conflict('The Key Value Store is not in the expected state.')
    return record
  }

  const etagOf = ({ id }: KeyValueStoreRecord, { version }: Items) => version?.etag ?? fixedEtag(id)
  const sizeOf = ({ values, bytes }: Items) => ({ ItemCount: values.size, TotalSizeInBytes: bytes })

  /** Makes all changes or none. */
  function change(
    { KvsARN, IfMatch }: { readonly KvsARN: string | undefined; readonly IfMatch: string | undefined },
    puts: ReadonlyMap<string, string>,
    deletes: readonly string[]
  ): Kvs.UpdateKeysResponse {
    const record = getReady(KvsARN)
    const before = items.of(record.id)
    for (const [key, value] of puts) {
      const problem = pairProblem(key, value)
      if (problem !== undefined) throw invalid(problem)
    }
    if (!IfMatch) throw invalid('The header If-Match is missing.')
    // CloudFront's error for this is not documented; the model has no PreconditionFailed.
    if (IfMatch !== etagOf(record, before)) throw conflict('The If-Match version is not the current one.')
    for (const key of deletes) if (!before.values.has(key)) throw notFound(`The key ${key} does not exist.`)
    if (sizeAfter(before, puts, deletes) > STORE_BYTES_MAX) {
      throw fault('ServiceQuotaExceededException', 'The Key Value Store would be larger than 5 MB.', 402)
    }
    const after = items.change(record.id, puts, deletes)
    return { ...sizeOf(after), ETag: etagOf(record, after) }
  }

  return {
    DescribeKeyValueStore({ KvsARN }: Kvs.DescribeKeyValueStoreRequest): Kvs.DescribeKeyValueStoreResponse {
      const record = getStore(KvsARN)
      const held = items.of(record.id)
      return {
        ...sizeOf(held),
        KvsARN: record.arn,
        Created: new Date(record.createdAt),
        LastModified: new Date(held.version?.modifiedAt ?? record.createdAt),
        Status: clock.now() < record.readyAt ? 'PROVISIONING' : 'READY',
        ETag: etagOf(record, held)
      }
    },

    GetKey({ KvsARN, Key = '' }: Kvs.GetKeyRequest): Kvs.GetKeyResponse {
      const held = items.of(getReady(KvsARN).id)
      const Value = held.values.get(Key)
      if (Value === undefined) throw notFound(`The key ${Key} does not exist.`)
      return { Key, Value, ...sizeOf(held) }
    },

    ListKeys({ KvsARN, NextToken, MaxResults = PAGE }: Kvs.ListKeysRequest): Kvs.ListKeysResponse {
      const { values } = items.of(getReady(KvsARN).id)
      if (!Number.isInteger(MaxResults) || MaxResults < 1 || MaxResults > PAGE_MAX) {
        throw invalid(`MaxResults must be a number from 1 to ${PAGE_MAX}.`)
      }
      const after = NextToken === undefined ? undefined : readToken(NextToken)
      const keys = [...values.keys()].sort().filter(key => after === undefined || key > after)
      const page = keys.slice(0, MaxResults)
      return {
        Items: page.map(Key => ({ Key, Value: values.get(Key) })),
        ...(keys.length > page.length && { NextToken: tokenOf(page.at(-1) ?? '') })
      }
    },

    PutKey({ Key = '', Value, ...target }: Kvs.PutKeyRequest): Kvs.PutKeyResponse {
      if (Value === undefined) throw invalid('The value is missing.')
      return change(target, new Map([[Key, Value]]), [])
    },

    DeleteKey({ Key = '', ...target }: Kvs.DeleteKeyRequest): Kvs.DeleteKeyResponse {
      return change(target, new Map(), [Key])
    },

    UpdateKeys({ Puts = [], Deletes = [], ...target }: Kvs.UpdateKeysRequest): Kvs.UpdateKeysResponse {
      const puts = new Map(Puts.map(({ Key = '', Value = '' }) => [Key, Value]))
      const deletes = Deletes.map(({ Key = '' }) => Key)
      const named = [...Puts, ...Deletes].map(({ Key }) => Key)
      if (named.length === 0) throw invalid('There is nothing to put or to delete.')
      if (named.length > UPDATE_KEYS_MAX) {
        // hashicorp/terraform-provider-aws #42789
        const message = 'Limit exceeded: Maximum key values pairs that you can update in a single API request'
        throw fault('ServiceQuotaExceededException', message, 402)
      }
      if (new Set(named).size < named.length) throw invalid('An update can name a key only once.')
      return change(target, puts, deletes)
    }
  }
}

/** Where the next page begins: after this key, whether or not it still exists. */
function tokenOf(key: string): string {
  return Buffer.from(key).toString('base64url')
}

function readToken(token: string): string {
  const key = Buffer.from(token, 'base64url').toString()
  if (tokenOf(key) !== token) throw invalid('NextToken is not one that ListKeys returned.')
  return key
}

function sizeAfter({ values, bytes }: Items, puts: ReadonlyMap<string, string>, deletes: readonly string[]): number {
  const gone = [...puts.keys(), ...deletes].reduce((sum, key) => {
    const value = values.get(key)
    return value === undefined ? sum : sum + bytesOf(key, value)
  }, 0)
  return [...puts].reduce((sum, [key, value]) => sum + bytesOf(key, value), bytes - gone)
}
