import { type IncomingMessage, type ServerResponse } from 'node:http'

/** A complete answer, before any of it has been sent. */
export interface Answer {
  readonly status: number
  /** Names as on the wire; `content-length` is added when sending. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
  /** The error code of a refusal. */
  readonly code?: string
}

/** A call as hooks see it, of any service. */
export interface SeenCall<Called extends { readonly name: string } = { readonly name: string }> {
  readonly operation: Called
  /** The path's labels, decoded, e.g. `{ Id: 'E1234567890ABC' }`. */
  readonly labels: Readonly<Record<string, string>>
  readonly requestId: string
  /** The origin of this server as the caller addressed it, e.g. `http://127.0.0.1:8081`. */
  readonly origin: string
}

/** Extension points for faults on demand, latency and counting. Both are optional and run for every call of a known operation. */
export interface WireHooks {
  /**
   * Runs before the body is read, and so before any effect. May throw a `fault` to refuse the call, or return `handled` after
   * sending or destroying the response itself: then neither a handler nor `after` runs.
   */
  readonly before?: (
    call: SeenCall,
    request: IncomingMessage,
    response: ServerResponse
  ) => Promise<'continue' | 'handled'>
  /**
   * Runs after the handler took effect (and after every refusal), before the first byte is sent. Returns the answer to send,
   * changed or not, or `handled` after sending a part or destroying the response itself.
   */
  readonly after?: (
    call: SeenCall,
    answer: Answer,
    request: IncomingMessage,
    response: ServerResponse
  ) => Promise<Answer | 'handled'>
}

/** The part of a pino logger that the wire uses. */
export interface WireLog {
  debug(fields: object, message: string): void
  error(fields: object, message: string): void
}
