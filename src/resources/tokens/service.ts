import { readUses } from '../../access/budget-store.ts'
import { budgetOf, type StoredToken, type Tokens } from '../../access/tokens.ts'
import { type Change } from '../../configuration/editing/diff.ts'
import { type Queryable } from '../../database/database.ts'
import { type Page } from '../../plugins/pagination.ts'
import { currentTrail } from '../../plugins/request-context.ts'
import { toBudgetUse, toToken } from './mapper.ts'
import { type NewToken, type Token, type TokenCreate } from './schemas.ts'

interface TokenServiceDeps {
  readonly tokens: Pick<Tokens, 'issue' | 'get' | 'list' | 'revoke'>
  readonly database: Queryable
  /** Milliseconds since 1970. */
  readonly clock: { now(): number }
}

export type TokenService = ReturnType<typeof createTokenService>

/** Tokens as admins see them. */
export function createTokenService({ tokens, database, clock }: TokenServiceDeps) {
  const present = (stored: StoredToken): Token => toToken(stored, clock.now())

  return {
    /** Throws TOKEN_SHOWN_ONCE for a repeat with the same reference. */
    async create(
      { name, owner, expiresInSeconds, ...grant }: TokenCreate,
      by: { createdBy: string; reference: string }
    ): Promise<NewToken> {
      const { token, stored } = await tokens.issue(
        { name, owner, grant, expiresInSeconds },
        {
          ...by,
          alongside: async (tx, made) => recordIn(tx, made.id, [{ op: 'add', path: '', value: recordedOf(made) }])
        }
      )
      return { ...present(stored), token }
    },

    /** Includes the use of its budget. Throws TOKEN_NOT_FOUND. */
    async get(id: string): Promise<Token> {
      const stored = await tokens.get(id)
      const budget = budgetOf(stored)
      if (!budget) return present(stored)
      return { ...present(stored), budgetUse: toBudgetUse(budget, await readUses(database, budget.id)) }
    },

    /** Newest first. */
    async list({ limit, marker }: { limit: number; marker: string | undefined }): Promise<Page<Token>> {
      const before = marker !== undefined && /^\d{1,18}$/.test(marker) ? marker : undefined
      const found = await tokens.list({ before, limit: limit + 1 })
      const page = found.slice(0, limit)
      return {
        items: page.map(present),
        nextMarker: found.length > limit ? page.at(-1)?.position : undefined
      }
    },

    /** Safe to repeat. Throws TOKEN_NOT_FOUND. */
    revoke: async (id: string): Promise<void> =>
      tokens.revoke(id, async (tx, before) =>
        recordIn(tx, id, before.revokedAt ? [] : [{ op: 'remove', path: '', oldValue: recordedOf(before) }])
      )
  }
}

const recordedOf = ({ name, owner, granted, expiresAt }: StoredToken) => ({
  name,
  ...(owner !== null && { owner }),
  ...granted,
  ...(expiresAt && { expiresAt: expiresAt.toISOString() })
})

async function recordIn(tx: Queryable, id: string, changes: readonly Change[]): Promise<void> {
  const trail = currentTrail()
  trail?.note({ resource: `/tokens/${id}`, changes })
  await trail?.recordIn(tx)
}
