import { fault } from './wire/handlers.ts'

/** CloudFront's sample answers show pages of 100 (AWS CLI examples, list-distributions). */
const ITEMS_MAX = 100

export interface PageRequest {
  readonly Marker?: string | undefined
  readonly MaxItems?: number | undefined
}

export interface Page<T> {
  readonly items: T[]
  readonly maxItems: number
  /** The id of the page's last item, unless it is the last page. */
  readonly nextMarker: string | undefined
}

/** The requested page size: 100 by default and at most; `InvalidArgument` for less than one. */
export function pageSize(request: PageRequest): number {
  const wanted = request.MaxItems ?? ITEMS_MAX
  if (!Number.isInteger(wanted) || wanted < 1) {
    throw fault('InvalidArgument', 'The parameter MaxItems must be a number from 1 up.')
  }
  return Math.min(wanted, ITEMS_MAX)
}

/** One page of items in the order of their ids, stable while others are added and deleted: `Marker` need not still exist. */
export function pageById<T>(items: Iterable<T>, idOf: (item: T) => string, request: PageRequest): Page<T> {
  const marker = request.Marker ?? ''
  const rest = [...items].filter(item => idOf(item) > marker).sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1))
  return cut(rest, 0, idOf, request)
}

/** One page of items in the given order; `InvalidArgument` when `Marker` is not one of them. */
export function pageInOrder<T>(items: readonly T[], idOf: (item: T) => string, request: PageRequest): Page<T> {
  if (!request.Marker) return cut(items, 0, idOf, request)
  const before = items.findIndex(item => idOf(item) === request.Marker)
  if (before === -1) throw fault('InvalidArgument', 'The parameter Marker does not refer to an item of the list.')
  return cut(items, before + 1, idOf, request)
}

/** An item of a list that has the `first` ones first, then all others by their markers. */
export interface Marked {
  readonly marker: string
  readonly first?: boolean
}

/** One page of entries in the given order, stable while others are added and deleted: `Marker` need not still exist. */
export function pageByMarker<T extends Marked>(entries: readonly T[], request: PageRequest): Page<T> {
  const { Marker = '' } = request
  const at = entries.findIndex(({ marker }) => marker === Marker)
  const before =
    at === -1 && Marker !== '' ? entries.findLastIndex(({ marker, first }) => first || marker < Marker) : at
  return cut(entries, before + 1, ({ marker }) => marker, request)
}

function cut<T>(items: readonly T[], start: number, idOf: (item: T) => string, request: PageRequest): Page<T> {
  const maxItems = pageSize(request)
  const page = items.slice(start, start + maxItems)
  const last = page.at(-1)
  const more = last !== undefined && start + page.length < items.length
  return { items: page, maxItems, nextMarker: more ? idOf(last) : undefined }
}

/** The members of a list that has `Marker` and `IsTruncated` (distributions, invalidations). */
export function markedList<T>({ items, maxItems, nextMarker }: Page<T>, request: PageRequest) {
  return {
    Marker: request.Marker ?? '',
    MaxItems: maxItems,
    IsTruncated: nextMarker !== undefined,
    Quantity: items.length,
    ...(items.length > 0 && { Items: items }),
    ...(nextMarker !== undefined && { NextMarker: nextMarker })
  }
}

/** The members of a list whose end is an absent `NextMarker` (policies). */
export function plainList<T>({ items, maxItems, nextMarker }: Page<T>) {
  return {
    MaxItems: maxItems,
    Quantity: items.length,
    ...(items.length > 0 && { Items: items }),
    ...(nextMarker !== undefined && { NextMarker: nextMarker })
  }
}
