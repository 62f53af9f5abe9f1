import { client } from './types/hey-api/client.gen.js'
import {
  createDistribution,
  createInvalidation,
  dryRunReplaceErrorPages,
  replaceErrorPages
} from './types/hey-api/index.js'

/** The three jobs with a client of @hey-api/openapi-ts; writes what became of each as a line of JSON. */
client.setConfig({ baseUrl: process.argv[2] ?? '' })

const created = await createDistribution({
  body: { origins: [{ domainName: 'mybucket.s3.eu-west-1.amazonaws.com', originAccess: 'managed' }] }
})
if (!created.data) throw new Error(created.error.detail)
const { id, status } = created.data
console.log(JSON.stringify({ id, status }))

const path = { distributionId: id }
const invalidated = await createInvalidation({ path, body: { paths: ['/index.html'] } })
if (!invalidated.data) throw new Error(invalidated.error.detail)
console.log(JSON.stringify({ invalidation: invalidated.data.status }))

const wouldBe = await dryRunReplaceErrorPages({ path, body: { items: [{ errorCode: 500 }] } })
if (!wouldBe.data) throw new Error(wouldBe.error.detail)
console.log(JSON.stringify({ changes: wouldBe.data.diff.map(({ path }) => path) }))

const pages = await replaceErrorPages({
  path,
  body: { items: [{ errorCode: 404, responsePagePath: '/404.html', responseCode: 404 }] }
})
if (!pages.data) throw new Error(pages.error.detail)
console.log(JSON.stringify(pages.data))

const refused = await createInvalidation({ path: { distributionId: 'E1' }, body: { paths: ['/index.html'] } })
console.log(JSON.stringify({ refused: refused.error?.code }))
