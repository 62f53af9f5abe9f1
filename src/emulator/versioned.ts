import { isEtag } from './identifiers.ts'
import { type Collection } from './store.ts'
import { fault } from './wire/handlers.ts'

/** The refusal for an unknown record. */
export interface Missing {
  readonly code: string
  readonly message: string
}

export const NO_SUCH_DISTRIBUTION: Missing = {
  code: 'NoSuchDistribution',
  message: 'The specified distribution does not exist.'
}

/** Records that have ETags, with the refusals that all of them share. */
export function versioned<T extends { readonly etag: string }>(records: Collection<T>, missing: Missing) {
  function get(id: string): T {
    const record = records.get(id)
    if (!record) throw fault(missing.code, missing.message)
    return record
  }

  /** Checks in the order 404, 400, 412, which is not documented. */
  function getVersion(id: string, ifMatch: string | undefined): T {
    const record = get(id)
    checkVersion(record, ifMatch)
    return record
  }

  return { get, getVersion }
}

/** `InvalidIfMatchVersion` for what is not a version, `PreconditionFailed` for one that is not current. */
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
