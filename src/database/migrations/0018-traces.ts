import { type Migration } from './index.ts'

export const traces: Migration = {
  version: 18,
  name: 'traces',
  sql: `
    -- The span of the request (W3C Trace Context) whose work it is: of whatever is done for it later.
    ALTER TABLE invalidations ADD COLUMN traceparent text;
    ALTER TABLE operations ADD COLUMN traceparent text;
  `
}
