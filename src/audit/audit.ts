import { type Accounts, identityAt } from '../accounts/accounts.ts'
import { type Database } from '../database/database.ts'
import { type CountedEnd, createRecordLimit } from './limit.ts'
import { lineOf } from './log-line.ts'
import { type AuditFacts, type NewAuditRecord } from './record.ts'
import { createRecordIds } from './record-id.ts'
import { findFirstOf, findResumptionOf, readDigestKey } from './store.ts'
import { createTrail, type Trail } from './trail.ts'
import { createAuditWriter } from './writer.ts'

const WITHOUT_WRITE_PER_MINUTE_MAX = 120

export type Audit = ReturnType<typeof createAudit>

/** Records of what is written through Frontage. */
export function createAudit({
  database,
  clock,
  logger,
  accounts
}: {
  database: Database
  clock: { now(): number }
  logger: { info(details: object, message: string): void; error(details: object, message: string): void }
  /** Present if there are several AWS accounts. */
  accounts?: Accounts | undefined
}) {
  const writer = createAuditWriter({ database })
  const inLog = (record: NewAuditRecord) => lineOf(record, identity => accounts?.nameAt(identity) ?? identity)
  const newId = createRecordIds({ now: () => clock.now() })
  const adding = new Set<Promise<void>>()
  const limit = createRecordLimit({
    now: () => clock.now(),
    max: WITHOUT_WRITE_PER_MINUTE_MAX,
    newId,
    add(record) {
      const added = writer
        .write(record)
        .then(() => logger.info({ audit: inLog(record) }, 'audit'))
        .catch((error: unknown) => logger.error({ err: error, audit: record }, 'a count of requests was not recorded'))
        .finally(() => adding.delete(added))
      adding.add(added)
    }
  })
  let key: string | undefined
  const digestKey = () => {
    if (key === undefined) throw new Error('the audit was not started: there is no key for digests')
    return key
  }
  const accountAt = (address: string) => identityAt(accounts, address)
  const open = (facts: AuditFacts): Trail =>
    createTrail({ id: newId(), newId, facts, writer, digestKey, accountAt, logger })

  return {
    /** Reads what records need from the store; must be called before anything is written. */
    async start(): Promise<void> {
      key = await readDigestKey(database)
    },

    /** The record of a write that is about to be made, in the account with this name. Nothing is stored yet. */
    open: (facts: AuditFacts, account?: string): Trail =>
      open(accounts && account !== undefined ? { ...facts, account: accounts.identityOf(account) } : facts),

    /** The identity of the account of an address, if there are several accounts. */
    accountAt,

    /** A record in the form of the log. */
    lineOf: inLog,

    /** Whether a request that has written nothing gets a record of its own; if not, it is counted. */
    admit: (facts: AuditFacts, end: CountedEnd): boolean => limit.admit(facts, end),

    /**
     * The record of what a step of an operation writes, on behalf of the caller who began the operation, or was the latest to
     * retry it, or cancelled it if the step `undoes`: with the source and the request id of that caller's request.
     */
    async openStep({
      kind,
      operationId,
      undoes = false
    }: {
      kind: string
      operationId: string
      undoes?: boolean
    }): Promise<Trail> {
      const begun = await findFirstOf(database, operationId)
      const behalf = (await findResumptionOf(database, { operation: operationId, undoes })) ?? begun
      return open({
        action: kind,
        caller: behalf?.caller,
        source: behalf?.source,
        resource: begun?.resource ?? `/operations/${operationId}`,
        distribution: begun?.distribution,
        dryRun: false,
        requestId: behalf?.requestId,
        operation: operationId,
        account: begun?.account
      })
    },

    /** For the log: the caller and the request that began the operation, if its record still exists. */
    async originOf(operationId: string): Promise<{ caller?: string | undefined; requestId?: string | undefined }> {
      const begun = await findFirstOf(database, operationId)
      return { caller: begun?.caller?.name, requestId: begun?.requestId }
    },

    /** Records what has only been counted so far. */
    async close(): Promise<void> {
      limit.flush()
      await Promise.all(adding)
    }
  }
}
