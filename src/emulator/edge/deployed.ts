import { type Clock } from '../clock.ts'
import { type DistributionRecord, DISTRIBUTIONS } from '../records.ts'
import { type Store } from '../store.ts'

export type Deployed = ReturnType<typeof createDeployed>

/**
 * What the edge serves: of each distribution the newest version that is deployed, so that viewers get the old configuration until
 * the new one is, and nothing of a new distribution before. Versions before a restart are not kept.
 */
export function createDeployed({ store, clock }: { store: Store; clock: Clock }) {
  /** Of each distribution, oldest first; the last is the current one. */
  const versions = new Map<string, readonly DistributionRecord[]>()
  let served: readonly DistributionRecord[] | undefined
  let servedUntil = Infinity

  store.collection<DistributionRecord>(DISTRIBUTIONS, (record, before) => {
    served = undefined
    if (!record) {
      if (before) versions.delete(before.id)
      return
    }
    const earlier = (versions.get(record.id) ?? []).filter(({ etag }) => etag !== record.etag)
    versions.set(record.id, [...withoutReplaced(earlier, clock.now()), record])
  })

  return {
    /** The same array as before where nothing has changed. */
    get(): readonly DistributionRecord[] {
      const now = clock.now()
      if (served && now < servedUntil) return served
      servedUntil = Infinity
      const current: DistributionRecord[] = []
      for (const [id, all] of versions) {
        const rest = withoutReplaced(all, now)
        versions.set(id, rest)
        for (const version of rest) {
          if (version.deployedAt <= now) current.push(version)
          else servedUntil = Math.min(servedUntil, version.deployedAt)
        }
      }
      served = current
      return current
    }
  }
}

/** Without the versions before the newest deployed one. */
function withoutReplaced(versions: readonly DistributionRecord[], now: number): readonly DistributionRecord[] {
  const newest = versions.findLastIndex(({ deployedAt }) => deployedAt <= now)
  return versions.slice(Math.max(newest, 0))
}
