import createClient from 'openapi-fetch'
import { type paths } from './types/openapi-fetch.js'

/** The three jobs with a client of openapi-typescript and openapi-fetch; writes what became of each as a line of JSON. */
const client = createClient<paths, 'application/json' | 'application/problem+json'>({ baseUrl: process.argv[2] ?? '' })

const created = await client.POST('/distributions', {
  body: { origins: [{ domainName: 'mybucket.s3.eu-west-1.amazonaws.com', originAccess: 'managed' }] }
})
if (created.error) throw new Error(created.error.detail)
if ('dryRun' in created.data) throw new Error('a dry run was not asked for')
const { id, status } = created.data
console.log(JSON.stringify({ id, status }))

const path = { distributionId: id }
const invalidated = await client.POST('/distributions/{distributionId}/invalidations', {
  params: { path },
  body: { paths: ['/index.html'] }
})
if (invalidated.error) throw new Error(invalidated.error.detail)
console.log(JSON.stringify({ invalidation: invalidated.data.status }))

const pages = await client.PUT('/distributions/{distributionId}/error-pages', {
  params: { path },
  body: { items: [{ errorCode: 404, responsePagePath: '/404.html', responseCode: 404 }] }
})
if (pages.error) throw new Error(pages.error.detail)
console.log(JSON.stringify(pages.data))

const refused = await client.POST('/distributions/{distributionId}/invalidations', {
  params: { path: { distributionId: 'E1' } },
  body: { paths: ['/index.html'] }
})
console.log(JSON.stringify({ refused: refused.error?.code }))
