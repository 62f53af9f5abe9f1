import { readHttpDate } from './cache-control.ts'
import { type HeaderList, headerValue, listItems } from './headers.ts'

/** The validators of an object. */
export interface Validators {
  readonly etag: string | undefined
  readonly lastModified: string | undefined
}

export function validatorsOf(headers: HeaderList): Validators {
  return { etag: headerValue(headers, 'etag'), lastModified: headerValue(headers, 'last-modified') }
}

/**
 * Whether the viewer's copy is current: `If-None-Match`, by weak comparison, takes precedence over `If-Modified-Since` (RFC
 * 9110, 13). For GET and HEAD of an object with status 200.
 */
export function isNotModified(request: HeaderList, { etag, lastModified }: Validators): boolean {
  const noneMatch = headerValue(request, 'if-none-match')
  if (noneMatch !== undefined) {
    if (noneMatch.trim() === '*') return true
    return etag !== undefined && listItems(noneMatch).some(item => opaque(item) === opaque(etag))
  }
  const since = headerValue(request, 'if-modified-since')
  const sinceMs = since === undefined ? undefined : readHttpDate(since)
  const modifiedMs = lastModified === undefined ? undefined : readHttpDate(lastModified)
  return sinceMs !== undefined && modifiedMs !== undefined && modifiedMs <= sinceMs
}

/** Whether `If-Range` still refers to this object: the same strong ETag, or the exact date (RFC 9110, 13.1.5). */
export function rangeHolds(request: HeaderList, { etag, lastModified }: Validators): boolean {
  const wanted = headerValue(request, 'if-range')
  if (wanted === undefined) return true
  if (wanted.startsWith('"') || wanted.startsWith('W/')) return wanted === etag && wanted.startsWith('"')
  const wantedMs = readHttpDate(wanted)
  return wantedMs !== undefined && lastModified !== undefined && readHttpDate(lastModified) === wantedMs
}

/** The object's headers that a 304 keeps: all except those that describe the body. */
export function notModifiedHeaders(headers: HeaderList): HeaderList {
  return headers.filter(([name]) => !OF_THE_BODY.test(name))
}

const OF_THE_BODY = /^(content-(length|type|encoding|language|range|md5|disposition)|transfer-encoding)$/i

function opaque(etag: string): string {
  return etag.replace(/^W\//, '')
}
