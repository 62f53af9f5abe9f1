import { CloudFrontClient, type CloudFrontClientConfig } from '@aws-sdk/client-cloudfront'

type RetryStrategyOption = NonNullable<CloudFrontClientConfig['retryStrategy']>

/** The members of the SDK's own strategy that are used here; its class is not exported, so createRetries looks it up. */
interface SdkRetryStrategy {
  acquireInitialRetryToken(scope: string): Promise<object>
  refreshRetryTokenForRetry(token: object, failure: object): Promise<object>
}
type SdkRetryStrategyConstructor = new (maxAttempts: number) => SdkRetryStrategy

/**
 * The SDK's standard retry rules, with a retry budget for each call. The SDK's own budget is shared by all calls and
 * each success earns a fourteenth of a retry: long after an outage, calls would fail at the first transient error. A
 * budget is meant to protect an overloaded service; here pacing, the concurrency limit and the deadline do that. Every
 * call fails if the SDK is not as expected.
 */
export function createRetries(maxAttempts: number): RetryStrategyOption {
  let standard: Promise<SdkRetryStrategyConstructor> | undefined
  const strategies = new WeakMap<object, SdkRetryStrategy>()

  const retries = {
    async acquireInitialRetryToken(scope: string) {
      const strategy = new (await (standard ??= sdkStrategyConstructor()))(maxAttempts)
      return remember(await strategy.acquireInitialRetryToken(scope), strategy)
    },

    async refreshRetryTokenForRetry(token: object, failure: object) {
      const strategy = strategies.get(token)
      if (!strategy) throw new Error('the retry token is unknown')
      // A rejection of the caller's input that has the status 500.
      if (isRejection(failure)) throw new Error('not retryable')
      return remember(await strategy.refreshRetryTokenForRetry(token, failure), strategy)
    },

    recordSuccess() {}
  }

  function remember(token: object, strategy: SdkRetryStrategy): object {
    strategies.set(token, strategy)
    return token
  }

  // The option's type uses token types that the client's package does not export.
  return retries as unknown as RetryStrategyOption
}

/** TestFunction's error for a function that cannot be run. */
function isRejection(failure: { readonly error?: { readonly name?: unknown } }): boolean {
  return failure.error?.name === 'TestFunctionFailed'
}

async function sdkStrategyConstructor(): Promise<SdkRetryStrategyConstructor> {
  const credentials = { accessKeyId: 'unused', secretAccessKey: 'unused' }
  const client = new CloudFrontClient({ region: 'us-east-1', credentials, retryMode: 'standard' })
  const original: Partial<SdkRetryStrategy> & { mode?: unknown } = await client.config.retryStrategy()
  const complete =
    typeof original.acquireInitialRetryToken === 'function' && typeof original.refreshRetryTokenForRetry === 'function'
  if (original.mode !== 'standard' || !complete) {
    throw new Error('this version of the AWS SDK retries differently; src/cloudfront/retries.ts must be adapted')
  }
  return original.constructor as SdkRetryStrategyConstructor
}
