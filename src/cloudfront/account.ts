import { type CloudFrontClient, ListDistributionsCommand } from '@aws-sdk/client-cloudfront'
import { isServiceError } from '../errors.ts'

export interface Account {
  /** Twelve digits; undefined where neither the credentials nor an ARN say it, as in an account without distributions. */
  readonly id?: string
  /** One sentence: why calls of CloudFront will fail. */
  readonly problem?: string
}

/**
 * Whose credentials these are: some providers say so (AWS_ACCOUNT_ID, roles, SSO), else the ARN of a distribution does. Asks
 * CloudFront at most once, and changes nothing. Never rejects.
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
    // It answered, and other operations may be allowed.
    if (isServiceError(error, 'CLOUDFRONT_ACCESS_DENIED') || isServiceError(error, 'CLOUDFRONT_THROTTLED')) return {}
    return { problem: `CloudFront did not answer as it should: ${firstLine(error)}.` }
  }
}

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return (message.split('\n')[0] ?? '').replace(/\.$/, '')
}

/** Lets no call pass before `ready` has resolved for it; a call fails with what that rejects with. */
export function holdCalls(cloudfront: CloudFrontClient, ready: () => Promise<void>): void {
  cloudfront.middlewareStack.add(
    next => async args => {
      await ready()
      return next(args)
    },
    { step: 'initialize', priority: 'high', name: 'frontageHoldCalls' }
  )
}
