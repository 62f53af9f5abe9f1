/**
 * Says that nobody waits for something any more. Costs little where nobody asks, unlike an AbortSignal, which is made only when it
 * is wanted.
 */
export class Cancellation {
  #isCancelled = false
  #actions: Set<() => void> | undefined
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
    for (const action of this.#actions ?? []) action()
    this.#actions = undefined
  }

  /** Runs an action once: when it is cancelled, or now if it is already. Returns how to forget the action. */
  onCancel(action: () => void): () => void {
    if (this.#isCancelled) {
      action()
      return nothing
    }
    const actions = (this.#actions ??= new Set())
    actions.add(action)
    return () => void actions.delete(action)
  }
}

function nothing(): void {
  // It has run already.
}
