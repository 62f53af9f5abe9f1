import { type ErrorCode, type FieldError, ServiceError } from '../../../errors.ts'
import { pointerOf } from '../../../json-pointer.ts'
import { contains } from '../../editing/contains.ts'
import { mergePatchKeepingNulls } from '../../editing/merge-patch.ts'

export type Members = Readonly<Record<string, unknown>>

/** The place in the list for a new or moved part. Neighbours are given by key, since indexes change with every edit. */
export type Position = 'first' | 'last' | { readonly before: string } | { readonly after: string }

/**
 * A kind of element of a configuration that has its own address and is edited individually. Its functions take
 * configurations in JSON, do not modify them, and may be called again with a fresh version.
 */
export interface Part {
  /** Whether a PUT is refused if it omits members of the existing part that have non-default values. */
  readonly refusesOmissions?: boolean
  /** Its name in problem details. */
  readonly noun: string
  /** The part with this key, if there is one. */
  readonly find: (config: Members, key: string) => Found | undefined
  /** The configuration with this value replacing the part with the key, or added to the others. */
  readonly put: (config: Members, key: string, value: unknown, position: Position | undefined) => Members
  /** The configuration without it. Throws if something else needs it. */
  readonly remove: (config: Members, key: string) => Members
  readonly notFound: ErrorCode
  /** The value that a body for this key represents. Throws VALIDATION_FAILED if the body names another key. */
  readonly valueOf: (body: Members, key: string) => unknown
  /** A merge patch of the value that also resets what its members replace. */
  readonly withResets?: (patch: Members, value: Members) => Members
  /** The value as callers see it. */
  readonly shown: (value: unknown, distributionId: string) => Members
}

export interface Found {
  readonly path: readonly (string | number)[]
  readonly value: unknown
}

export interface PartChange {
  /** Whether it is refused if it omits members of the existing part that have non-default values. */
  readonly refusesOmissions?: boolean | undefined
  /** `again`: the change may have been made already by a write whose answer was lost; see ConfigChange. */
  readonly apply: (config: Members, again: boolean) => Members
  /** Whether the last `apply` created the part. */
  readonly created: () => boolean
}

/** Throws the part's own NOT_FOUND. */
export function requirePart(part: Part, config: Members, distributionId: string, key: string): Found {
  const found = part.find(config, key)
  if (found) return found
  throw new ServiceError(part.notFound, `${distributionId} has no ${part.noun} ${JSON.stringify(key)}.`)
}

/** Creates the part or replaces it. Throws ALREADY_THERE if it exists and `onlyCreate` is set. */
export function putPart(
  part: Part,
  key: string,
  body: Members,
  { position, onlyCreate = false }: { position?: Position | undefined; onlyCreate?: boolean } = {}
): PartChange {
  const value = part.valueOf(body, key)
  let created = false
  return {
    refusesOmissions: part.refusesOmissions,
    apply(config, again) {
      const found = part.find(config, key)
      const isOurs = again && created && found !== undefined && contains(found.value, value)
      if (found && onlyCreate && !isOurs) {
        throw new ServiceError('ALREADY_THERE', `The ${part.noun} ${JSON.stringify(key)} already exists.`)
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
      const shown = part.shown(value, distributionId)
      const merged = mergePatchKeepingNulls(shown, part.withResets?.(patch, shown) ?? patch) as Members
      return part.put(config, key, part.valueOf(merged, key), position)
    },
    created: () => false
  }
}

/** Removes the part. Throws its NOT_FOUND if it does not exist, unless this change may have removed it itself. */
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

/** Turns pointers into the configuration into pointers into this part; others stay as they are. */
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

/** Only those inside the part, with pointers into it. */
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

/** For a body whose key differs from the address. */
export function otherKey(member: string, key: string | number): ServiceError {
  const errors: FieldError[] = [{ pointer: `/${member}`, detail: `The address says ${JSON.stringify(key)}.` }]
  return new ServiceError('VALIDATION_FAILED', 'The body and the address disagree.', { errors })
}
