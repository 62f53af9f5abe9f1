import { type CloudFrontClient } from '@aws-sdk/client-cloudfront'
import { wrapSend } from './deadline.ts'
import { operationOf } from './pacing.ts'

/** A call that has ended: with an output, or with an error. */
export interface ObservedCall {
  readonly operation: string
  readonly input: Readonly<Record<string, unknown>>
  readonly output?: Readonly<Record<string, unknown>>
  readonly error?: unknown
}

/** Calls `observe` after every call of the client, before its caller receives the outcome. `observe` must not throw. */
export function observeCalls(client: CloudFrontClient, observe: (call: ObservedCall) => void): void {
  wrapSend(client, send => async (command, options) => {
    const operation = operationOf(command)
    const { input = {} } = command as { input?: ObservedCall['input'] }
    try {
      const output = await send(command, options)
      observe({ operation, input, output: output as ObservedCall['input'] })
      return output
    } catch (error) {
      observe({ operation, input, error })
      throw error
    }
  })
}
