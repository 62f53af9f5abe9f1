/**
 * The store cannot be used until an operator acts; the message says what is wrong and what to do.
 */
export class UnusableStoreError extends Error {
  override readonly name = 'UnusableStoreError'
  /** Whether waiting may help, as for a server that has not started yet. */
  readonly isTemporary: boolean

  constructor(message: string, { isTemporary = false, ...options }: ErrorOptions & { isTemporary?: boolean } = {}) {
    super(message, options)
    this.isTemporary = isTemporary
  }
}
