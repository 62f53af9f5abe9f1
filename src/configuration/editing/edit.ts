import { setTimeout as wait } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import {
  type CloudFrontClient,
  type Distribution,
  type DistributionConfig,
  GetDistributionConfigCommand,
  UpdateDistributionCommand
} from '@aws-sdk/client-cloudfront'
import { unknownElements } from '../../cloudfront/protocol.ts'
import { isServiceError, ServiceError } from '../../errors.ts'
import { type Format, inFormat } from './config-formats.ts'
import { contains } from './contains.ts'
import { type Change, diff, valueAt } from './diff.ts'
import { editConflict, type IfMatch, requireMatch } from './if-match.ts'
import { createKeyedMutex } from './keyed-mutex.ts'
import { createSeenVersions } from './seen-versions.ts'

export interface ConfigVersion {
  readonly config: DistributionConfig
  readonly etag: string
}

export interface EditedVersion extends ConfigVersion {
  /** As CloudFront answered the write; absent where there was nothing to write. */
  readonly distribution?: Distribution
}

/** What an edit would do. */
export interface Preview {
  readonly before: DistributionConfig
  readonly after: DistributionConfig
  /** Of the version before. */
  readonly etag: string
}

/**
 * What becomes of a configuration. `again`: a write with this change was refused, yet the one before it, whose answer was
 * lost, may have been accepted; what the change removes may be gone already.
 */
export type ConfigChange = (
  config: DistributionConfig,
  again: boolean
) => DistributionConfig | Promise<DistributionConfig>

export interface VersionedWrite<Result> {
  /** Writes on top of this version, with its ETag as If-Match. */
  readonly write: (current: ConfigVersion, again: boolean) => Promise<Result>
  /**
   * Asked after a refused write: what to answer if the fresh version already is what the write was to make. That happens
   * when the first answer was lost and the SDK sent the write again.
   */
  readonly findWritten: (current: ConfigVersion) => Result | undefined
}

export type DistributionEditor = ReturnType<typeof createDistributionEditor>

const ATTEMPTS_MAX = 30
const BACKOFF_MS_MAX = 1_000

/**
 * The one way to change distributions. Inside this process the writers of one distribution take turns; overtaken by another
 * process, a writer applies its change to the fresh version, unless its caller insists on a version.
 */
export function createDistributionEditor({
  cloudfront,
  attemptsMax = ATTEMPTS_MAX
}: {
  cloudfront: CloudFrontClient
  attemptsMax?: number
}) {
  const exclusive = createKeyedMutex()
  const seen = createSeenVersions()

  async function read(distributionId: string): Promise<ConfigVersion & { unknown: readonly string[] }> {
    const answer = await cloudfront.send(new GetDistributionConfigCommand({ Id: distributionId }))
    const { DistributionConfig: config, ETag: etag } = answer
    if (!config || !etag)
      throw new ServiceError('CLOUDFRONT_BAD_ANSWER', 'CloudFront answered without a configuration or its ETag.')
    seen.remember(distributionId, etag, config)
    return { config, etag, unknown: unknownElements(answer) }
  }

  async function readForWriting(distributionId: string): Promise<ConfigVersion> {
    const { config, etag, unknown } = await read(distributionId)
    if (unknown[0] !== undefined) {
      throw new ServiceError(
        'UNKNOWN_UPSTREAM_SETTING',
        `The configuration of ${distributionId} holds ${unknown[0]}, which this version of Frontage does not know.`
      )
    }
    return { config, etag }
  }

  async function update(distributionId: string, { config, etag }: ConfigVersion): Promise<EditedVersion> {
    const { Distribution: distribution, ETag: newEtag } = await cloudfront.send(
      new UpdateDistributionCommand({ Id: distributionId, IfMatch: etag, DistributionConfig: config })
    )
    if (!distribution?.DistributionConfig || !newEtag) {
      throw new ServiceError(
        'CLOUDFRONT_BAD_ANSWER',
        'CloudFront answered an update without the distribution or its ETag.'
      )
    }
    seen.remember(distributionId, newEtag, distribution.DistributionConfig)
    return { config: distribution.DistributionConfig, etag: newEtag, distribution }
  }

  async function writeUntilAccepted<Result>(
    distributionId: string,
    ifMatch: IfMatch | undefined,
    format: Format,
    read: (distributionId: string) => Promise<ConfigVersion>,
    { write, findWritten }: VersionedWrite<Result>
  ): Promise<Result> {
    let refusedOn: string | undefined
    for (let attempt = 1; ; attempt++) {
      const current = await read(distributionId)
      // Where the version is still the same, no write of ours can have been accepted.
      const written = refusedOn !== undefined && current.etag !== refusedOn ? findWritten(current) : undefined
      if (written !== undefined) return written
      requireMatch(distributionId, ifMatch, current, seen.find, format)
      try {
        return await write(current, attempt > 1)
      } catch (error) {
        if (!isServiceError(error, 'ETAG_MISMATCH')) throw error
        if (attempt === attemptsMax) throw editConflict(distributionId, (await read(distributionId)).etag, error)
        refusedOn = current.etag
      }
      // Full jitter, so that writers in several processes do not meet again.
      await wait(Math.random() * Math.min(BACKOFF_MS_MAX, 20 * 2 ** attempt))
    }
  }

  async function previewOn(
    read: (distributionId: string) => Promise<ConfigVersion>,
    distributionId: string,
    ifMatch: IfMatch | undefined,
    change: ConfigChange,
    format: Format
  ): Promise<Preview> {
    const current = await read(distributionId)
    requireMatch(distributionId, ifMatch, current, seen.find, format)
    return { before: current.config, after: await change(current.config, false), etag: current.etag }
  }

  return {
    /**
     * Reads the configuration, applies the change and writes it back, so that everything the change does not touch stays.
     * A change that changes nothing is not written. Throws ETAG_MISMATCH for a version that If-Match does not name (with
     * the members that were changed since, where known) and after thirty lost races, UNKNOWN_UPSTREAM_SETTING rather than
     * delete what this model cannot express. Safe to repeat if the change is.
     */
    async edit(
      distributionId: string,
      ifMatch: IfMatch | undefined,
      change: ConfigChange,
      format: Format = 'json'
    ): Promise<EditedVersion> {
      let wanted: unknown
      let removed: readonly Change[] = []
      return exclusive(distributionId, () =>
        writeUntilAccepted<EditedVersion>(distributionId, ifMatch, format, readForWriting, {
          async write(current, again) {
            const changed = await change(current.config, again)
            wanted = inFormat(changed, 'json')
            const changes = diff(inFormat(current.config, 'json'), wanted)
            if (changes.length === 0) return current
            removed = changes.filter(({ op }) => op === 'remove')
            return update(distributionId, { config: changed, etag: current.etag })
          },
          findWritten: current =>
            holdsWritten(inFormat(current.config, 'json'), wanted, removed) ? current : undefined
        })
      )
    },

    /** What `edit` would do, with all its refusals. Reads only. */
    async preview(
      distributionId: string,
      ifMatch: IfMatch | undefined,
      change: ConfigChange,
      format: Format = 'json'
    ): Promise<Preview> {
      return previewOn(readForWriting, distributionId, ifMatch, change, format)
    },

    /**
     * For CloudFront's own operations on a version, which touch one thing and so need no whole configuration: in turn,
     * with the current ETag, and again on the fresh version after a concurrent change, unless the caller insists on a version.
     */
    async writeVersion<Result>(
      distributionId: string,
      ifMatch: IfMatch | undefined,
      steps: VersionedWrite<Result>
    ): Promise<Result> {
      return exclusive(distributionId, () => writeUntilAccepted(distributionId, ifMatch, 'json', read, steps))
    },

    /**
     * What `writeVersion` would do. A setting that this model does not know is not shown, and refuses nothing, since it
     * stays where the configuration is not written back. Reads only.
     */
    async previewVersion(distributionId: string, ifMatch: IfMatch | undefined, change: ConfigChange): Promise<Preview> {
      return previewOn(read, distributionId, ifMatch, change, 'json')
    },

    /** The configuration as it is now. */
    read: async (distributionId: string): Promise<ConfigVersion> => read(distributionId),

    /** Lets a later 412 say what was changed since this version, which a caller was shown. */
    remember(distributionId: string, { config, etag }: ConfigVersion): void {
      seen.remember(distributionId, etag, config)
    }
  }
}

/** Whether a version has all that a write was to make, and nothing any more of what it was to remove. */
function holdsWritten(current: unknown, wanted: unknown, removed: readonly Change[]): boolean {
  const isThere = (change: Change) =>
    change.op === 'remove' && isDeepStrictEqual(valueAt(current, change.path), change.oldValue)
  return contains(current, wanted) && !removed.some(isThere)
}
