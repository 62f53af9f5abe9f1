import { type Migration } from './index.ts'

export const traces: Migration = {
  version: 18,
  name: 'traces',
  sql: `
    -- The span of the request (W3C Trace Context) on whose behalf later work is done.
    ALTER TABLE invalidations ADD COLUMN traceparent text;
    ALTER TABLE operations ADD COLUMN traceparent text;
  `
}
