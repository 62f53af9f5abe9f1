import { setTimeout as wait } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { fromSdk } from '../../cloudfront/model/json.ts'
import { type StructureShape } from '../../cloudfront/model/shapes.ts'
import { isServiceError, ServiceError } from '../../errors.ts'
import { stepsOf, valueAt } from '../../json-pointer.ts'
import { type Format, formatted } from './config-formats.ts'
import { contains } from './contains.ts'
import { type Change, diff } from './diff.ts'
import { editConflict, type IfMatch, requireEtag, requireMatch } from './if-match.ts'
import { createKeyedMutex } from './keyed-mutex.ts'
import { createSeenVersions } from './seen-versions.ts'

export interface ConfigVersion<Config> {
  readonly config: Config
  readonly etag: string
}

export interface EditedVersion<Config, Written> extends ConfigVersion<Config> {
  /** The resource as CloudFront returned it; absent if there was nothing to write. */
  readonly written?: Written
}

/** The version that a change is applied to. */
export interface CurrentVersion<Config> extends ConfigVersion<Config> {
  /** Its configuration in JSON. */
  readonly json: Readonly<Record<string, unknown>>
}

/** What an edit would do. */
export interface Preview<Config> {
  readonly before: Config
  readonly after: Config
  /** The current version's. */
  readonly etag: string
}

/**
 * A change of a configuration. `again`: an earlier write with this change whose answer was lost may have been accepted,
 * so what the change removes may be gone already.
 */
export type ConfigChange<Config> = (current: CurrentVersion<Config>, again: boolean) => Config | Promise<Config>

export interface VersionedWrite<Config, Result> {
  /** Whether it writes the whole configuration back, so that it must be refused if there are unknown settings. */
  readonly writesBack?: boolean
  /** Writes on top of this version, with its ETag as If-Match. */
  readonly write: (current: ConfigVersion<Config>, again: boolean) => Promise<Result>
  /**
   * Called after a refused write: the result if the fresh version already is what the write was to make. That happens
   * if the first answer was lost and the SDK sent the write again.
   */
  readonly findWritten: (current: ConfigVersion<Config>) => Result | undefined | Promise<Result | undefined>
  /** The configuration afterwards, for the audit record. Omitted if `write` notes that itself. */
  readonly after?: (config: Config) => object
  /** The version that it has made, if any. */
  readonly etagOf?: (result: Result) => string
}

/** A kind of thing in CloudFront that has a configuration with versions. */
export interface VersionedKind<Config extends object, Written> {
  /**
   * The shape of the configuration. Omitted if only the version is read and not what has it, so that a 412 cannot list what has
   * changed.
   */
  readonly shape?: StructureShape
  /** The current version, with the elements of CloudFront's answer that the model does not know. */
  readonly read: (id: string) => Promise<ConfigVersion<Config> & { readonly unknown: readonly string[] }>
  /** Replaces `before`, whose ETag `version` has. Throws ETAG_MISMATCH. */
  readonly update: (
    id: string,
    version: ConfigVersion<Config>,
    before: Config
  ) => Promise<Required<EditedVersion<Config, Written>>>
}

/** Facts about an edit for its record: the changes as they are sent, and afterwards as they were made, and the new version. */
interface EditNotes {
  readonly etagBefore?: string
  readonly etagAfter?: string
  /** Of the configuration as JSON. */
  readonly changes?: readonly Change[]
}

export interface EditorOptions {
  /** After this many edit conflicts in a row, an edit gives up. */
  readonly attemptsMax?: number | undefined
  readonly note?: ((notes: EditNotes) => void) | undefined
}

export type ConfigEditor<Config extends object, Written> = ReturnType<typeof createConfigEditor<Config, Written>>

const ATTEMPTS_MAX = 30
const BACKOFF_MS_MAX = 1_000

/**
 * The only way to change configurations of a kind. Within this process, writers of one resource take turns; after an
 * edit conflict with another process, the change is applied to the fresh version, unless the caller requires a version
 * by If-Match.
 */
export function createConfigEditor<Config extends object, Written>(
  kind: VersionedKind<Config, Written>,
  { attemptsMax = ATTEMPTS_MAX, note = () => undefined }: EditorOptions = {}
) {
  const exclusive = createKeyedMutex()
  const seen = createSeenVersions<Config>()
  const { shape } = kind
  const jsonOf = (config: object) => (shape ? fromSdk(shape, config) : config) as Readonly<Record<string, unknown>>
  const changesOf = (before: object, after: object) => diff(jsonOf(before), jsonOf(after))

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

  function requireVersion(
    id: string,
    ifMatch: IfMatch | undefined,
    current: ConfigVersion<Config>,
    format: Format
  ): void {
    if (!shape) requireEtag(id, ifMatch, current.etag)
    else
      requireMatch(id, ifMatch, current, { findSeen: seen.find, inFormat: config => formatted(shape, config, format) })
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
      // If the version is still the same, none of our writes can have been accepted.
      const written = refusedOn !== undefined && current.etag !== refusedOn ? await findWritten(current) : undefined
      if (written !== undefined) return noted(written)
      requireVersion(id, ifMatch, current, format)
      note({ etagBefore: current.etag, ...(after && { changes: changesOf(current.config, after(current.config)) }) })
      try {
        return noted(await write(current, attempt > 1))
      } catch (error) {
        if (!isServiceError(error, 'ETAG_MISMATCH')) throw error
        if (attempt === attemptsMax) throw editConflict(id, (await read(id)).etag, error)
        refusedOn = current.etag
      }
      // Full jitter, so that writers in several processes do not collide again.
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
    requireVersion(id, ifMatch, current, format)
    const json = jsonOf(current.config)
    const after = await change({ ...current, json }, false)
    note({ etagBefore: current.etag, changes: diff(json, jsonOf(after)) })
    return { before: current.config, after, etag: current.etag }
  }

  return {
    /**
     * Reads the configuration, applies the change and writes it back; everything else stays the same. Without changes
     * nothing is written. Throws ETAG_MISMATCH if If-Match does not name the current version (with the members that
     * have changed since, if known) and after thirty edit conflicts, and UNKNOWN_UPSTREAM_SETTING rather than delete
     * settings that the model does not know. Safe to repeat if the change is.
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
            const json = jsonOf(current.config)
            const changed = await change({ ...current, json }, again)
            wanted = jsonOf(changed)
            const changes = diff(json, wanted)
            note({ changes })
            if (changes.length === 0) return current
            removed = changes.filter(({ op }) => op === 'remove')
            const edited = await update(id, { config: changed, etag: current.etag }, current.config)
            note({ etagAfter: edited.etag, changes: diff(json, asAnswered(wanted, jsonOf(edited.config))) })
            return edited
          },
          findWritten: current => (holdsWritten(jsonOf(current.config), wanted, removed) ? current : undefined)
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
     * For CloudFront's operations on a version that do not need the whole configuration: they take turns with edits,
     * use the current ETag, and are repeated on the fresh version after an edit conflict, unless the caller requires a
     * version.
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
     * What `writeVersion` would do. Unknown settings are neither shown nor refused, since the configuration is not
     * written back. Reads only.
     */
    async previewVersion(
      id: string,
      ifMatch: IfMatch | undefined,
      change: (config: Config) => Config
    ): Promise<Preview<Config>> {
      return previewOn(read, id, ifMatch, ({ config }) => change(config), 'json')
    },

    /** The current configuration. */
    read: async (id: string): Promise<ConfigVersion<Config>> => read(id),

    /** Remembers a version that a caller has seen, so that a later 412 can list what has changed since. */
    remember(id: string, version: ConfigVersion<Config>): void {
      seen.remember(id, version)
    }
  }
}

/**
 * What a write has made, for its record: as CloudFront answered it, with what it filled in. Members that are in no answer, such as
 * the source of certificates, are as they were sent.
 */
export function asAnswered(sent: unknown, answered: unknown): object {
  return { ...(sent as object), ...(answered as object) }
}

/** Whether a version contains all that a write was to make, and nothing that it was to remove. */
function holdsWritten(current: unknown, wanted: unknown, removed: readonly Change[]): boolean {
  const isThere = (change: Change) =>
    change.op === 'remove' && isDeepStrictEqual(valueAt(current, stepsOf(change.path)), change.oldValue)
  return contains(current, wanted) && !removed.some(isThere)
}
