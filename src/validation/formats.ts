import { Format } from 'typebox/format'

// The range that PostgreSQL can store and that Date and PostgreSQL write alike.
const EARLIEST = Date.parse('0001-01-01T00:00:00Z')
const LATEST = Date.parse('9999-12-31T23:59:59.999Z')
const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/

// TypeBox's own check also accepts times that Date cannot parse: leap seconds, and the suffixes of RFC 9557.
Format.Set('date-time', text => {
  const time = DATE_TIME.test(text) ? Date.parse(text) : NaN
  return time >= EARLIEST && time <= LATEST
})

const sentences: Readonly<Record<string, string>> = {
  'date-time': 'must be a time in the years 1 to 9999, such as 2026-01-31T12:00:00Z'
}

/** Why a text does not have the format; undefined if it has. Importing this module replaces TypeBox's own check. */
export function explainFormat(format: string, text: string): string | undefined {
  return Format.Test(format, text) ? undefined : (sentences[format] ?? `must be a ${format}`)
}
