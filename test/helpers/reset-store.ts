import { type Database } from '../../src/database/database.ts'

/** The tables of the service, and those that tests add in a schema beside it (hold-store-clock.ts). */
const SCHEMAS = `(SELECT oid FROM pg_namespace WHERE nspname IN ('public', 'test'))`

/** What migrations and the start have written down of themselves; no test changes it. */
const KEPT = `('migrations', 'store_starts', 'audit_key')`

/** Everything of the schema that a test could have changed, in one line of text. */
const SHAPE = `
  WITH tables AS (SELECT * FROM pg_class WHERE relnamespace = 'public'::regnamespace)
  SELECT md5(string_agg(line, E'\\n' ORDER BY line)) AS shape FROM (
    SELECT concat_ws(' ', 'table', oid, relname, reloptions) AS line FROM tables
    UNION ALL
    SELECT concat_ws(' ', 'column', attrelid, attnum, attname, atttypid, attnotnull, attoptions)
      FROM pg_attribute JOIN tables ON tables.oid = attrelid WHERE attnum > 0
    UNION ALL
    SELECT concat_ws(' ', 'default', adrelid, adnum, md5(adbin::text)) FROM pg_attrdef JOIN tables ON tables.oid = adrelid
    UNION ALL
    SELECT concat_ws(' ', 'constraint', pg_constraint.oid, conname) FROM pg_constraint JOIN tables ON tables.oid = conrelid
    UNION ALL
    SELECT concat_ws(' ', 'trigger', pg_trigger.oid, tgname, tgenabled) FROM pg_trigger JOIN tables ON tables.oid = tgrelid
    UNION ALL
    SELECT concat_ws(' ', 'function', oid, md5(prosrc)) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
  ) AS lines`

/**
 * Rows go one by one where they are few, since a truncated table and each of its indexes get files of their own. What ANALYZE has
 * found out goes, too: plans would differ by what was tested before.
 */
const EMPTY = `
  DO $$
  DECLARE found record;
  BEGIN
    SET LOCAL session_replication_role = replica;
    FOR found IN
      SELECT oid, oid::regclass AS name, pg_table_size(oid) > 131072 AS is_large, reltuples >= 0 AS is_analyzed FROM pg_class
      WHERE relkind = 'r' AND relnamespace IN ${SCHEMAS} AND relname NOT IN ${KEPT} AND (pg_relation_size(oid) > 0 OR reltuples >= 0)
    LOOP
      IF found.is_analyzed THEN
        DELETE FROM pg_statistic WHERE starelid = found.oid;
      END IF;
      IF found.is_large OR found.is_analyzed THEN
        EXECUTE format('TRUNCATE %s CASCADE', found.name);
      ELSE
        EXECUTE format('DELETE FROM %s', found.name);
      END IF;
    END LOOP;
    PERFORM setval(seqrelid::regclass, seqstart, false) FROM pg_sequence
      JOIN pg_class ON pg_class.oid = seqrelid WHERE relnamespace IN ${SCHEMAS};
  END $$;
  UNLISTEN *;
  DISCARD PLANS`

/** False where the tables themselves are different ones by now, and must be made anew. */
export type Reset = (database: Database) => Promise<boolean>

/**
 * Takes a store with all its tables as it is now for the state that each test begins with. The answer brings it back to
 * that: no rows but those of the migrations, every function as it was. It resolves to false where the tables themselves
 * are different ones by now, and they must be made anew.
 */
export async function rememberStore(database: Database): Promise<Reset> {
  const shapeOf = async (store: Database) => (await store.query<{ shape: string }>(SHAPE))[0]?.shape
  const functions = await database.query<{ definition: string }>(
    `SELECT pg_get_functiondef(oid) AS definition FROM pg_proc WHERE pronamespace = 'public'::regnamespace`
  )
  const seeds = await seedsOf(database)
  const shape = await shapeOf(database)

  return async store => {
    for (const { definition } of functions) await store.script(definition)
    if ((await shapeOf(store)) !== shape) return false
    await store.script(EMPTY)
    for (const { insert, rows } of seeds) await store.query(insert, [rows])
    return true
  }
}

/** Rows that a migration has written. Their times are those of the migration, which for each test has just been. */
async function seedsOf(database: Database) {
  const tables = await database.query<{ name: string; columns: string }>(`
    SELECT oid::regclass::text AS name,
      (SELECT string_agg(format(
         CASE atttypid WHEN 'timestamptz'::regtype THEN 'CASE WHEN %I IS NOT NULL THEN frontage_now() END' ELSE '%I' END, attname
       ), ', ' ORDER BY attnum) FROM pg_attribute WHERE attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped) AS columns
    FROM pg_class
    WHERE relkind = 'r' AND relnamespace IN ${SCHEMAS} AND relname NOT IN ${KEPT} AND pg_relation_size(oid) > 0`)
  const seeds = []
  for (const { name, columns } of tables) {
    const [found] = await database.query<{ rows: unknown }>(
      `SELECT jsonb_agg(to_jsonb(seed)) AS rows FROM ${name} AS seed`
    )
    seeds.push({
      insert: `INSERT INTO ${name} SELECT ${columns} FROM jsonb_populate_recordset(NULL::${name}, $1::jsonb)`,
      rows: JSON.stringify(found?.rows ?? [])
    })
  }
  return seeds
}
