import { setTimeout as wait } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { type StructureShape } from '../../cloudfront/model/shapes.ts'
import { isServiceError, ServiceError } from '../../errors.ts'
import { type Format, formatted } from './config-formats.ts'
import { contains } from './contains.ts'
import { type Change, diff, valueAt } from './diff.ts'
import { editConflict, type IfMatch, requireMatch } from './if-match.ts'
import { createKeyedMutex } from './keyed-mutex.ts'
import { createSeenVersions } from './seen-versions.ts'

export interface ConfigVersion<Config> {
  readonly config: Config
  readonly etag: string
}

export interface EditedVersion<Config, Written> extends ConfigVersion<Config> {
  /** What has the configuration, as CloudFront answered the write; absent where there was nothing to write. */
  readonly written?: Written
}

/** What an edit would do. */
export interface Preview<Config> {
  readonly before: Config
  readonly after: Config
  /** Of the version before. */
  readonly etag: string
}

/**
 * What becomes of a configuration. `again`: a write with this change was refused, yet the one before it, whose answer was
 * lost, may have been accepted; what the change removes may be gone already.
 */
export type ConfigChange<Config> = (config: Config, again: boolean) => Config | Promise<Config>

export interface VersionedWrite<Config, Result> {
  /** Whether the configuration is written back with it, so that a setting which the model does not know refuses the write. */
  readonly writesBack?: boolean
  /** Writes on top of this version, with its ETag as If-Match. */
  readonly write: (current: ConfigVersion<Config>, again: boolean) => Promise<Result>
  /**
   * Asked after a refused write: what to answer if the fresh version already is what the write was to make. That happens
   * when the first answer was lost and the SDK sent the write again.
   */
  readonly findWritten: (current: ConfigVersion<Config>) => Result | undefined | Promise<Result | undefined>
  /** What it makes of the configuration, nothing of what it deletes: for its record. Omitted where the write notes that itself. */
  readonly after?: (config: Config) => object
  /** The version that it has made, where there is one. */
  readonly etagOf?: (result: Result) => string
}

/** A kind of thing in CloudFront that has a configuration with versions. */
export interface VersionedKind<Config extends object, Written> {
  /** Of the configuration. */
  readonly shape: StructureShape
  /** The version that is there now, with the elements of CloudFront's answer that the model does not know. */
  readonly read: (id: string) => Promise<ConfigVersion<Config> & { readonly unknown: readonly string[] }>
  /** Writes the configuration in place of the one before, whose version the ETag names, or throws ETAG_MISMATCH. */
  readonly update: (
    id: string,
    version: ConfigVersion<Config>,
    before: Config
  ) => Promise<Required<EditedVersion<Config, Written>>>
}

/** What is told of an edit while it is made: what it changes before it is written, and the version that it made after that. */
interface EditNotes {
  readonly etagBefore?: string
  readonly etagAfter?: string
  /** Of the configuration as JSON. */
  readonly changes?: readonly Change[]
}

export interface EditorOptions {
  /** How often a version is read and written upon before an edit gives up. */
  readonly attemptsMax?: number | undefined
  readonly note?: ((notes: EditNotes) => void) | undefined
}

export type ConfigEditor<Config extends object, Written> = ReturnType<typeof createConfigEditor<Config, Written>>

const ATTEMPTS_MAX = 30
const BACKOFF_MS_MAX = 1_000

/**
 * The one way to change configurations of a kind. Inside this process the writers of one thing wait for one another; overtaken by
 * another process, a writer applies its change to the fresh version, unless its caller insists on a version.
 */
export function createConfigEditor<Config extends object, Written>(
  kind: VersionedKind<Config, Written>,
  { attemptsMax = ATTEMPTS_MAX, note = () => undefined }: EditorOptions = {}
) {
  const exclusive = createKeyedMutex()
  const seen = createSeenVersions<Config>()
  const inFormat = (config: object, format: Format) => formatted(kind.shape, config, format)
  const changesOf = (before: object, after: object) => diff(inFormat(before, 'json'), inFormat(after, 'json'))

  async function read(id: string): Promise<ConfigVersion<Config> & { unknown: readonly string[] }> {
    const version = await kind.read(id)
    seen.remember(id, version)
    return version
  }

  async function readForWriting(id: string): Promise<ConfigVersion<Config>> {
    const { config, etag, unknown } = await read(id)
    if (unknown[0] !== undefined) {
      throw new ServiceError(
        'UNKNOWN_UPSTREAM_SETTING',
        `The configuration of ${id} holds ${unknown[0]}, which this version of Frontage does not know.`
      )
    }
    return { config, etag }
  }

  async function update(
    id: string,
    version: ConfigVersion<Config>,
    before: Config
  ): Promise<EditedVersion<Config, Written>> {
    const edited = await kind.update(id, version, before)
    seen.remember(id, edited)
    return edited
  }

  async function writeUntilAccepted<Result>(
    id: string,
    ifMatch: IfMatch | undefined,
    format: Format,
    read: (id: string) => Promise<ConfigVersion<Config>>,
    { write, findWritten, after, etagOf }: VersionedWrite<Config, Result>
  ): Promise<Result> {
    const noted = (result: Result): Result => {
      if (etagOf) note({ etagAfter: etagOf(result) })
      return result
    }
    let refusedOn: string | undefined
    for (let attempt = 1; ; attempt++) {
      const current = await read(id)
      // Where the version is still the same, no write of ours can have been accepted.
      const written = refusedOn !== undefined && current.etag !== refusedOn ? await findWritten(current) : undefined
      if (written !== undefined) return noted(written)
      requireMatch(id, ifMatch, current, { findSeen: seen.find, inFormat: config => inFormat(config, format) })
      note({ etagBefore: current.etag, ...(after && { changes: changesOf(current.config, after(current.config)) }) })
      try {
        return noted(await write(current, attempt > 1))
      } catch (error) {
        if (!isServiceError(error, 'ETAG_MISMATCH')) throw error
        if (attempt === attemptsMax) throw editConflict(id, (await read(id)).etag, error)
        refusedOn = current.etag
      }
      // Full jitter, so that writers in several processes do not meet again.
      await wait(Math.random() * Math.min(BACKOFF_MS_MAX, 20 * 2 ** attempt))
    }
  }

  async function previewOn(
    read: (id: string) => Promise<ConfigVersion<Config>>,
    id: string,
    ifMatch: IfMatch | undefined,
    change: ConfigChange<Config>,
    format: Format
  ): Promise<Preview<Config>> {
    const current = await read(id)
    requireMatch(id, ifMatch, current, { findSeen: seen.find, inFormat: config => inFormat(config, format) })
    const after = await change(current.config, false)
    note({ etagBefore: current.etag, changes: changesOf(current.config, after) })
    return { before: current.config, after, etag: current.etag }
  }

  return {
    /**
     * Reads the configuration, applies the change and writes it back, so that everything the change does not touch stays.
     * A change that changes nothing is not written. Throws ETAG_MISMATCH for a version that If-Match does not name (with
     * the members that were changed since, where known) and after thirty lost races, UNKNOWN_UPSTREAM_SETTING rather than
     * delete what this model cannot express. Safe to repeat if the change is.
     */
    async edit(
      id: string,
      ifMatch: IfMatch | undefined,
      change: ConfigChange<Config>,
      format: Format = 'json'
    ): Promise<EditedVersion<Config, Written>> {
      let wanted: unknown
      let removed: readonly Change[] = []
      return exclusive(id, () =>
        writeUntilAccepted<EditedVersion<Config, Written>>(id, ifMatch, format, readForWriting, {
          async write(current, again) {
            const changed = await change(current.config, again)
            wanted = inFormat(changed, 'json')
            const changes = diff(inFormat(current.config, 'json'), wanted)
            note({ changes })
            if (changes.length === 0) return current
            removed = changes.filter(({ op }) => op === 'remove')
            const edited = await update(id, { config: changed, etag: current.etag }, current.config)
            note({ etagAfter: edited.etag })
            return edited
          },
          findWritten: current =>
            holdsWritten(inFormat(current.config, 'json'), wanted, removed) ? current : undefined
        })
      )
    },

    /** What `edit` would do, with all its refusals. Reads only. */
    async preview(
      id: string,
      ifMatch: IfMatch | undefined,
      change: ConfigChange<Config>,
      format: Format = 'json'
    ): Promise<Preview<Config>> {
      return previewOn(readForWriting, id, ifMatch, change, format)
    },

    /**
     * For CloudFront's own operations on a version, which touch one thing and so need no whole configuration: in turn,
     * with the current ETag, and again on the fresh version after a concurrent change, unless the caller insists on a version.
     */
    async writeVersion<Result>(
      id: string,
      ifMatch: IfMatch | undefined,
      steps: VersionedWrite<Config, Result>
    ): Promise<Result> {
      return exclusive(id, () =>
        writeUntilAccepted(id, ifMatch, 'json', steps.writesBack ? readForWriting : read, steps)
      )
    },

    /**
     * What `writeVersion` would do. A setting that this model does not know is not shown, and refuses nothing, since it
     * stays where the configuration is not written back. Reads only.
     */
    async previewVersion(
      id: string,
      ifMatch: IfMatch | undefined,
      change: ConfigChange<Config>
    ): Promise<Preview<Config>> {
      return previewOn(read, id, ifMatch, change, 'json')
    },

    /** The configuration as it is now. */
    read: async (id: string): Promise<ConfigVersion<Config>> => read(id),

    /** Lets a later 412 say what was changed since this version, which a caller was shown. */
    remember(id: string, version: ConfigVersion<Config>): void {
      seen.remember(id, version)
    }
  }
}

/** Whether a version has all that a write was to make, and nothing any more of what it was to remove. */
function holdsWritten(current: unknown, wanted: unknown, removed: readonly Change[]): boolean {
  const isThere = (change: Change) =>
    change.op === 'remove' && isDeepStrictEqual(valueAt(current, change.path), change.oldValue)
  return contains(current, wanted) && !removed.some(isThere)
}
