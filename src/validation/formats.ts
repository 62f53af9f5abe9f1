import { Format } from 'typebox/format'

// What the store can hold, and what both Date and PostgreSQL write in the same way.
const EARLIEST = Date.parse('0001-01-01T00:00:00Z')
const LATEST = Date.parse('9999-12-31T23:59:59.999Z')
const WRITTEN = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/

// TypeBox's own also takes times that no Date can read: leap seconds, and the suffixes of RFC 9557.
Format.Set('date-time', text => {
  const time = WRITTEN.test(text) ? Date.parse(text) : NaN
  return time >= EARLIEST && time <= LATEST
})

const sentences: Readonly<Record<string, string>> = {
  'date-time': 'must be a time of the years 1 to 9999, such as 2026-01-31T12:00:00Z'
}

/** Why a text is not of the format, undefined where it is. Importing this makes TypeBox's checks agree. */
export function explainFormat(format: string, text: string): string | undefined {
  return Format.Test(format, text) ? undefined : (sentences[format] ?? `must be a ${format}`)
}
