import { isManagedPolicy } from '../cloudfront/managed-policies.ts'
import { type Queryable } from '../database/database.ts'
import { ServiceError } from '../errors.ts'
import { type AccountSettings } from './accounts-file.ts'

interface Known {
  readonly name: string
  /** Whether it is in the store, too. */
  readonly stored: boolean
}

/** About two megabytes; what is evicted is in the store, or is looked up again. */
export const REMEMBERED_MAX = 20_000

export type Directory = ReturnType<typeof createDirectory>

/**
 * Which account a resource is in, by its id: CloudFront's ids are unique across accounts, and a resource never moves.
 * What was created or used here is stored, so that work is resumed in the right account even while others are
 * unavailable. AWS's managed policies are in every account, so they have no entry.
 */
export function createDirectory({
  accounts,
  logger
}: {
  accounts: readonly AccountSettings[]
  logger: { warn(details: object, message: string): void }
}) {
  const known = new Map<string, Known>()
  const identityOf = new Map(accounts.map(({ name, identity }) => [name, identity]))
  const nameAt = new Map(accounts.map(({ name, identity }) => [identity, name]))
  let store: Queryable | undefined

  function remember(id: string, entry: Known): Known {
    known.delete(id)
    known.set(id, entry)
    const [oldest] = known.keys()
    if (known.size > REMEMBERED_MAX && oldest !== undefined) known.delete(oldest)
    return entry
  }

  function nameOfIdentity(id: string, identity: string): string {
    const name = nameAt.get(identity)
    if (name !== undefined) return name
    throw new ServiceError('ACCOUNT_NOT_CONFIGURED', `${id} is in an account that ACCOUNTS_FILE no longer names.`)
  }

  async function findStored(id: string): Promise<Known | undefined> {
    const [row] =
      (await store?.query<{ account: string }>('SELECT account FROM resource_accounts WHERE id = $1', [id])) ?? []
    return row && remember(id, { name: nameOfIdentity(id, row.account), stored: true })
  }

  /** An existing row is kept and returned. A failure is not fatal: the next use tries again. */
  async function save(id: string, entry: Known): Promise<Known> {
    if (!store) return entry
    let row: { account: string } | undefined
    try {
      const rows = await store.query<{ account: string }>(
        `INSERT INTO resource_accounts (id, account) VALUES ($1, $2)
         ON CONFLICT (id) DO UPDATE SET account = resource_accounts.account
         RETURNING account`,
        [id, identityOf.get(entry.name)]
      )
      row = rows[0]
    } catch (error) {
      logger.warn({ err: error, resource: id }, 'could not store the account of a resource')
    }
    return row ? remember(id, { name: nameOfIdentity(id, row.account), stored: true }) : entry
  }

  return {
    /** Loads the newest entries from the store, and from now on stores new ones. */
    async open(database: Queryable): Promise<void> {
      store = database
      const rows = await database.query<{ id: string; account: string }>(
        `SELECT id, account FROM resource_accounts ORDER BY added_at DESC LIMIT ${REMEMBERED_MAX}`
      )
      for (const { id, account } of rows.toReversed()) {
        const name = nameAt.get(account)
        if (name !== undefined && !isManagedPolicy(id)) remember(id, { name, stored: true })
      }
    },

    /** From memory only; for display and counting. */
    peek: (id: string): string | undefined => known.get(id)?.name,

    /** The account of a resource that is about to be used. Throws ACCOUNT_NOT_CONFIGURED. */
    async find(id: string): Promise<string | undefined> {
      if (isManagedPolicy(id)) return undefined
      const entry = known.get(id)
      if (!entry) return (await findStored(id))?.name
      remember(id, entry)
      return (entry.stored ? entry : await save(id, entry)).name
    },

    /** Seen in a list, which may also show resources shared by other accounts, so stored entries are not changed. */
    saw(id: string, name: string): void {
      const entry = known.get(id)
      if (entry?.stored !== true && entry?.name !== name) remember(id, { name, stored: false })
    },

    /**
     * Stores the known accounts of these ids in one statement, if any is missing. Resolves with the ids whose account
     * is unknown. Safe to repeat. Throws ACCOUNT_NOT_CONFIGURED, and if the store fails.
     */
    async saveAll(ids: readonly string[]): Promise<string[]> {
      const unsaved = [...new Set(ids)].filter(id => known.get(id)?.stored !== true)
      if (!store || unsaved.length === 0) return []
      const given = unsaved.map(id => ({ id, account: identityOf.get(known.get(id)?.name ?? '') }))
      const rows = await store.query<{ id: string; account: string }>(
        `WITH given AS (
           SELECT id, account FROM jsonb_to_recordset($1::jsonb) AS g(id text, account text)
         ), saved AS (
           INSERT INTO resource_accounts (id, account) SELECT id, account FROM given WHERE account IS NOT NULL ORDER BY id
           ON CONFLICT (id) DO UPDATE SET account = resource_accounts.account
           RETURNING id, account
         )
         SELECT id, account FROM saved
         UNION ALL
         SELECT id, r.account FROM resource_accounts r JOIN given g USING (id) WHERE g.account IS NULL`,
        [JSON.stringify(given)]
      )
      for (const { id, account } of rows) remember(id, { name: nameOfIdentity(id, account), stored: true })
      const saved = new Set(rows.map(({ id }) => id))
      return unsaved.filter(id => !saved.has(id))
    },

    /** For a resource that was created in the account, or found there. */
    async learn(id: string, name: string): Promise<void> {
      const entry = known.get(id)
      if (isManagedPolicy(id) || (entry?.name === name && entry.stored)) return
      await save(id, remember(id, { name, stored: false }))
    }
  }
}
