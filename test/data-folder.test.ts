import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openStoreFolder } from '../src/data-folder.ts'
import { type Backend } from '../src/database/store-binding.ts'
import { temporaryFolder } from './helpers/start-process.ts'

test('the first backend gets the folder `store`, each other one its own folder, and finds it again', async () => {
  const dataDir = await temporaryFolder()
  const folder = (backend: Backend) => openStoreFolder(dataDir, backend).folder
  expect(folder('local:a')).toBe(join(dataDir, 'store'))
  expect(folder('aws')).toBe(join(dataDir, 'store-aws'))
  expect(folder('endpoint:http://127.0.0.1:81')).toBe(join(dataDir, 'store-endpoint-http-127.0.0.1-81'))
  expect(folder('aws')).toBe(join(dataDir, 'store-aws'))
  expect(openStoreFolder(dataDir, 'local:a')).toEqual({ folder: join(dataDir, 'store') })
  expect(openStoreFolder(dataDir, 'aws').note).toBe(
    `The store in ${join(dataDir, 'store')} belongs to the local CloudFront a; AWS has its own in ${join(dataDir, 'store-aws')}.`
  )
})

test('a store of an older version belongs to the backend that opens it, but one beside a local CloudFront to that', async () => {
  const dataDir = await temporaryFolder()
  mkdirSync(join(dataDir, 'store/postgres'), { recursive: true })
  mkdirSync(join(dataDir, 'local-cloudfront'))
  expect(openStoreFolder(dataDir, 'aws').folder).toBe(join(dataDir, 'store-aws'))
  rmSync(join(dataDir, 'local-cloudfront'), { recursive: true })
  expect(openStoreFolder(dataDir, 'aws').folder).toBe(join(dataDir, 'store'))
  expect(openStoreFolder(dataDir, 'local:a').folder).toBe(join(dataDir, 'store-local-a'))
})
