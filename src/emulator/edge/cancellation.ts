/**
 * Says that nobody waits for something any more. Cheaper than an AbortController, which is only created when `signal` is read.
 */
export class Cancellation {
  #isCancelled = false
  #actions: (() => void)[] | undefined
  #controller: AbortController | undefined

  get isCancelled(): boolean {
    return this.#isCancelled
  }

  /** For APIs that take an AbortSignal. */
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
    const actions = this.#actions ?? []
    this.#actions = undefined
    for (const action of actions) action()
  }

  /** Runs an action once: on cancellation, or now if that has happened. Returns a function that removes the action. */
  onCancel(action: () => void): () => void {
    if (this.#isCancelled) {
      action()
      return nothing
    }
    if (this.#actions) this.#actions.push(action)
    else this.#actions = [action]
    return () => {
      const at = this.#actions?.indexOf(action) ?? -1
      if (at >= 0) this.#actions?.splice(at, 1)
    }
  }
}

function nothing(): void {
  // The action has run already.
}
