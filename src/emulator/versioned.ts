import { isEtag } from './identifiers.ts'
import { type Collection } from './store.ts'
import { fault } from './wire/handlers.ts'

/** What a family answers when there is no such record. */
export interface Missing {
  readonly code: string
  readonly message: string
}

export const NO_SUCH_DISTRIBUTION: Missing = {
  code: 'NoSuchDistribution',
  message: 'The specified distribution does not exist.'
}

/** The records of a family that has ETags, with the refusals which all such families share. */
export function versioned<T extends { readonly etag: string }>(records: Collection<T>, missing: Missing) {
  function get(id: string): T {
    const record = records.get(id)
    if (!record) throw fault(missing.code, missing.message)
    return record
  }

  /** Of the answers that are possible in this order, which is not documented: 404, then 400, then 412. */
  function getVersion(id: string, ifMatch: string | undefined): T {
    const record = get(id)
    checkVersion(record, ifMatch)
    return record
  }

  return { get, getVersion }
}

/** `InvalidIfMatchVersion` for what is no version at all, `PreconditionFailed` for one that is not the current one. */
export function checkVersion({ etag }: { readonly etag: string }, ifMatch: string | undefined): void {
  if (ifMatch === undefined || !isEtag(ifMatch)) throw invalidVersion()
  if (ifMatch !== etag) {
    throw fault(
      'PreconditionFailed',
      "The request failed because it didn't meet the preconditions in one or more request-header fields."
    )
  }
}

export function invalidVersion() {
  return fault('InvalidIfMatchVersion', 'The If-Match version is missing or not valid for the resource.')
}
