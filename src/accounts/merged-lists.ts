import { ServiceError } from '../errors.ts'

/** The answer of one of CloudFront's lists, with the $metadata of the call. */
export type Output = Readonly<Record<string, unknown>>

interface Page {
  readonly items: readonly unknown[]
  readonly nextMarker: string | undefined
  /** The same answer with other items and another marker. */
  with(items: readonly unknown[], nextMarker: string | undefined): Output
}

const SEPARATOR = '~'

/** A marker of a list across accounts: the account, and the marker within its own list; none at the beginning. */
export interface Position {
  readonly account: string
  readonly marker: string | undefined
}

export function markerOf({ account, marker = '' }: Position): string {
  return `${account}${SEPARATOR}${marker}`
}

/** Undefined for a marker that names no account, such as an id after which a page begins. */
export function positionIn(marker: string): Position | undefined {
  const at = marker.indexOf(SEPARATOR)
  if (at < 0) return undefined
  return { account: marker.slice(0, at), marker: marker.slice(at + 1) || undefined }
}

/** A page of any list: `Items` of the list in the answer, or a bare list beside `NextMarker`. */
function pageIn(output: Output): Page {
  const [member, value] =
    Object.entries(output).find(([, each]) => typeof each === 'object' && each !== null && isList(each)) ?? []
  if (member === undefined) throw new ServiceError('CLOUDFRONT_BAD_ANSWER', 'CloudFront answered a list without one.')
  if (Array.isArray(value)) {
    return {
      items: value,
      nextMarker: text(output.NextMarker),
      with: (items, NextMarker) => ({ ...output, [member]: items, NextMarker })
    }
  }
  const list = value as Output
  return {
    items: (list.Items as unknown[] | undefined) ?? [],
    // Some lists have a marker on the last page as well.
    nextMarker: list.IsTruncated === false ? undefined : text(list.NextMarker),
    with: (Items, NextMarker) => ({
      ...output,
      [member]: {
        ...list,
        Items,
        Quantity: Items.length,
        NextMarker,
        ...(list.IsTruncated !== undefined && { IsTruncated: NextMarker !== undefined })
      }
    })
  }
}

function isList(value: object): boolean {
  return Array.isArray(value) || 'Quantity' in value || 'Items' in value
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** AWS's own policies are in every account, with the same ids. */
export function isManaged(item: unknown): boolean {
  return (item as { Type?: unknown } | null)?.Type === 'managed'
}

/**
 * One page of a list across accounts, in their order: when one list ends, the page is filled from the next account.
 * AWS's managed policies are listed with the first account only.
 */
export async function mergedPage({
  names,
  from,
  limit,
  read
}: {
  readonly names: readonly string[]
  readonly from: Position
  readonly limit: number
  readonly read: (account: string, page: { Marker: string | undefined; MaxItems: number }) => Promise<Output>
}): Promise<Output> {
  const items: unknown[] = []
  let { marker } = from
  let page: Page | undefined
  for (let index = names.indexOf(from.account); index < names.length;) {
    const account = names[index] ?? ''
    page = pageIn(await read(account, { Marker: marker, MaxItems: limit - items.length }))
    items.push(...(index === 0 ? page.items : page.items.filter(item => !isManaged(item))))
    marker = page.nextMarker
    if (marker === undefined) index++
    const next = names[index]
    if (next === undefined) break
    if (items.length >= limit) return page.with(items, markerOf({ account: next, marker }))
  }
  if (!page) throw new ServiceError('VALIDATION_FAILED', 'The marker names an unknown account.')
  return page.with(items, undefined)
}
