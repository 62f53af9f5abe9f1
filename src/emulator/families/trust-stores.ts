import { TRUST_STORES, type TrustStoreContent } from '../records.ts'
import { references } from '../rules/references.ts'
import { trustStoreRules } from '../rules/trust-store.ts'
import { inDistributions } from './account.ts'
import { entityErrors, type FamilyRow } from './row.ts'

export const trustStore: FamilyRow<TrustStoreContent> = {
  entity: 'TrustStore',
  noun: 'a trust store',
  collection: TRUST_STORES,
  operations: { getConfig: null },
  errors: entityErrors,
  id: ids => ids.trustStore(),
  arn: 'trust-store',
  unique: [{ of: ({ Name }) => Name }],
  quota: 'trustStores',
  usedBy: inDistributions(references.trustStores),
  complete: config => ({
    ...config,
    UseClientCertificateOCSPEndpoint: config.UseClientCertificateOCSPEndpoint ?? false
  }),
  rules: trustStoreRules,
  states: ['pending', 'active'],
  tagged: true,
  // Nothing here can read the bundle in S3.
  shows: () => ({ NumberOfCaCertificates: 1 })
}
