import { createHash } from 'node:crypto'
import { type ErrorCode, isServiceError, ServiceError } from '../../errors.ts'
import { isObject } from '../../json-object.ts'
import { diff } from './diff.ts'
import { type ConfigOutcome } from './dry-run.ts'
import { type EditorOptions } from './edit.ts'
import { type IfMatch, requireMatch } from './if-match.ts'
import { createKeyedMutex } from './keyed-mutex.ts'
import { createSeenVersions } from './seen-versions.ts'

/** JSON as callers read and write it, with its version. */
export interface ComputedVersion<Content> {
  readonly content: Content
  readonly etag: string
}

/** A kind of resource for which CloudFront keeps no versions. */
interface UnversionedKind<Content extends object> {
  /** Its name in a sentence: `the tags of …`. */
  readonly nameOf: (id: string) => string
  readonly read: (id: string) => Promise<Content>
  /** The code that `read` throws if there is none. Omitted if there always is one. */
  readonly absent?: ErrorCode
}

/** Returns the new content; `before` is undefined if there is none. Throws if the change is refused. */
type ContentChange<Content> = (before: Content | undefined) => Content

interface ContentWrite<Content> {
  readonly change: ContentChange<Content>
  /** Called only if `after` differs from `before`. */
  readonly write: (before: Content | undefined, after: Content) => Promise<unknown>
}

/** The content with an ETag that is a digest of it. Equal JSON has equal ETags, whatever the order of its members. */
export function computedVersion<Content extends object>(content: Content): ComputedVersion<Content> {
  const text = JSON.stringify(content, (_, value: unknown) => (isObject(value) ? sorted(value) : value))
  return { content, etag: `F${createHash('sha256').update(text).digest('hex').slice(0, 13).toUpperCase()}` }
}

function sorted(object: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

/**
 * The one way to change what CloudFront keeps no versions of. If-Match is compared with the content that was read just before.
 * One writer at a time in this process; what another process writes between that read and the call is not detected, because
 * CloudFront's calls name no version.
 */
export function createUnversionedEditor<Content extends object>(
  { nameOf, read, absent }: UnversionedKind<Content>,
  { note = () => undefined }: Pick<EditorOptions, 'note'> = {}
) {
  const exclusive = createKeyedMutex()
  const seen = createSeenVersions<Content>()

  function versionOf(id: string, content: Content): ComputedVersion<Content> {
    const version = computedVersion(content)
    seen.remember(id, { config: content, etag: version.etag })
    return version
  }

  async function find(id: string): Promise<Content | undefined> {
    try {
      return await read(id)
    } catch (error) {
      if (absent !== undefined && isServiceError(error, absent)) return undefined
      throw error
    }
  }

  /** Throws ETAG_MISMATCH with the members that were changed since the version of If-Match, where known. */
  function requireVersion(id: string, ifMatch: IfMatch | undefined, content: Content): ComputedVersion<Content> {
    const version = versionOf(id, content)
    const findSeen = (_: string, etag: string) => seen.find(id, etag)
    requireMatch(nameOf(id), ifMatch, { config: content, etag: version.etag }, { findSeen, inFormat: config => config })
    return version
  }

  async function preview(
    id: string,
    ifMatch: IfMatch | undefined,
    change: ContentChange<Content>
  ): Promise<ConfigOutcome<Content>> {
    const found = await find(id)
    if (found === undefined && ifMatch !== undefined) {
      throw new ServiceError('ETAG_MISMATCH', `There is no version of ${nameOf(id)} that If-Match could name.`)
    }
    const before = found && requireVersion(id, ifMatch, found)
    const after = change(found)
    note({ ...(before && { etagBefore: before.etag }), changes: diff(found ?? {}, after) })
    return { ...(before && { before: before.content, etag: before.etag }), after }
  }

  async function previewRemoval(id: string, ifMatch: IfMatch | undefined): Promise<ConfigOutcome<object>> {
    const { content, etag } = requireVersion(id, ifMatch, await read(id))
    note({ etagBefore: etag, changes: diff(content, {}) })
    return { before: content, after: {}, etag }
  }

  return {
    async read(id: string): Promise<ComputedVersion<Content>> {
      return versionOf(id, await read(id))
    },

    /**
     * Reads the content, compares If-Match with it, and writes what the change makes of it, unless that is the same. Throws
     * ETAG_MISMATCH with the members that were changed since, where known. Safe to repeat if the write is.
     */
    async edit(
      id: string,
      ifMatch: IfMatch | undefined,
      { change, write }: ContentWrite<Content>
    ): Promise<ComputedVersion<Content> & { readonly created: boolean }> {
      return exclusive(id, async () => {
        const { before, after } = await preview(id, ifMatch, change)
        const isSame = before !== undefined && diff(before, after).length === 0
        if (!isSame) await write(before, after)
        // Not before the write: what is refused is no version that anybody could have seen.
        const version = versionOf(id, after)
        if (!isSame) note({ etagAfter: version.etag })
        return { ...version, created: before === undefined }
      })
    },

    /** What `edit` would do, with all its refusals. Reads only. */
    preview,

    /** Removes it. Throws what `read` throws if there is none, and ETAG_MISMATCH. */
    async remove(id: string, ifMatch: IfMatch | undefined, write: () => Promise<unknown>): Promise<void> {
      await exclusive(id, async () => {
        await previewRemoval(id, ifMatch)
        try {
          await write()
        } catch (error) {
          // It has just been read, so an answer was lost and the SDK has repeated the call.
          if (absent === undefined || !isServiceError(error, absent)) throw error
        }
      })
    },

    /** What `remove` would do. Reads only. */
    previewRemoval
  }
}
