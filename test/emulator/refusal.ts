import { CloudFrontServiceException } from '@aws-sdk/client-cloudfront'

export interface Refusal {
  readonly code: string
  readonly status: number | undefined
  readonly message: string
}

/** What CloudFront refused a call with; throws when the call went through or failed in another way. */
export async function refusal(call: Promise<unknown>): Promise<Refusal> {
  try {
    await call
  } catch (error) {
    if (!(error instanceof CloudFrontServiceException)) throw error
    return { code: error.name, status: error.$metadata.httpStatusCode, message: error.message }
  }
  throw new Error('the call was not refused')
}

/** The refusal's code alone, which is what clients go by. */
export async function refusalCode(call: Promise<unknown>): Promise<string> {
  return (await refusal(call)).code
}
