import { operations } from './0001-operations.ts'
import { invalidations } from './0002-invalidations.ts'
import { webhooksAndGuards } from './0003-webhooks-and-guards.ts'
import { invalidationGroups } from './0004-invalidation-groups.ts'
import { leasesAndDueTimes } from './0005-leases-and-due-times.ts'
import { fairOrder } from './0006-fair-order.ts'
import { invalidationEnds } from './0007-invalidation-ends.ts'
import { retention } from './0008-retention.ts'
import { storeBinding } from './0009-store-binding.ts'
import { heapOnlyUpdates } from './0010-heap-only-updates.ts'
import { lanesOfParts } from './0011-lanes-of-parts.ts'
import { tagIndex } from './0013-tag-index.ts'
import { invalidationItems } from './0014-invalidation-items.ts'
import { accessTokens } from './0015-access-tokens.ts'
import { callerBudgets } from './0016-caller-budgets.ts'
import { protectedDistributions } from './0017-protected-distributions.ts'
import { traces } from './0018-traces.ts'
import { audit } from './0019-audit.ts'
import { auditKey } from './0020-audit-key.ts'
import { resourceAccounts } from './0021-resource-accounts.ts'
import { stepEnded } from './0022-step-ended.ts'
import { auditAccount } from './0023-audit-account.ts'
import { whoAsked } from './0024-who-asked.ts'
import { auditAccountIndex } from './0025-audit-account-index.ts'

export interface Migration {
  readonly version: number
  readonly name: string
  /** Statements without parameters; they run in one transaction, with those of the migrations before and after. */
  readonly sql: string
  /** In a transaction of its own, because it takes long on large tables: the locks of the others are released before. */
  readonly alone?: boolean
}

/** All migrations. A released one is never changed: a correction is a new one. */
export const migrations: readonly Migration[] = [
  operations,
  invalidations,
  webhooksAndGuards,
  invalidationGroups,
  leasesAndDueTimes,
  fairOrder,
  invalidationEnds,
  retention,
  storeBinding,
  heapOnlyUpdates,
  lanesOfParts,
  tagIndex,
  invalidationItems,
  accessTokens,
  callerBudgets,
  protectedDistributions,
  traces,
  audit,
  auditKey,
  resourceAccounts,
  stepEnded,
  auditAccount,
  whoAsked,
  auditAccountIndex
]
