import { QUOTAS, type QuotasRecord } from './records.ts'
import { type Store } from './store.ts'

/** Quotas that AWS raises on request and users do have raised, as an account has them from the beginning. */
const DEFAULTS: QuotasRecord = {
  // Of an origin's answers and kept-alive connections (Developer Guide, quotas; 180 s is in use: aws/aws-cdk #18697, #38433).
  originTimeoutSeconds: 120
}
const ACCOUNT = 'account'

export type Quotas = ReturnType<typeof createQuotas>

/** The account's quotas; a raised one is a part of the state. */
export function createQuotas({ store }: { store: Store }) {
  const accounts = store.collection<QuotasRecord>(QUOTAS)
  const get = (): QuotasRecord => accounts.get(ACCOUNT) ?? DEFAULTS
  return {
    get,
    /** Sets those given; what was accepted under other quotas stays as it is. */
    set(change: Partial<QuotasRecord>): void {
      store.commit([[QUOTAS, ACCOUNT, { ...get(), ...change }]])
    }
  }
}
