import { type OutgoingHttpHeaders } from 'node:http'
import * as CF from '@aws-sdk/client-cloudfront'
import { legacy, type Sample } from '../sample-config.ts'
import { inFrontOf, localOrigin, startEdge, startOrigin } from './start-edge.ts'

interface Options {
  /** Of the origin's answers. */
  readonly headers?: OutgoingHttpHeaders
  /** Whether the query is in the key, and reaches the origin. */
  readonly query?: boolean
  /** The key value store of the functions. */
  readonly storeArn?: string
  readonly change?: (config: Sample) => void
}

type Started = Awaited<ReturnType<typeof startEdge>>

/** Makes a function, publishes it, and returns its ARN. */
export async function publishFunction({ client }: Started, Name: string, code: string, storeArn?: string) {
  const { ETag, FunctionSummary } = await client.send(
    new CF.CreateFunctionCommand({
      Name,
      FunctionConfig: {
        Comment: '',
        Runtime: 'cloudfront-js-2.0',
        ...(storeArn !== undefined && {
          KeyValueStoreAssociations: { Quantity: 1, Items: [{ KeyValueStoreARN: storeArn }] }
        })
      },
      FunctionCode: Buffer.from(code)
    })
  )
  await client.send(new CF.PublishFunctionCommand({ Name, IfMatch: ETag }))
  return FunctionSummary?.FunctionMetadata?.FunctionARN ?? ''
}

/** A distribution whose behavior has these functions and forwards cookies, in front of an origin that says what it sees. */
export async function startWithFunctions(
  code: { request?: string; response?: string },
  { headers, query = false, storeArn, change, started: given }: Options & { started?: Started } = {}
) {
  const origin = await startOrigin((request, response) => {
    response.writeHead(request.url === '/missing' ? 404 : 200, {
      'Content-Type': 'text/plain',
      'X-Origin': 'yes',
      ...headers
    })
    response.end(`${request.url}`)
  })
  const started = given ?? (await startEdge())
  const Items: CF.FunctionAssociation[] = []
  if (code.request !== undefined) {
    const FunctionARN = await publishFunction(started, 'on-request', code.request, storeArn)
    Items.push({ EventType: 'viewer-request', FunctionARN })
  }
  if (code.response !== undefined) {
    const FunctionARN = await publishFunction(started, 'on-response', code.response, storeArn)
    Items.push({ EventType: 'viewer-response', FunctionARN })
  }
  const distribution = await started.distribution(config => {
    inFrontOf(localOrigin(origin.port))(config)
    const ForwardedValues = { QueryString: query, Cookies: { Forward: 'all' as const } }
    config.DefaultCacheBehavior = legacy({ TargetOriginId: 'origin', ForwardedValues })
    config.DefaultCacheBehavior.FunctionAssociations = { Quantity: Items.length, Items }
    change?.(config)
  })
  return { ...started, ...distribution, origin }
}
