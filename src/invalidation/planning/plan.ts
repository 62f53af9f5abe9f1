import { type FieldError, ServiceError } from '../../errors.ts'
import { collapse, type CollapseOptions } from './collapse.ts'
import { createCoverage } from './coverage.ts'
import { encodePath, type Lane, laneOf, type Reading, readPath, readTag } from './paths.ts'

/** How many of each kind a plan lists; its counts include all. */
export const LISTED_MAX = 100
const ERRORS_MAX = 1_000
/** How many are reported together with schema errors. */
const UNREADABLE_MAX = 20

export interface PlanRequest {
  readonly paths?: readonly string[] | undefined
  readonly cacheTags?: readonly string[] | undefined
  readonly strategy?: 'exact' | 'collapse' | undefined
  readonly collapse?: CollapseOptions | undefined
}

/** Items by the quota that they use, in order. */
export type Lanes = Readonly<Record<Lane, readonly string[]>>

export interface Plan {
  /** As sent to CloudFront: paths in the given order, then tags with their #. Distinct, and none covers another. */
  readonly items: readonly string[]
  readonly lanes: Lanes
  /** Why there are fewer items than were given; `collapsed`: replaced by wildcards of folders. */
  readonly dropped: { readonly duplicates: number; readonly covered: number; readonly collapsed: number }
  /** The first items that were covered, and by what. */
  readonly covered: readonly { readonly path: string; readonly by: string }[]
  /** The first paths that are sent in a different form than given. */
  readonly encodings: readonly { readonly given: string; readonly sent: string }[]
  /** How many such paths there are. */
  readonly encoded: number
  /** The first warnings, each a sentence about an item as it is sent. */
  readonly warnings: readonly { readonly path: string; readonly detail: string }[]
  /** What cannot be invalidated, at most a thousand; a plan with errors must not be used. */
  readonly errors: readonly FieldError[]
  readonly errorCount: number
}

/**
 * Plans the invalidation of paths and cache tags. Never throws: errors are listed in the plan. The strategy `exact`
 * invalidates exactly what was given; `collapse` may invalidate more (collapse.ts). Linear in the size of the request.
 */
export function planInvalidation({ paths = [], cacheTags = [], strategy = 'exact', ...rest }: PlanRequest): Plan {
  const reader = createReader()
  const asked = new Set<string>()
  paths.forEach((path, index) => {
    const sent = reader.read(readPath(path), path, '/paths/', index)
    if (sent !== undefined) asked.add(sent)
  })
  // Tags are case-insensitive (CloudFront API reference, CacheTagConfig); the first spelling is sent.
  const askedTags = new Map<string, string>()
  cacheTags.forEach((tag, index) => {
    const sent = reader.read(readTag(tag), tag, '/cacheTags/', index)
    if (sent === undefined) return
    const key = sent.toLowerCase()
    if (!askedTags.has(key)) askedTags.set(key, sent)
  })
  const within = readWithin(rest.collapse?.within, reader.refuse)
  if (rest.collapse && strategy === 'exact') {
    reader.refuse({ pointer: '/collapse', detail: 'It may only be given with the strategy "collapse".' })
  }

  const exact = dropCovered([...asked, ...askedTags.values()])
  const chosen =
    strategy === 'collapse' ? collapse(exact.items, { threshold: rest.collapse?.threshold, within }) : exact.items
  return {
    items: chosen,
    lanes: lanesOf(chosen),
    dropped: {
      duplicates: reader.accepted() - asked.size - askedTags.size,
      covered: exact.count,
      collapsed: exact.items.length - chosen.length
    },
    covered: exact.covered,
    ...reader.report()
  }
}

/** The plan. Throws a VALIDATION_FAILED that names each invalid path and tag, or says that there are more than `max`. */
export function requirePlan(request: PlanRequest, { max }: { max: number }): Plan {
  const count = (request.paths?.length ?? 0) + (request.cacheTags?.length ?? 0)
  if (count === 0) {
    throw new ServiceError('VALIDATION_FAILED', 'An invalidation needs at least one path or cache tag.', {
      errors: [{ pointer: '/paths', detail: 'Give at least one path here, or at least one cache tag in cacheTags.' }]
    })
  }
  if (count > max) {
    throw new ServiceError('VALIDATION_FAILED', `An invalidation has at most ${max} paths and cache tags together.`, {
      errors: [{ pointer: '/paths', detail: `There are ${count} paths and cache tags.` }]
    })
  }
  const plan = planInvalidation(request)
  const { errors, errorCount } = plan
  if (errorCount === 0) return plan
  const shown = errorCount > errors.length ? `; the first ${errors.length} are listed` : ''
  throw new ServiceError(
    'VALIDATION_FAILED',
    errors.every(({ pointer }) => pointer?.startsWith('/collapse'))
      ? 'The options for collapsing are not valid.'
      : `${errorCount} of ${count} paths and cache tags cannot be invalidated${shown}.`,
    { errors }
  )
}

/** The first paths and cache tags that cannot be invalidated, whatever else the request says. */
export function unreadable({ paths = [], cacheTags = [] }: Pick<PlanRequest, 'paths' | 'cacheTags'>): FieldError[] {
  const reader = createReader(UNREADABLE_MAX)
  paths.forEach((path, index) => reader.read(readPath(path), path, '/paths/', index))
  cacheTags.forEach((tag, index) => reader.read(readTag(tag), tag, '/cacheTags/', index))
  return reader.report().errors
}

/** Collects errors, warnings and encodings of what is read, up to limits. */
function createReader(errorsMax = ERRORS_MAX) {
  const encodings: { given: string; sent: string }[] = []
  const warnings: { path: string; detail: string }[] = []
  const errors: FieldError[] = []
  let accepted = 0
  let encoded = 0
  let errorCount = 0

  function refuse(error: FieldError): void {
    errorCount++
    if (errors.length < errorsMax) errors.push(error)
  }

  return {
    refuse,

    /** The item as it is sent; undefined if it is refused. */
    read(reading: Reading, given: string, list: '/paths/' | '/cacheTags/', index: number): string | undefined {
      const { sent, problem } = reading
      if (problem !== undefined) {
        refuse({ pointer: `${list}${index}`, detail: `${quote(given)} ${problem}.` })
        return undefined
      }
      accepted++
      if (list === '/paths/' && sent !== given) {
        encoded++
        if (encodings.length < LISTED_MAX) encodings.push({ given, sent })
      }
      for (const detail of reading.warnings) if (warnings.length < LISTED_MAX) warnings.push({ path: sent, detail })
      return sent
    },

    accepted: () => accepted,
    report: () => ({ encodings, encoded, warnings, errors, errorCount })
  }
}

function quote(value: string): string {
  return JSON.stringify(value.length > 100 ? `${value.slice(0, 100)}…` : value)
}

/** Encodes the folders and adds a trailing slash: `/img` must not match `/img-originals/`. */
function readWithin(
  within: readonly string[] | undefined,
  refuse: (error: FieldError) => void
): readonly string[] | undefined {
  return within?.flatMap((folder, index) => {
    const { problem } = readPath(folder)
    const wrong = problem ?? (/[*?]/.test(folder) ? 'is not a folder; omit * and the query string' : undefined)
    if (wrong !== undefined) {
      refuse({ pointer: `/collapse/within/${index}`, detail: `${quote(folder)} ${wrong}.` })
      return []
    }
    const sent = encodePath(folder)
    return sent.endsWith('/') ? sent : `${sent}/`
  })
}

function dropCovered(items: readonly string[]) {
  const coverage = createCoverage(items)
  const covered: { path: string; by: string }[] = []
  let count = 0
  const kept = items.filter(item => {
    const by = coverage.find(item)
    if (by === undefined) return true
    count++
    if (covered.length < LISTED_MAX) covered.push({ path: item, by })
    return false
  })
  return { items: kept, covered, count }
}

export function lanesOf(items: readonly string[]): Lanes {
  const lanes = { path: [] as string[], wildcard: [] as string[] }
  for (const item of items) lanes[laneOf(item)].push(item)
  return lanes
}
