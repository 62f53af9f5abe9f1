import { pino } from 'pino'
import { buildApp } from './app.ts'
import { createCloudFrontClient, localCredentials } from './cloudfront/client.ts'
import { readConfig } from './config.ts'
import { openPostgres } from './database/postgres.ts'

/** The OpenAPI document of all routes. Makes no call and does not listen. */
export async function openApiDocument(): Promise<object> {
  const database = openPostgres({ url: 'postgres://127.0.0.1/none' })
  const app = await buildApp({
    config: readConfig({}),
    cloudfront: createCloudFrontClient({ endpoint: 'http://127.0.0.1', credentials: localCredentials }),
    keyValueClient: async () => Promise.reject(new Error('the document makes no calls')),
    // Connects on the first query, of which there is none.
    database,
    logger: pino({ level: 'silent' }),
    clock: Date
  })
  await app.ready()
  const document = app.swagger()
  await app.close()
  await database.close()
  return document
}
