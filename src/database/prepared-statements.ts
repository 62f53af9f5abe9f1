import { type messages, type PGlite, protocol, types } from '@electric-sql/pglite'
import { type Row } from './database.ts'

const { serialize } = protocol

/** A prepared statement, with the types of its parameters and columns. */
interface Prepared {
  readonly name: string
  readonly parameterTypes: readonly number[]
  readonly columns: readonly { readonly name: string; readonly type: number }[]
}

/** Limits the memory for plans; the least recently used statement is closed. */
const KEPT_MAX = 300

/**
 * Whether a prepared statement no longer fits its tables ("cached plan must not change result type") or is unknown to the
 * session. In both cases it has had no effect.
 */
export function isStaleStatement(error: unknown): boolean {
  const { code, message } = error as { code?: unknown; message?: unknown }
  return code === '26000' || (code === '0A000' && /cached plan/.test(String(message)))
}

/**
 * Prepared statements of one session of the embedded PostgreSQL, parsed and planned on first use (PostgreSQL documentation,
 * "Extended Query"). PGlite's own `query` parses each time, in six passes through its main loop instead of three: a statement
 * of the dispatcher takes 1.0 ms that way and 0.2 ms this way.
 */
export function createPreparedStatements(pg: PGlite) {
  const known = new Map<string, Prepared>()
  let count = 0

  async function prepare(text: string): Promise<Prepared> {
    const name = `frontage_${++count}`
    const answer = await pg.execProtocolStream(
      joined(serialize.parse({ name, text }), serialize.describe({ type: 'S', name }), serialize.sync())
    )
    let prepared: Prepared = { name, parameterTypes: [], columns: [] }
    for (const message of answer) {
      if (message.name === 'parameterDescription') {
        prepared = { ...prepared, parameterTypes: (message as messages.ParameterDescriptionMessage).dataTypeIDs }
      } else if (message.name === 'rowDescription') {
        const { fields } = message as messages.RowDescriptionMessage
        prepared = { ...prepared, columns: fields.map(field => ({ name: field.name, type: field.dataTypeID })) }
      }
    }
    return prepared
  }

  async function find(text: string): Promise<Prepared> {
    const found = known.get(text)
    if (found) {
      // Moves it to the end of the map: least recently used first.
      known.delete(text)
      known.set(text, found)
      return found
    }
    const [oldest] = known
    if (oldest && known.size >= KEPT_MAX) {
      known.delete(oldest[0])
      await pg.execProtocolStream(joined(serialize.close({ type: 'S', name: oldest[1].name }), serialize.sync()))
    }
    const prepared = await prepare(text)
    known.set(text, prepared)
    return prepared
  }

  function valueOf(value: unknown, type: number | undefined): string | null {
    if (value === null || value === undefined) return null
    const toText = type === undefined ? undefined : pg.serializers[type]
    return toText ? toText(value) : (value as string | number | boolean).toString()
  }

  function rowOf(fields: readonly (string | null)[], { columns }: Prepared): Row {
    const row: Row = {}
    columns.forEach(({ name, type }, index) => {
      row[name] = types.parseType(fields[index] ?? null, type, pg.parsers)
    })
    return row
  }

  return {
    /** Runs one statement and resolves with its rows. A stale one fails, and is prepared again on its next use. */
    async query(text: string, params: readonly unknown[]): Promise<Row[]> {
      const prepared = await find(text)
      const values = params.map((value, index) => valueOf(value, prepared.parameterTypes[index]))
      try {
        const answer = await pg.execProtocolStream(
          joined(serialize.bind({ statement: prepared.name, values }), serialize.execute({}), serialize.sync())
        )
        const rows: Row[] = []
        for (const message of answer) {
          if (message.name === 'dataRow') rows.push(rowOf((message as messages.DataRowMessage).fields, prepared))
        }
        return rows
      } catch (error) {
        if (isStaleStatement(error)) known.delete(text)
        throw error
      }
    }
  }
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(parts)
}
