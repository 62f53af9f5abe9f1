import { type CloudFrontClient } from '@aws-sdk/client-cloudfront'
import { findCodeOf } from '../errors.ts'
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

interface Context {
  readonly commandName?: string
  /** The SDK's type of it knows less than the platform's, which is what `send` was given. */
  readonly abortSignal?: unknown
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
    <Args, Result>(next: (args: Args) => Promise<Result>, context: Context) =>
    async (args: Args) => {
      const operation = (context.commandName ?? '').replace(/Command$/, '')
      await pacer.acquire(kindOfCall(operation), context.abortSignal as AbortSignal | undefined)
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
