import { type Migration } from './index.ts'

export const whoAsked: Migration = {
  version: 24,
  name: 'who-asked',
  sql: `
    -- For the log of later work: the request that an invalidation comes from, and its caller's name. Instances of earlier versions
    -- leave them out.
    ALTER TABLE invalidations ADD COLUMN request_id text;
    ALTER TABLE invalidations ADD COLUMN caller_name text;
  `
}
