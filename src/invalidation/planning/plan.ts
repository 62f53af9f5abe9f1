import { type FieldError, ServiceError } from '../../errors.ts'
import { collapse, type CollapseOptions } from './collapse.ts'
import { createCoverage } from './coverage.ts'
import { encodePath, type Lane, laneOf, type Reading, readPath, readTag } from './paths.ts'

/** How many a plan lists; it counts them all. */
export const LISTED_MAX = 100
const ERRORS_MAX = 1_000
/** Beside what does not fit the schema. */
const UNREADABLE_MAX = 20

export interface PlanRequest {
  readonly paths?: readonly string[] | undefined
  readonly cacheTags?: readonly string[] | undefined
  readonly strategy?: 'exact' | 'collapse' | undefined
  readonly collapse?: CollapseOptions | undefined
}

/** Items by the quota that they use, in their order. */
export type Lanes = Readonly<Record<Lane, readonly string[]>>

export interface Plan {
  /** As CloudFront gets them: paths in the order given, then tags with their #. Distinct, and none covers another. */
  readonly items: readonly string[]
  readonly lanes: Lanes
  /** Why there are fewer items than were given: `collapsed` is what wildcards of folders were put in the place of. */
  readonly dropped: { readonly duplicates: number; readonly covered: number; readonly collapsed: number }
  /** The first of those that were covered, and by what. */
  readonly covered: readonly { readonly path: string; readonly by: string }[]
  /** The first of those that are sent in another form than given. */
  readonly encodings: readonly { readonly given: string; readonly sent: string }[]
  /** How many there are of them. */
  readonly encoded: number
  /** The first of them; a sentence each, for the item as it is sent. */
  readonly warnings: readonly { readonly path: string; readonly detail: string }[]
  /** What cannot be invalidated, each named, up to a thousand; then the plan is not to be carried out. */
  readonly errors: readonly FieldError[]
  readonly errorCount: number
}

/**
 * The plan of an invalidation of these paths and cache tags. Never throws: what is wrong is listed. The strategy `exact` removes
 * what the given items remove and nothing else; `collapse` may remove more, see there. Linear in the size of the request.
 */
export function planInvalidation({ paths = [], cacheTags = [], strategy = 'exact', ...rest }: PlanRequest): Plan {
  const reader = createReader()
  const asked = new Set<string>()
  paths.forEach((path, index) => {
    const sent = reader.read(readPath(path), path, '/paths/', index)
    if (sent !== undefined) asked.add(sent)
  })
  // Tags are the same in any case (CloudFront API reference, CacheTagConfig); the first is sent as it was given.
  const askedTags = new Map<string, string>()
  cacheTags.forEach((tag, index) => {
    const sent = reader.read(readTag(tag), tag, '/cacheTags/', index)
    if (sent === undefined) return
    const key = sent.toLowerCase()
    if (!askedTags.has(key)) askedTags.set(key, sent)
  })
  const within = readWithin(rest.collapse?.within, reader.refuse)
  if (rest.collapse && strategy === 'exact') {
    reader.refuse({ pointer: '/collapse', detail: 'It is for the strategy "collapse", which was not asked for.' })
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
    ...reader.findings()
  }
}

/** The plan, or a VALIDATION_FAILED that names each path and tag that is wrong, also where there are more than `max`. */
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
      ? 'The paths cannot be collapsed like this.'
      : `${errorCount} of ${count} paths and cache tags cannot be invalidated${shown}.`,
    { errors }
  )
}

/** The first of the paths and cache tags that cannot be invalidated, whatever else the request says. */
export function unreadable({ paths = [], cacheTags = [] }: Pick<PlanRequest, 'paths' | 'cacheTags'>): FieldError[] {
  const reader = createReader(UNREADABLE_MAX)
  paths.forEach((path, index) => reader.read(readPath(path), path, '/paths/', index))
  cacheTags.forEach((tag, index) => reader.read(readTag(tag), tag, '/cacheTags/', index))
  return reader.findings().errors
}

/** Gathers what is to be said about what is read, bounded. */
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

    /** How it is sent, undefined where it is refused. */
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
    findings: () => ({ encodings, encoded, warnings, errors, errorCount })
  }
}

function quote(value: string): string {
  return JSON.stringify(value.length > 100 ? `${value.slice(0, 100)}…` : value)
}

/** Encoded, and each with the slash at its end that makes it a folder: `/img` must not mean `/img-originals/`. */
function readWithin(
  within: readonly string[] | undefined,
  refuse: (error: FieldError) => void
): readonly string[] | undefined {
  return within?.flatMap((folder, index) => {
    const { problem } = readPath(folder)
    const wrong = problem ?? (/[*?]/.test(folder) ? 'is not a folder; give it without * and query string' : undefined)
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
