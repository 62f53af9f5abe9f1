import { type ConfigVersion } from './edit.ts'

const VERSIONS_MAX = 200

/** The configurations that this process has seen recently, by id and ETag. */
export function createSeenVersions<Config>({ versionsMax = VERSIONS_MAX }: { versionsMax?: number } = {}) {
  // A Map keeps insertion order, so the first key is the least recently used.
  const versions = new Map<string, Config>()

  function remember(id: string, { etag, config }: ConfigVersion<Config>): void {
    const key = `${id} ${etag}`
    versions.delete(key)
    versions.set(key, config)
    for (const oldest of versions.keys()) {
      if (versions.size <= versionsMax) break
      versions.delete(oldest)
    }
  }

  function find(id: string, etag: string): Config | undefined {
    const config = versions.get(`${id} ${etag}`)
    if (config) remember(id, { etag, config })
    return config
  }

  return { remember, find }
}
