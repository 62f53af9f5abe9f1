/**
 * The store cannot be used, and a person has to put that right: the message says in sentences what is wrong and what helps.
 */
export class UnusableStoreError extends Error {
  override readonly name = 'UnusableStoreError'
  /** Waiting alone may help, as where a server has not started yet. */
  readonly mayPass: boolean

  constructor(message: string, { mayPass = false, ...options }: ErrorOptions & { mayPass?: boolean } = {}) {
    super(message, options)
    this.mayPass = mayPass
  }
}
