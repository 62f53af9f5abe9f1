import type * as CF from '@aws-sdk/client-cloudfront'
import { type Operation } from '../../cloudfront/model/shapes.ts'

export { CloudFrontFault, fault } from './fault.ts'

/** What a handler may need to know about the call besides its input. */
export interface Call {
  readonly operation: Operation
  readonly requestId: string
  /** The origin of this server as the caller addressed it, e.g. `http://127.0.0.1:8081`: CloudFront's `Location` is absolute. */
  readonly origin: string
}

type Commands = typeof CF
type CommandName = Extract<keyof Commands, `${string}Command`>

/** The name of one of CloudFront's operations, e.g. `CreateDistribution`. */
export type OperationName = Exclude<CommandName extends `${infer Name}Command` ? Name : never, '$'>

// A command's input and output can only be taken from the type of its instances.
type Sent<Name extends OperationName> =
  InstanceType<Commands[`${Name}Command`]> extends { readonly input: infer Input } ? Input : never
type Received<Name extends OperationName> =
  InstanceType<Commands[`${Name}Command`]> extends {
    resolveMiddleware(
      stack: never,
      configuration: never,
      options: never
    ): (...parameters: never[]) => Promise<infer Done>
  }
    ? Done extends { output: infer Output }
      ? Output
      : never
    : never

/** The SDK allows required members to be undefined; the wire refuses such a request before a handler sees it. */
export type Present<T> = T extends Date | Uint8Array
  ? T
  : T extends readonly (infer Item)[]
    ? Present<Item>[]
    : T extends object
      ? { [K in keyof T]: object extends Pick<T, K> ? Present<T[K]> : Exclude<Present<T[K]>, undefined> }
      : T

/** A handler's input: the SDK's command input with every required member present. */
export type Input<Name extends OperationName> = Present<Sent<Name>>

/** A handler's output: the SDK's command output without `$metadata`; raw payloads may be any `Uint8Array`. */
export type Output<Name extends OperationName> = {
  [K in keyof Omit<Received<Name>, '$metadata'>]: Received<Name>[K] extends Uint8Array | undefined
    ? Uint8Array | undefined
    : Received<Name>[K]
}

/** Answers one operation; throws a `fault` to refuse it. */
type OperationHandler<Name extends OperationName> = (
  input: Input<Name>,
  call: Call
) => Output<Name> | Promise<Output<Name>>

/** Any operation may be missing; the wire then answers 501 `NotImplemented` and names it. */
export type Handlers = { readonly [Name in OperationName]?: OperationHandler<Name> }
