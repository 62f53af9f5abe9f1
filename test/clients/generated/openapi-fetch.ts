import createClient from 'openapi-fetch'
import { type paths } from './types/openapi-fetch.js'

/** The three jobs with a client of openapi-typescript and openapi-fetch; writes what became of each as a line of JSON. */
const client = createClient<
  paths,
  'application/json' | 'application/problem+json' | 'application/vnd.frontage.dry-run+json'
>({ baseUrl: process.argv[2] ?? '' })

const created = await client.POST('/distributions', {
  body: { origins: [{ domainName: 'mybucket.s3.eu-west-1.amazonaws.com', originAccess: 'managed' }] }
})
if (created.error) throw new Error(created.error.detail)
const { id, status } = created.data
console.log(JSON.stringify({ id, status }))

const path = { distributionId: id }
const invalidated = await client.POST('/distributions/{distributionId}/invalidations', {
  params: { path },
  body: { paths: ['/index.html'] }
})
if (invalidated.error) throw new Error(invalidated.error.detail)
console.log(JSON.stringify({ invalidation: invalidated.data.status }))

const wouldBe = await client.PUT('/dry-run/distributions/{distributionId}/error-pages', {
  params: { path },
  body: { items: [{ errorCode: 500 }] }
})
if (wouldBe.error) throw new Error(wouldBe.error.detail)
console.log(JSON.stringify({ changes: wouldBe.data.diff.map(({ path }) => path) }))

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
