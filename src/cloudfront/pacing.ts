import { type CloudFrontClient } from '@aws-sdk/client-cloudfront'
import { isServiceError } from '../errors.ts'
import { type CallContext, operationOfContext, signalOfContext } from './call-context.ts'
import { fromSdk } from './errors.ts'
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
      const operation = operationOfContext(context)
      const permit = await pacer.acquire(kindOfCall(operation), signalOfContext(context))
      try {
        const result = await next(args)
        pacer.report('accepted', permit)
        return result
      } catch (error) {
        const failure = fromSdk(error, operation)
        if (isServiceError(failure, 'CLOUDFRONT_THROTTLED')) pacer.report('throttled', permit)
        // Whatever else CloudFront refuses has passed its limit of calls.
        else if (isServiceError(failure) && failure.cloudFront) pacer.report('accepted', permit)
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
