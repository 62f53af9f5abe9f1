import * as CF from '@aws-sdk/client-cloudfront'
import * as Kvs from '@aws-sdk/client-cloudfront-keyvaluestore'
import '@aws-sdk/signature-v4a'
import { onTestFinished } from 'vitest'
import { startEmulator } from '../start-emulator.ts'

/** The SDK's client of the pairs, without the account's number that its rules put before the host's name. */
export function pairsClient(url: string): Kvs.CloudFrontKeyValueStoreClient {
  const client = new Kvs.CloudFrontKeyValueStoreClient({
    endpointProvider: () => ({ url: new URL(url) }),
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
    maxAttempts: 1
  })
  onTestFinished(() => client.destroy())
  return client
}

export async function createStore(client: CF.CloudFrontClient, Name = 'redirects'): Promise<string> {
  const { KeyValueStore } = await client.send(new CF.CreateKeyValueStoreCommand({ Name }))
  return KeyValueStore?.ARN ?? ''
}

/** A local CloudFront with one store that is ready, and what the tests do with it. */
export async function startWithStore(options: Parameters<typeof startEmulator>[0] = {}) {
  const started = await startEmulator(options)
  const pairs = pairsClient(started.url)
  const KvsARN = await createStore(started.client)
  started.emulator.clock.advance(60)
  const etag = async () => (await pairs.send(new Kvs.DescribeKeyValueStoreCommand({ KvsARN }))).ETag
  return {
    ...started,
    pairs,
    KvsARN,
    etag,
    describe: () => pairs.send(new Kvs.DescribeKeyValueStoreCommand({ KvsARN })),
    get: (Key: string) => pairs.send(new Kvs.GetKeyCommand({ KvsARN, Key })),
    put: async (Key: string, Value: string, IfMatch?: string) =>
      pairs.send(new Kvs.PutKeyCommand({ KvsARN, Key, Value, IfMatch: IfMatch ?? (await etag()) })),
    remove: async (Key: string) => pairs.send(new Kvs.DeleteKeyCommand({ KvsARN, Key, IfMatch: await etag() })),
    update: async (Puts: Record<string, string>, Deletes: readonly string[] = []) =>
      pairs.send(
        new Kvs.UpdateKeysCommand({
          KvsARN,
          IfMatch: await etag(),
          Puts: Object.entries(Puts).map(([Key, Value]) => ({ Key, Value })),
          Deletes: Deletes.map(Key => ({ Key }))
        })
      ),
    list: (MaxResults?: number, NextToken?: string) =>
      pairs.send(new Kvs.ListKeysCommand({ KvsARN, MaxResults, NextToken }))
  }
}
