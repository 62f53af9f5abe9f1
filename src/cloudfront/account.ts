import { type CloudFrontClient, ListDistributionsCommand } from '@aws-sdk/client-cloudfront'
import { isServiceError } from '../errors.ts'

export interface Account {
  /** Twelve digits; undefined if neither the credentials nor the ARN of a distribution contains it. */
  readonly id?: string
  /** Why calls to CloudFront will fail, in one sentence. */
  readonly problem?: string
}

/**
 * Finds the AWS account of the credentials: some providers know it (AWS_ACCOUNT_ID, roles, SSO), otherwise the ARN of a
 * distribution contains it. Makes at most one call, changes nothing, never rejects.
 */
export async function findAccount(cloudfront: CloudFrontClient): Promise<Account> {
  try {
    const { accountId } = await cloudfront.config.credentials()
    if (accountId !== undefined) return { id: accountId }
  } catch (error) {
    return { problem: `No AWS credentials were found: ${firstLine(error)}.` }
  }
  try {
    const { DistributionList } = await cloudfront.send(new ListDistributionsCommand({ MaxItems: 1 }))
    // arn:aws:cloudfront::123456789012:distribution/E…
    const id = DistributionList?.Items?.[0]?.ARN?.split(':')[4]
    return id === undefined || id === '' ? {} : { id }
  } catch (error) {
    // CloudFront can be reached, and other operations may be allowed.
    if (isServiceError(error, 'CLOUDFRONT_ACCESS_DENIED') || isServiceError(error, 'CLOUDFRONT_THROTTLED')) return {}
    return { problem: `The first call to CloudFront failed: ${firstLine(error)}.` }
  }
}

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return (message.split('\n')[0] ?? '').replace(/\.$/, '')
}

/** Makes every call wait for `ready`, and fail with its rejection. */
export function holdCalls(cloudfront: CloudFrontClient, ready: () => Promise<void>): void {
  cloudfront.middlewareStack.add(
    next => async args => {
      await ready()
      return next(args)
    },
    { step: 'initialize', priority: 'high', name: 'frontageHoldCalls' }
  )
}
