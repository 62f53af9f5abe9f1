import { type CloudFrontClient } from '@aws-sdk/client-cloudfront'
import { wrapSend } from './deadline.ts'
import { operationOf } from './pacing.ts'

const READS = /^(?:[\w-]+:)?(?:Get|List|Describe|Test|Verify)/

/** Whether an operation of CloudFront or of the key-value API only reads. */
export function isRead(operation: string): boolean {
  return READS.test(operation)
}

/** Awaits `before` ahead of every call that may change something; if it rejects, the call is not made. */
export function beforeWrites(client: CloudFrontClient, before: () => Promise<void>): void {
  wrapSend(client, send => async (command, options) => {
    if (!isRead(operationOf(command))) await before()
    return send(command, options)
  })
}
