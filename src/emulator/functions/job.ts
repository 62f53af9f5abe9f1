/** The input of a sandbox's thread. In a file of its own, since only the thread loads the engine. */
export interface EngineJob {
  readonly code: string
  /** The function to call: `connectionHandler` for a connection, `handler` for a request or a response. */
  readonly handler: 'handler' | 'connectionHandler'
  /** Runtime 2.0, not 1.0. */
  readonly modern: boolean
  /** Its argument, as JSON. */
  readonly event: string
  readonly eventType: string
  /** In ms since 1970. */
  readonly now: number
  readonly store: FunctionStore | undefined
}

/** The key value store that a function is associated with, as it is when the run begins. */
export interface FunctionStore {
  readonly id: string
  readonly items: ReadonlyMap<string, string>
  /** ISO 8601. */
  readonly created: string
  readonly modified: string
}

/** The handler's result as JSON, or its error; and its compute utilization, 0 to 100. */
export type EngineResult = { readonly percent: number } & ({ readonly json: string } | { readonly error: string })

/** A message from the thread to its parent. */
export type WorkerMessage =
  | { readonly kind: 'started' }
  | { readonly kind: 'log'; readonly line: string }
  | { readonly kind: 'ended'; readonly result: EngineResult }
