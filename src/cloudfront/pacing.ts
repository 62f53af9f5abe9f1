import { type CloudFrontClient } from '@aws-sdk/client-cloudfront'
import { findCodeOf } from '../errors.ts'
import { type CallContext, operationOfContext, signalOfContext } from './call-context.ts'
import { operations } from './model/shapes.ts'
import { type CallKind, type Pacer } from './pacer.ts'

// Most reads are GETs; nine of CloudFront's are POSTs, which their names tell.
const READ = /^(Get|List|Describe)/

export function kindOfCall(operation: string): CallKind {
  return operations.get(operation)?.method === 'GET' || READ.test(operation) ? 'read' : 'write'
}

/** The operation of one of the SDK's commands, by the name of its class. */
export function operationOf(command: object): string {
  return command.constructor.name.replace(/Command$/, '')
}

const pacers = new WeakMap<CloudFrontClient, Pacer>()

/** The pacer of a client, for those who share what it learns with other processes. */
export function findPacer(client: CloudFrontClient): Pacer | undefined {
  return pacers.get(client)
}

/** Every attempt waits for its turn, also one that the SDK repeats, and reports whether CloudFront throttled it. */
export function paceCalls(client: CloudFrontClient, pacer: Pacer): void {
  pacers.set(client, pacer)
  const pace =
    <Args, Result>(next: (args: Args) => Promise<Result>, context: CallContext) =>
    async (args: Args) => {
      await pacer.acquire(kindOfCall(operationOfContext(context)), signalOfContext(context))
      try {
        const result = await next(args)
        pacer.report('accepted')
        return result
      } catch (error) {
        const throttled = error instanceof Error && findCodeOf(error.name) === 'CLOUDFRONT_THROTTLED'
        if (throttled) pacer.report('throttled')
        throw error
      }
    }
  // Behind the retries and before the signature, whose time must be that of sending.
  client.middlewareStack.addRelativeTo(pace, {
    relation: 'after',
    toMiddleware: 'retryMiddleware',
    name: 'frontagePacing'
  })
}
