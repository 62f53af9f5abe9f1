// @ts-check
/** For comparison: a bare Fastify route that calls the SDK once for each request. */
import '../dist/process/quiet-sdk.js'
import { randomUUID } from 'node:crypto'
import { CloudFrontClient, CreateInvalidationCommand } from '@aws-sdk/client-cloudfront'
import Fastify from 'fastify'

const client = new CloudFrontClient({
  endpoint: process.env.CLOUDFRONT_ENDPOINT,
  region: 'us-east-1',
  credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' }
})
const app = Fastify()
app.post('/distributions/:id/invalidations', async (request, reply) => {
  const { id } = /** @type {{ id: string }} */ (request.params)
  const { paths } = /** @type {{ paths: string[] }} */ (request.body)
  const { Invalidation } = await client.send(
    new CreateInvalidationCommand({
      DistributionId: id,
      InvalidationBatch: { CallerReference: randomUUID(), Paths: { Quantity: paths.length, Items: paths } }
    })
  )
  return reply.code(201).send(Invalidation)
})
const url = await app.listen({ host: '127.0.0.1', port: 0 })
process.stdout.write(`${JSON.stringify({ url })}\n`)
process.once('SIGINT', () => void app.close().then(() => process.exit(0)))
