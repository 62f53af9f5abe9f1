import { type Dispatcher } from 'undici'
import { type HeaderList, headerValue } from '../../delivery/headers.ts'
import { type Body, WholeBody } from './body.ts'
import { headerLines } from './header-lines.ts'
import { type HttpRequest } from './http-origin.ts'
import { type OriginAnswer } from './origin-answer.ts'

/** How much of a body may wait for its reader before the origin is paused. */
const WAITING_BYTES = 64 * 1024

/** A connection to an origin. */
export interface OriginConnection {
  /** The exchange whose answer is held back until it is read. */
  paused: OriginExchange | undefined
}

/**
 * One request to an origin and its answer, as undici reports them. A Readable and an AbortSignal for each request would cost more than
 * everything else, and a small body has usually arrived with its head.
 */
export class OriginExchange implements Dispatcher.DispatchHandler, Body {
  readonly #request: HttpRequest
  readonly #forget: (() => void) | undefined
  readonly #untilComplete: NodeJS.Timeout | undefined
  #controller: Dispatcher.DispatchController | undefined
  #status = 0
  #headers: HeaderList = []
  /** What has arrived and has not been read. */
  #waiting: Buffer[] = []
  #waitingBytes = 0
  #state: 'open' | 'ended' | Error = 'open'
  #isCancelled = false
  #answered: (() => void) | undefined
  #failed: ((error: Error) => void) | undefined
  /** Runs from the first interim answer on. */
  #untilFinal: NodeJS.Timeout | undefined
  /** Wakes the reader. */
  #wake: (() => void) | undefined
  /** As stated in the head, if it is. */
  length: number | undefined
  /** Set when the request is sent. */
  connection: OriginConnection | undefined

  constructor(request: HttpRequest) {
    this.#request = request
    this.#forget = request.cancellation?.onCancel(() => this.cancel())
    if (request.completionTimeoutMs !== undefined) {
      this.#untilComplete = setTimeout(() => this.#giveUp(tooSlow()), request.completionTimeoutMs)
    }
  }

  /** Resolves when the head has arrived, with a body that is complete if all of it has, too. Rejects if it never will. */
  async answer(): Promise<OriginAnswer> {
    if (this.#state === 'open' && this.#status === 0) {
      await new Promise<void>((resolve, reject) => {
        this.#answered = resolve
        this.#failed = reject
      })
    }
    if (this.#status === 0 && this.#state instanceof Error) throw this.#state
    const { method } = this.#request
    const [status, headers, length] = [this.#status, this.#headers, this.length]
    if (method === 'HEAD' || status === 204 || status === 304)
      return { status, headers, body: new WholeBody([], length) }
    // Whether the length is stated must not depend on how fast the body arrives.
    return { status, headers, body: this.#state === 'ended' ? new WholeBody(this.#waiting, length) : this }
  }

  async *read(): AsyncGenerator<Buffer> {
    try {
      for (;;) {
        const chunks = this.#waiting
        if (chunks.length > 0) {
          this.#waiting = []
          for (const chunk of chunks) {
            this.#waitingBytes -= chunk.length
            yield chunk
          }
          this.resume()
        } else if (this.#state === 'ended') return
        else if (this.#state !== 'open') throw this.#state
        else await new Promise<void>(resolve => (this.#wake = resolve))
      }
    } finally {
      this.cancel()
    }
  }

  cancel(): void {
    this.#giveUp(new Error('nobody waits for the answer'))
  }

  #giveUp(error: Error): void {
    if (this.#state !== 'open') return
    this.#isCancelled = true
    this.#settle(error)
    // Without a controller it is still waiting for a connection.
    this.#controller?.abort(error)
  }

  leave(): void {
    this.cancel()
  }

  /** Lets the answer go on arriving. Safe to repeat. */
  resume(): void {
    this.#isNotPaused()
    this.#controller?.resume()
  }

  #pause(): void {
    if (this.connection) this.connection.paused = this
    this.#controller?.pause()
  }

  #isNotPaused(): void {
    if (this.connection?.paused === this) this.connection.paused = undefined
  }

  #settle(state: 'ended' | Error): void {
    if (this.#state !== 'open') return
    this.#state = state
    this.#isNotPaused()
    clearTimeout(this.#untilFinal)
    clearTimeout(this.#untilComplete)
    this.#forget?.()
    if (state !== 'ended') this.#failed?.(state)
    this.#wake?.()
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    if (this.#isCancelled) controller.abort(new Error('nobody waits for the answer'))
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number): void {
    // An interim answer, such as 103, is followed by another one.
    if (status < 200) return this.#awaitFinal(controller)
    clearTimeout(this.#untilFinal)
    this.#headers = headerLines(controller.rawHeaders as readonly Buffer[])
    if (this.#headers.some(isOtherCoding)) {
      controller.abort(new Error('the origin sent a Transfer-Encoding other than chunked'))
      return
    }
    this.length = lengthOf(this.#headers)
    this.#status = status
    this.#answered?.()
  }

  /** undici waits anew after each interim answer, so that an origin could go on with them for ever. */
  #awaitFinal(controller: Dispatcher.DispatchController): void {
    this.#untilFinal ??= setTimeout(() => {
      const error = new Error('the origin sent interim answers only')
      controller.abort(Object.assign(error, { code: 'UND_ERR_HEADERS_TIMEOUT' }))
    }, this.#request.readTimeoutMs)
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    // undici reports an empty chunk when it is resumed and nothing has arrived.
    if (chunk.length === 0) return
    this.#waiting.push(chunk)
    this.#waitingBytes += chunk.length
    if (this.#waitingBytes > WAITING_BYTES) this.#pause()
    this.#wake?.()
  }

  onResponseEnd(): void {
    this.#settle('ended')
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    // Nothing else ends the stream that the viewer's body is piped into.
    this.#request.body?.on('error', () => undefined).destroy()
    this.#settle(error)
  }
}

/** The code of an answer that was not complete in time. */
export const TOO_SLOW = 'RESPONSE_COMPLETION_TIMEOUT'

function tooSlow(): Error {
  const error = new Error('the answer was not complete within ResponseCompletionTimeout')
  return Object.assign(error, { code: TOO_SLOW })
}

/** A body in another coding than chunked would be passed on as if it were not encoded. */
function isOtherCoding([name, value]: HeaderList[number]): boolean {
  return name.toLowerCase() === 'transfer-encoding' && value.trim().toLowerCase() !== 'chunked'
}

function lengthOf(headers: HeaderList): number | undefined {
  const stated = headerValue(headers, 'content-length')
  return stated !== undefined && /^\d+$/.test(stated) ? Number(stated) : undefined
}
