import * as CF from '@aws-sdk/client-cloudfront'

/** Calls an operation of CloudFront by its name and resolves with its output. Throws a ServiceError. */
export type Call = (operation: string, input: object) => Promise<Output>

/** Keyed by the model's member names; the shapes describe the values. */
export type Output = Readonly<Record<string, unknown>>

type AnyCommand = Parameters<CF.CloudFrontClient['send']>[0]
type Commands = Readonly<Record<string, (new (input: object) => AnyCommand) | undefined>>

/**
 * For code that takes the operation's name from the model; elsewhere the SDK's commands have better types. Throws for an
 * unknown operation.
 */
export function callsOf(cloudfront: CF.CloudFrontClient): Call {
  return async (operation, input) => {
    const Command = (CF as unknown as Commands)[`${operation}Command`]
    if (!Command) throw new Error(`the SDK has no operation ${operation}`)
    return (await cloudfront.send(new Command(input))) as unknown as Output
  }
}
