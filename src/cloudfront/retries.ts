import { CloudFrontClient, type CloudFrontClientConfig } from '@aws-sdk/client-cloudfront'

type RetryStrategyOption = NonNullable<CloudFrontClientConfig['retryStrategy']>

/** The members of the SDK's own strategy that are built upon; its class is not exported, so createRetries looks for it. */
interface Stock {
  acquireInitialRetryToken(scope: string): Promise<object>
  refreshRetryTokenForRetry(token: object, failure: object): Promise<object>
}
type StockConstructor = new (maxAttempts: number) => Stock

/**
 * The SDK's standard rules for what is tried again, how often and after how long, for each call by itself. The SDK's own
 * budget is shared by all calls and earns one fourteenth of a retry with each success: after an outage good calls would
 * fail at the first hiccup for a long time. What a budget is for, sparing a service in trouble, is done by the pacing, the
 * slots and the deadline. Every call fails where the SDK is not as expected.
 */
export function createRetries(maxAttempts: number): RetryStrategyOption {
  let standard: Promise<StockConstructor> | undefined
  const ofCall = new WeakMap<object, Stock>()

  const retries = {
    async acquireInitialRetryToken(scope: string) {
      const rules = new (await (standard ??= stockConstructor()))(maxAttempts)
      return remember(await rules.acquireInitialRetryToken(scope), rules)
    },

    async refreshRetryTokenForRetry(token: object, failure: object) {
      const rules = ofCall.get(token)
      if (!rules) throw new Error('a retry of a call that was never begun')
      return remember(await rules.refreshRetryTokenForRetry(token, failure), rules)
    },

    recordSuccess() {}
  }

  function remember(token: object, rules: Stock): object {
    ofCall.set(token, rules)
    return token
  }

  // The option's own type speaks of tokens that the client's package does not export.
  return retries as unknown as RetryStrategyOption
}

async function stockConstructor(): Promise<StockConstructor> {
  const credentials = { accessKeyId: 'unused', secretAccessKey: 'unused' }
  const client = new CloudFrontClient({ region: 'us-east-1', credentials, retryMode: 'standard' })
  const stock: Partial<Stock> & { mode?: unknown } = await client.config.retryStrategy()
  const complete =
    typeof stock.acquireInitialRetryToken === 'function' && typeof stock.refreshRetryTokenForRetry === 'function'
  if (stock.mode !== 'standard' || !complete) {
    throw new Error('this version of the AWS SDK retries in another way; src/cloudfront/retries.ts must follow it')
  }
  return stock.constructor as StockConstructor
}
