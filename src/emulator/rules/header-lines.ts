/** RFC 9110, 5.6.2; the maximum length is that of origin custom headers (Developer Guide, quotas). */
export function isHeaderName(text: string): boolean {
  return /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}$/.test(text)
}

/** What RFC 9110, 5.5 lets a sender write. Whether CloudFront accepts anything beyond ASCII is not documented. */
export function isHeaderValue(text: string): boolean {
  return /^[\t\x20-\x7e]*$/.test(text)
}
