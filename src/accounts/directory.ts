import { isManagedPolicy } from '../cloudfront/managed-policies.ts'
import { type Queryable } from '../database/database.ts'
import { ServiceError } from '../errors.ts'
import { type AccountSettings } from './accounts-file.ts'

interface Known {
  readonly name: string
  /** Whether the store knows it, too. */
  readonly stored: boolean
}

/** About two megabytes; what is evicted is in the store, or is looked up again. */
export const REMEMBERED_MAX = 20_000

export type Directory = ReturnType<typeof createDirectory>

/**
 * Which account a resource is in, by its id: CloudFront's ids are unique across accounts, and a resource never moves. What was
 * created or used here is in the store, so that work is resumed in the right account even while the others are unavailable.
 * AWS's own policies are in all of them, and so in none.
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

  /**
   * What the store already knows stays, and is returned. After a failure the next use tries again; until then a restart would
   * cost another look-up.
   */
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
    /** From now on the store also has what is known, and the most recently used entries are loaded from it. */
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

    /** As far as this process knows; for display and counting only. */
    peek: (id: string): string | undefined => known.get(id)?.name,

    /** The account of a resource that is about to be used. Throws ACCOUNT_NOT_CONFIGURED. */
    async find(id: string): Promise<string | undefined> {
      if (isManagedPolicy(id)) return undefined
      const entry = known.get(id)
      if (!entry) return (await findStored(id))?.name
      remember(id, entry)
      return (entry.stored ? entry : await save(id, entry)).name
    },

    /** Seen in a list, which also shows what other accounts share: the store's entries are not changed by that. */
    saw(id: string, name: string): void {
      const entry = known.get(id)
      if (entry?.stored !== true && entry?.name !== name) remember(id, { name, stored: false })
    },

    /**
     * Has the accounts of all of these in the store, in one statement, as far as they are known. Resolves with the ids of the others.
     * Safe to repeat, and then without a statement. Throws ACCOUNT_NOT_CONFIGURED, and where the store does not take them.
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

    /** Created there, or found by a look-up. */
    async learn(id: string, name: string): Promise<void> {
      const entry = known.get(id)
      if (isManagedPolicy(id) || (entry?.name === name && entry.stored)) return
      await save(id, remember(id, { name, stored: false }))
    }
  }
}
