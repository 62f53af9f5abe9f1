import { type DistributionConfig } from '@aws-sdk/client-cloudfront'

const VERSIONS_MAX = 200

/** The configurations that this process has seen lately, by distribution and ETag. An ETag never changes its meaning. */
export function createSeenVersions({ versionsMax = VERSIONS_MAX }: { versionsMax?: number } = {}) {
  // A Map keeps the order of insertion, so the first key is what was not used for longest.
  const versions = new Map<string, DistributionConfig>()

  function remember(distributionId: string, etag: string, config: DistributionConfig): void {
    const key = `${distributionId} ${etag}`
    versions.delete(key)
    versions.set(key, config)
    for (const oldest of versions.keys()) {
      if (versions.size <= versionsMax) break
      versions.delete(oldest)
    }
  }

  function find(distributionId: string, etag: string): DistributionConfig | undefined {
    const config = versions.get(`${distributionId} ${etag}`)
    if (config) remember(distributionId, etag, config)
    return config
  }

  return { remember, find }
}
