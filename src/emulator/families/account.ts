import { type Clock } from '../clock.ts'
import { type Quotas } from '../quotas.ts'
import {
  aliasesOf,
  type Config,
  type DistributionRecord,
  DISTRIBUTIONS,
  type FamilyRecord,
  type QuotasRecord,
  STREAMING_DISTRIBUTIONS,
  type StreamingConfig,
  domainsOf,
  type TenantContent,
  TENANTS
} from '../records.ts'
import { type Store } from '../store.ts'

interface AccountDeps {
  readonly store: Store
  readonly quotas: Quotas
  readonly clock: Clock
  readonly propagationSeconds: number
}

export type Account = ReturnType<typeof createAccount>

/** What the rules and references of one family may read of all others. */
export function createAccount({ store, quotas, clock, propagationSeconds }: AccountDeps) {
  const distributions = store.collection<DistributionRecord>(DISTRIBUTIONS)
  const streaming = store.collection<FamilyRecord<StreamingConfig>>(STREAMING_DISTRIBUTIONS)
  const tenants = store.collection<FamilyRecord<TenantContent>>(TENANTS)

  /** Host names are unique across everything that serves viewers, including disabled distributions. */
  function* hostNames(): Iterable<{ readonly id: string; readonly names: readonly string[] }> {
    for (const { id, config } of distributions.values()) yield { id, names: aliasesOf(config) }
    for (const { id, config } of streaming.values()) yield { id, names: config.Aliases?.Items ?? [] }
    for (const { id, config } of tenants.values()) yield { id, names: domainsOf(config) }
  }

  return {
    distributions: (): DistributionRecord[] => [...distributions.values()],
    distribution: (id: string): DistributionRecord | undefined => distributions.get(id),
    quotas: (): QuotasRecord => quotas.get(),
    /** Whether one of these host names belongs to a resource other than the one with this id (undefined for a new one). */
    hasHostName(wanted: readonly string[], except: string | undefined): boolean {
      if (wanted.length === 0) return false
      const names = new Set(wanted)
      for (const holder of hostNames()) {
        if (holder.id !== except && holder.names.some(name => names.has(name))) return true
      }
      return false
    },
    /** When a change that is made now will have reached the edge. */
    readyAt: (): number => clock.now() + propagationSeconds * 1000,
    /** The records of another family. */
    records: <T>(collection: string): readonly T[] => [...store.collection<T>(collection).values()]
  }
}

/** A row's `usedBy` for resources that distributions reference by id. */
export function inDistributions(named: (config: Config) => readonly (string | undefined)[]) {
  return ({ id }: { readonly id: string }, { distributions }: Account): string[] =>
    distributions().flatMap(({ id: user, config }) => (named(config).includes(id) ? [user] : []))
}
