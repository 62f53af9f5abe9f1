import { type CloudFrontClient } from '@aws-sdk/client-cloudfront'
import { type CloudFrontKeyValueStoreClient } from '@aws-sdk/client-cloudfront-keyvaluestore'
import { boundCalls, type CloudFrontClientOptions, transportOf } from './client.ts'

/**
 * A client of `cloudfront-keyvaluestore`, the API for the data in key value stores, with the same options, timeouts, retries and
 * ServiceErrors as the CloudFront client. Its packages are loaded on the first call of this function.
 *
 * At AWS the endpoint is the account's (`https://123456789012.cloudfront-kvs.global.api.aws`, from the store's ARN), and
 * calls are signed for all regions (SigV4A). A given `endpoint` is used as it is: the SDK would prefix it with the account id.
 */
export async function createKeyValueClient(
  options: CloudFrontClientOptions = {}
): Promise<CloudFrontKeyValueStoreClient> {
  const { endpoint } = options
  const [{ CloudFrontKeyValueStoreClient }] = await Promise.all([
    import('@aws-sdk/client-cloudfront-keyvaluestore'),
    // Registers itself with the SDK when it is imported.
    import('@aws-sdk/signature-v4a')
  ])
  const client = new CloudFrontKeyValueStoreClient({
    // The SDK does not support FIPS for this API.
    useFipsEndpoint: false,
    ...(endpoint !== undefined && { endpointProvider: () => ({ url: new URL(endpoint) }) }),
    ...transportOf(options)
  })
  // The two clients' types differ in their commands only, which boundCalls does not use.
  boundCalls(client as unknown as CloudFrontClient, options)
  return client
}
