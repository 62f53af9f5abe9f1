import { TRUST } from './records.ts'
import { type ReferenceKind, references } from './rules/references.ts'
import { type Store } from './store.ts'

const ALL = 'all'

export const REFERENCE_KINDS = Object.keys(references) as readonly ReferenceKind[]

interface TrustRecord {
  readonly trusted: readonly ReferenceKind[]
}

export type Trust = ReturnType<typeof createTrust>

/**
 * The kinds of references that are taken on trust although they can be created here, for configurations from other accounts.
 * None by default; a change is part of the state.
 */
export function createTrust({ store, trusted = [] }: { store: Store; trusted?: readonly ReferenceKind[] | undefined }) {
  const records = store.collection<TrustRecord>(TRUST)
  const get = (): TrustRecord => records.get(ALL) ?? { trusted }
  return {
    get,
    /** Replaces the kinds; what was accepted on trust remains. */
    set: (kinds: readonly ReferenceKind[]): void =>
      store.commit([[TRUST, ALL, { trusted: kinds } satisfies TrustRecord]]),
    covers: (kind: ReferenceKind): boolean => get().trusted.includes(kind)
  }
}
