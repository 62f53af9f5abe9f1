import { type ListedAccount } from '../../accounts/accounts.ts'
import { type Queryable } from '../../database/database.ts'
import { inWindow, type RowPage, sparsePage } from '../../database/sparse-pages.ts'
import { storedStatus } from '../queue/stored-words.ts'
import { type InvalidationStatus } from '../schemas.ts'
import { addressOf, WITH_HOME } from '../targets.ts'

/** What a group was made of, as it is stored: the selector of the request, or the first of its URLs. */
export interface GroupSelector {
  readonly distributionIds?: string[]
  readonly alias?: string
  readonly originDomain?: string
  readonly tag?: { readonly key: string; readonly value?: string }
  readonly urls?: string[]
}

/** A group, with the sums of its invalidations. */
export interface StoredGroup {
  readonly id: string
  readonly position: string
  readonly selector: GroupSelector
  /** If a tag selected the distributions: when the oldest tags were read. */
  readonly tags_read_at: Date | null
  readonly created_at: Date
  readonly counts: Readonly<Record<InvalidationStatus, number>>
  readonly total: number
  readonly submitted: number
  readonly completed: number
  /** Increases with every change of any of them. */
  readonly version: number
  /** Null until all have ended. */
  readonly ended_at: Date | null
  /** Those of its invalidations that have a code. */
  readonly warnings: readonly { readonly target: string; readonly code: string; readonly detail: string }[]
}

const GROUPS = `SELECT g.id, g.position, g.selector, g.tags_read_at, g.created_at, sums.*
  FROM invalidation_groups g, LATERAL (
    SELECT jsonb_build_object(
        'queued', count(*) FILTER (WHERE i.status = 'queued'),
        'inProgress', count(*) FILTER (WHERE i.status = 'inProgress'),
        'succeeded', count(*) FILTER (WHERE i.status = '${storedStatus('succeeded')}'),
        'failed', count(*) FILTER (WHERE i.status = 'failed'),
        'cancelled', count(*) FILTER (WHERE i.status = 'cancelled')) AS counts,
      coalesce(sum(i.total), 0)::integer AS total,
      coalesce(sum(i.submitted), 0)::integer AS submitted,
      coalesce(sum(i.completed), 0)::integer AS completed,
      coalesce(sum(i.version), 0)::integer AS version,
      CASE WHEN bool_and(i.ended_at IS NOT NULL) THEN max(i.ended_at) END AS ended_at,
      (SELECT coalesce(jsonb_agg(jsonb_build_object(
           'target', c.target, 'code', w ->> 'code', 'detail', w ->> 'detail') ORDER BY c.position), '[]')
       FROM invalidations c, jsonb_array_elements(c.warnings) w
       WHERE c.group_id = g.id AND w ->> 'code' IS NOT NULL) AS warnings
    FROM invalidations i WHERE i.group_id = g.id
  ) sums`

/** False if there already is one with this id. */
export async function insertGroup(
  tx: Queryable,
  {
    id,
    selector,
    tagsReadAt,
    createdAt
  }: { id: string; selector: GroupSelector; tagsReadAt?: Date | undefined; createdAt: Date }
): Promise<boolean> {
  const rows = await tx.query(
    `INSERT INTO invalidation_groups (id, selector, tags_read_at, created_at) VALUES ($1, $2::jsonb, $3, $4)
     ON CONFLICT (id) DO NOTHING RETURNING id`,
    [id, JSON.stringify(selector), tagsReadAt ?? null, createdAt]
  )
  return rows.length > 0
}

export async function findGroup(db: Queryable, id: string): Promise<StoredGroup | undefined> {
  const [row] = await db.query<StoredGroup>(`${GROUPS} WHERE g.id = $1`, [id])
  return row
}

interface GroupFilter {
  /** Only positions below this one. */
  readonly before: string | undefined
  /** Only groups with an invalidation in it. */
  readonly account?: ListedAccount | undefined
  /** Only groups that are about these distributions alone. */
  readonly within?: readonly string[] | undefined
  readonly limit: number
}

/** Newest first. */
export async function listGroups(
  db: Queryable,
  { before, account, within, limit }: GroupFilter
): Promise<RowPage<StoredGroup>> {
  const targets = within?.map(id => addressOf({ kind: 'distributions', id }))
  const isSparse = account !== undefined || within !== undefined
  const list = { table: 'invalidation_groups', before, limit, isSparse } as const
  return sparsePage(db, list, async (window, most) => {
    const params: unknown[] = [account?.identity ?? null, targets ?? null, most]
    return db.query<StoredGroup>(
      `${GROUPS} WHERE ($1::text IS NULL OR EXISTS (
           SELECT FROM invalidations part ${WITH_HOME} WHERE part.group_id = g.id AND home.account = $1))
         AND ($2::text[] IS NULL OR (
           SELECT bool_and(part.target = ANY($2)) FROM invalidations part WHERE part.group_id = g.id))
         AND ${inWindow('g.position', window, params)}
       ORDER BY g.position DESC LIMIT $3::integer`,
      params
    )
  })
}

/** The items of the request, only the first ones of a large request. */
export async function itemsOfGroup(db: Queryable, id: string): Promise<string[]> {
  const [row] = await db.query<{ items: string[] }>(
    'SELECT items FROM invalidations WHERE group_id = $1 ORDER BY position LIMIT 1',
    [id]
  )
  return row?.items ?? []
}
