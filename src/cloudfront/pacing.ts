import { type CloudFrontClient } from '@aws-sdk/client-cloudfront'
import { isServiceError } from '../errors.ts'
import { type CallContext, operationOfContext, signalOfContext } from './call-context.ts'
import { fromSdk } from './errors.ts'
import { operations } from './model/shapes.ts'
import { type CallKind, type Pacer } from './pacer.ts'

// Most reads are GETs; nine of CloudFront's are POSTs, which only their names show.
const READ = /^(Get|List|Describe)/

export function kindOfCall(operation: string): CallKind {
  return operations.get(operation)?.method === 'GET' || READ.test(operation) ? 'read' : 'write'
}

/** The operation of an SDK command, by the name of its class. */
export function operationOf(command: object): string {
  return command.constructor.name.replace(/Command$/, '')
}

/** A pacer, and the name of its account if there are several. */
export interface AccountPacer {
  readonly account: string | undefined
  readonly pacer: Pacer
}

const pacers = new WeakMap<CloudFrontClient, readonly AccountPacer[]>()

/** The pacers behind a client, for exchanging their rates with other processes: CloudFront counts the calls of each account. */
export function pacersOf(client: CloudFrontClient): readonly AccountPacer[] {
  return pacers.get(client) ?? []
}

/** Makes the pacers of the accounts' clients known as those of the client of all accounts. */
export function joinPacers(client: CloudFrontClient, clients: ReadonlyMap<string, CloudFrontClient>): void {
  const joined = [...clients].flatMap(([account, each]) => pacersOf(each).map(({ pacer }) => ({ account, pacer })))
  pacers.set(client, joined)
}

/**
 * Makes every attempt, the SDK's retries included, wait for the pacer and report to it whether CloudFront throttled it.
 * `onFailed` is called for every failed attempt; all attempts of a call have the same context.
 */
export function paceCalls(
  client: CloudFrontClient,
  pacer: Pacer,
  onFailed: (context: CallContext, failure: unknown) => void = () => undefined
): void {
  pacers.set(client, [{ account: undefined, pacer }])
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
        onFailed(context, failure)
        if (isServiceError(failure, 'CLOUDFRONT_THROTTLED')) {
          pacer.report('throttled', permit)
        } else if (isServiceError(failure) && failure.cloudFront) {
          // Any other error of CloudFront means that the call was within its rate.
          pacer.report('accepted', permit)
        }
        throw error
      }
    }
  // After the retries, and before signing, which adds the time of sending.
  client.middlewareStack.addRelativeTo(pace, {
    relation: 'after',
    toMiddleware: 'retryMiddleware',
    name: 'frontagePacing'
  })
}
