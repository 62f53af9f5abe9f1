import { type CloudFrontClient } from '@aws-sdk/client-cloudfront'
import { isRead } from './before-writes.ts'
import { wrapSend } from './deadline.ts'
import { operationOf } from './pacing.ts'

/**
 * Calls `after` when a call that may change something has ended, before its caller is answered; also if it failed, since the
 * answer may have been lost after the change.
 */
export function afterWrites(client: CloudFrontClient, after: (operation: string) => void): void {
  wrapSend(client, send => async (command, options) => {
    const operation = operationOf(command)
    if (isRead(operation)) return send(command, options)
    try {
      return await send(command, options)
    } finally {
      after(operation)
    }
  })
}
