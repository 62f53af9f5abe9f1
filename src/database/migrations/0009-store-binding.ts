import { type Migration } from './index.ts'

export const storeBinding: Migration = {
  version: 9,
  name: 'store-binding',
  sql: `
    -- The CloudFront whose distributions this store is about: one row.
    CREATE TABLE store_binding (
      id boolean PRIMARY KEY DEFAULT true CHECK (id),
      backend text NOT NULL,
      bound_at timestamptz NOT NULL DEFAULT now()
    );
  `
}
