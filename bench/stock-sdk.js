// @ts-check
/** For comparison: a bare server that lists distributions with the unchanged SDK. */
import { createServer } from 'node:http'
import { CloudFrontClient, ListDistributionsCommand } from '@aws-sdk/client-cloudfront'

const client = new CloudFrontClient({
  endpoint: process.env.CLOUDFRONT_ENDPOINT ?? '',
  region: 'us-east-1',
  credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' }
})
const server = createServer((_request, response) => {
  client.send(new ListDistributionsCommand({ MaxItems: 100 })).then(
    ({ DistributionList }) => response.end(JSON.stringify(DistributionList)),
    error => response.writeHead(500).end(String(error))
  )
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('no address')
  process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${address.port}` })}\n`)
})
process.once('SIGINT', () => process.exit(0))
