/**
 * Says that nobody waits for something any more. Costs little where nobody asks, unlike an AbortSignal, which is made only when it
 * is wanted.
 */
export class Cancellation {
  #isCancelled = false
  #actions: (() => void)[] = []
  #controller: AbortController | undefined

  get isCancelled(): boolean {
    return this.#isCancelled
  }

  /** For what takes no other. */
  get signal(): AbortSignal {
    this.#controller ??= new AbortController()
    if (this.#isCancelled) this.#controller.abort()
    return this.#controller.signal
  }

  /** Safe to repeat. */
  cancel(): void {
    if (this.#isCancelled) return
    this.#isCancelled = true
    this.#controller?.abort()
    const actions = this.#actions
    this.#actions = []
    for (const action of actions) action()
  }

  /** Runs an action once: when it is cancelled, or now if it is already. Returns how to forget the action. */
  onCancel(action: () => void): () => void {
    if (this.#isCancelled) {
      action()
      return nothing
    }
    this.#actions.push(action)
    return () => void (this.#actions = this.#actions.filter(other => other !== action))
  }
}

function nothing(): void {
  // It has run already.
}
