import { type Clock } from '../clock.ts'
import { type Store } from '../store.ts'

interface Versioned {
  readonly id: string
  readonly etag: string
}

interface DeployedDeps<T> {
  readonly store: Store
  readonly clock: Clock
  readonly collection: string
  /** When a version starts to be served. Milliseconds since 1970. */
  readonly deployedAt: (record: T) => number
}

/**
 * The records of a collection as the edge serves them: the newest deployed version of each, so that viewers get the old configuration
 * until the new one is deployed. Older versions are lost with a restart.
 */
export function createDeployed<T extends Versioned>({ store, clock, collection, deployedAt }: DeployedDeps<T>) {
  /** By the record's id, oldest first; the last is the current one. */
  const versions = new Map<string, readonly T[]>()
  let served: readonly T[] | undefined
  let servedUntil = Infinity

  store.collection<T>(collection, (record, before) => {
    served = undefined
    if (!record) {
      if (before) versions.delete(before.id)
      return
    }
    const earlier = (versions.get(record.id) ?? []).filter(({ etag }) => etag !== record.etag)
    versions.set(record.id, [...withoutReplaced(earlier, clock.now()), record])
  })

  /** Without the versions before the newest deployed one. */
  function withoutReplaced(all: readonly T[], now: number): readonly T[] {
    const newest = all.findLastIndex(version => deployedAt(version) <= now)
    return all.slice(Math.max(newest, 0))
  }

  return {
    /** The same array as before if nothing has changed. */
    get(): readonly T[] {
      const now = clock.now()
      if (served && now < servedUntil) return served
      servedUntil = Infinity
      const current: T[] = []
      for (const [id, all] of versions) {
        const rest = withoutReplaced(all, now)
        versions.set(id, rest)
        for (const version of rest) {
          if (deployedAt(version) <= now) current.push(version)
          else servedUntil = Math.min(servedUntil, deployedAt(version))
        }
      }
      served = current
      return current
    }
  }
}
