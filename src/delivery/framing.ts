import { type HeaderList, headerValue, headerValues } from './headers.ts'

/**
 * What is ambiguous about where a request ends or whom it is for, as a sentence: several hosts (RFC 9112, 3.2), or another transfer
 * coding than chunked (6.1). Node's parser lets both pass, keeps the first host, and takes any codings that end in chunked for chunked
 * alone.
 */
export function ambiguityOf(headers: HeaderList): string | undefined {
  if (headerValues(headers, 'host').length > 1) return 'A request must have one Host header.'
  const coding = headerValue(headers, 'transfer-encoding')
  return coding === undefined || coding.trim().toLowerCase() === 'chunked'
    ? undefined
    : 'Only Transfer-Encoding: chunked is supported.'
}
