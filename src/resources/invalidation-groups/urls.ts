import { type FieldError, ServiceError } from '../../errors.ts'
import { type DistributionLimits } from '../../access/limits.ts'
import { type Reach } from '../../configuration/distributions/reach.ts'
import { type ListDeps, listDistributions } from '../distributions/list.ts'
import { unreadable } from '../../invalidation/planning/plan.ts'

/** The paths to invalidate in one distribution. */
interface ServedPaths {
  readonly id: string
  readonly paths: string[]
}

interface UrlDeps extends ListDeps {
  readonly reach: Pick<Reach, 'visible' | 'includes'>
  /** Present if there are several. */
  readonly accountNames?: readonly string[] | undefined
}

interface ReadUrl {
  readonly host: string
  /** With its query string, as viewers request it. */
  readonly path: string
}

const PAGE = 100
/** As for paths. */
const ERRORS_MAX = 1_000
/** RFC 1035, 2.3.4. */
const HOST_LENGTH_MAX = 253
/** The ports at which CloudFront listens. */
const PORTS: ReadonlySet<string> = new Set(['', '80', '443'])

/** Errors of the URLs that are found without CloudFront, at most a thousand. */
export function unreadableUrls(urls: readonly string[]): FieldError[] {
  return errorsAt(urls, problemOf)
}

function errorsAt<Item>(urls: readonly Item[], find: (url: Item) => string | undefined): FieldError[] {
  const errors: FieldError[] = []
  for (const [index, url] of urls.entries()) {
    if (errors.length === ERRORS_MAX) break
    const detail = find(url)
    if (detail !== undefined) errors.push({ pointer: `/urls/${index}`, detail })
  }
  return errors
}

function problemOf(text: string): string | undefined {
  // A parser of URLs drops them without a word, which would purge another path (URL Standard, 4.4).
  if (/[\t\n\r]/.test(text)) return 'contains a tab or a line break'
  if (/^ | $/.test(text)) return 'begins or ends with a blank; write %20 for one in the path'
  if (!URL.canParse(text)) return 'is not an address such as https://www.example.com/a.jpg'
  const url = new URL(text)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'must be an http or https address'
  if (url.username !== '' || url.password !== '') return 'contains a user or a password; omit them'
  if (!PORTS.has(url.port)) return `names the port ${url.port}, at which CloudFront does not listen`
  if (url.hostname.length > HOST_LENGTH_MAX) return `names a host of more than ${HOST_LENGTH_MAX} characters`
  if (url.hash !== '') return 'contains a fragment, which is never sent to CloudFront; omit it'
  const [error] = unreadable({ paths: [pathOf(url)] })
  return error?.detail
}

function readUrl(text: string): ReadUrl {
  const url = new URL(text)
  return { host: url.hostname.replace(/\.$/, ''), path: pathOf(url) }
}

const pathOf = ({ pathname, search }: URL) => `${pathname}${search}`

/**
 * The distributions within the limits that serve these URLs, in order of first occurrence, each with the paths to
 * invalidate. A host is served by the distribution with its own domain name, or whose alias is the most specific one
 * that covers it (CloudFront Developer Guide, "Use custom URLs by adding alternate domain names"). Throws
 * NO_DISTRIBUTION_SELECTED, naming the URLs that none serves.
 */
export async function distributionsOf(
  deps: UrlDeps,
  urls: readonly string[],
  limits: DistributionLimits | undefined
): Promise<ServedPaths[]> {
  const wanted = urls.map(readUrl)
  const served = await servers(deps, new Set(wanted.map(({ host }) => host)), limits)
  const { accountNames } = deps
  const where = accountNames ? `the accounts ${accountNames.join(', ')}` : 'this account'
  const errors = errorsAt(wanted, ({ host }) =>
    served.has(host) ? undefined : `no distribution of ${where} serves ${host}`
  )
  if (errors.length > 0) {
    throw new ServiceError('NO_DISTRIBUTION_SELECTED', 'No distribution serves some of the URLs.', { errors })
  }
  const found = new Map<string, Set<string>>()
  for (const { host, path } of wanted) {
    const id = served.get(host) ?? ''
    found.set(id, (found.get(id) ?? new Set()).add(path))
  }
  return [...found].map(([id, paths]) => ({ id, paths: [...paths] }))
}

/**
 * The id of the distribution that serves each host, if it is within the limits. Distributions beyond them count in the
 * choice: one with a less specific alias does not serve the host, although the caller sees no other.
 */
async function servers(
  deps: UrlDeps,
  hosts: ReadonlySet<string>,
  limits: DistributionLimits | undefined
): Promise<Map<string, string>> {
  const byName = new Map<string, string>()
  let marker: string | undefined
  do {
    const page = await listDistributions(deps, {}, { limit: PAGE, marker }, { limits: undefined })
    for (const { id, domainName, config } of page.items) {
      for (const name of [domainName, ...(config.aliases ?? [])]) byName.set(name.toLowerCase(), id)
    }
    marker = page.nextMarker
  } while (marker !== undefined)
  const served = new Map<string, string>()
  for (const host of hosts) {
    const id = namesFor(host)
      .map(name => byName.get(name))
      .find(found => found !== undefined)
    if (id !== undefined && (await deps.reach.includes(limits, id))) served.set(host, id)
  }
  return served
}

/** The aliases by which a host can be served, the most specific one first. */
function namesFor(host: string): string[] {
  const labels = host.split('.')
  return [host, ...labels.slice(1).map((_, index) => `*.${labels.slice(index + 1).join('.')}`)]
}
