import { type ErrorCode, type FieldError, ServiceError } from '../../../errors.ts'
import { pointerOf } from '../../../json-pointer.ts'
import { contains } from '../../editing/contains.ts'
import { mergePatchKeepingNulls } from '../../editing/merge-patch.ts'

export type Members = Readonly<Record<string, unknown>>

/** Where a new part goes among others, and an old one moves to. By name, as indexes mean something else after each change. */
export type Position = 'first' | 'last' | { readonly before: string } | { readonly after: string }

/**
 * A kind of thing in a configuration that has an address of its own and is edited one at a time. Its functions are given
 * configurations in JSON, change none of them, and may be called again on a fresh version.
 */
export interface Part {
  /** Whether what a PUT leaves out of one that is there, and is set, is refused instead of reset. */
  readonly namesOmitted?: boolean
  /** As its problems call it. */
  readonly noun: string
  /** Where those are that have a key, and what each is. */
  readonly find: (config: Members, key: string) => Found | undefined
  /** The configuration with this value in place of what has the key, or beside the others. */
  readonly put: (config: Members, key: string, value: unknown, position: Position | undefined) => Members
  /** The configuration without it. Throws where something else needs it. */
  readonly remove: (config: Members, key: string) => Members
  readonly notFound: ErrorCode
  /** The value that a body for this key stands for. Throws VALIDATION_FAILED where the body names another key. */
  readonly valueOf: (body: Members, key: string) => unknown
  /** What callers are shown of a value. */
  readonly shown: (value: unknown, distributionId: string) => Members
}

export interface Found {
  readonly path: readonly (string | number)[]
  readonly value: unknown
}

export interface PartChange {
  /** What is to be there instead of all that there is of the part. */
  readonly replaces?: unknown
  /** `again`: the change may have been made already by a write whose answer was lost; see ConfigChange. */
  readonly apply: (config: Members, again: boolean) => Members
  /** Whether the last `apply` added what was not there. */
  readonly created: () => boolean
}

/** Throws the part's own NOT_FOUND. */
export function requirePart(part: Part, config: Members, distributionId: string, key: string): Found {
  const found = part.find(config, key)
  if (found) return found
  throw new ServiceError(part.notFound, `${distributionId} has no ${part.noun} ${JSON.stringify(key)}.`)
}

/** Creates the part or replaces it. Throws ALREADY_THERE where it is only to be created and exists already. */
export function putPart(
  part: Part,
  key: string,
  body: Members,
  { position, onlyCreate = false }: { position?: Position | undefined; onlyCreate?: boolean } = {}
): PartChange {
  const value = part.valueOf(body, key)
  let created = false
  return {
    ...(part.namesOmitted && { replaces: value }),
    apply(config, again) {
      const found = part.find(config, key)
      const isOurs = again && created && found !== undefined && contains(found.value, value)
      if (found && onlyCreate && !isOurs) {
        throw new ServiceError('ALREADY_THERE', `There is a ${part.noun} ${JSON.stringify(key)} already.`)
      }
      created = found === undefined || isOurs
      return part.put(config, key, value, position)
    },
    created: () => created
  }
}

/** Applies a merge patch (RFC 7396) to the part. */
export function patchPart(
  part: Part,
  key: string,
  patch: Members,
  { position, distributionId }: { position: Position | undefined; distributionId: string }
): PartChange {
  return {
    apply(config) {
      const { value } = requirePart(part, config, distributionId, key)
      const merged = mergePatchKeepingNulls(part.shown(value, distributionId), patch) as Members
      return part.put(config, key, part.valueOf(merged, key), position)
    },
    created: () => false
  }
}

/** Removes the part. Throws its NOT_FOUND where it is not there, unless this change may have removed it itself. */
export function removePart(part: Part, key: string, distributionId: string): PartChange {
  return {
    apply(config, again) {
      if (again && !part.find(config, key)) return config
      requirePart(part, config, distributionId, key)
      return part.remove(config, key)
    },
    created: () => false
  }
}

/** Pointers into the whole configuration as pointers into the part at this place; what is elsewhere keeps its own. */
export function relativeTo<Located extends { readonly pointer?: string | undefined }>(
  found: Pick<Found, 'path'>,
  all: readonly Located[]
): Located[] {
  const place = pointerOf(found.path)
  return all.map(each => {
    const { pointer } = each
    if (pointer === undefined || !isInside(pointer, place)) return each
    return { ...each, pointer: pointer.slice(place.length) }
  })
}

/** Those that are in the part, with pointers into it. */
export function inside<Located extends { readonly pointer: string }>(
  found: Pick<Found, 'path'>,
  all: readonly Located[]
): Located[] {
  const place = pointerOf(found.path)
  return relativeTo(
    found,
    all.filter(({ pointer }) => isInside(pointer, place))
  )
}

function isInside(pointer: string, place: string): boolean {
  return pointer === place || pointer.startsWith(`${place}/`)
}

/** For a body that names another key than its address. */
export function otherKey(member: string, key: string | number): ServiceError {
  const errors: FieldError[] = [{ pointer: `/${member}`, detail: `The address says ${JSON.stringify(key)}.` }]
  return new ServiceError('VALIDATION_FAILED', 'The body and the address disagree.', { errors })
}
