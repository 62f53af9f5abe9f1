import './process/quiet-sdk.ts'
import './process/source-maps.ts'
import { randomUUID } from 'node:crypto'
import { userInfo } from 'node:os'
import { parseArgs } from 'node:util'
import { type Logger } from 'pino'
import { Compile } from 'typebox/compile'
import { type BudgetLimit } from './access/budget.ts'
import { callerId } from './access/caller.ts'
import { createTokens } from './access/tokens.ts'
import { type Audit, createAudit } from './audit/audit.ts'
import { openBackend } from './backend.ts'
import { type Config, readConfig } from './config.ts'
import { type Database } from './database/database.ts'
import { openPostgresStore } from './database/open-store.ts'
import { openDatabase } from './open-database.ts'
import { createLogger } from './plugins/logger.ts'
import { runWithTrail } from './plugins/request-context.ts'
import { closeAll, type Closer } from './process/close-all.ts'
import { FolderInUseError } from './process/folder-lock.ts'
import { TokenCreate } from './resources/tokens/schemas.ts'
import { createTokenService, type TokenService } from './resources/tokens/service.ts'
import { explain } from './validation/explain.ts'
import { type JsonSchema } from './validation/json-schema.ts'

const USAGE = `usage:
  npm run token -- create --name NAME --scope SCOPE [--scope …] [--owner OWNER] [--expires-in SECONDS]
      [--distribution ID …] [--alias NAME …] [--tag KEY=VALUE …] [--account NAME …] [--path PATH|PREFIX* …]
      [--requests-per-hour N] [--requests-per-month N] [--paths-per-hour N] [--paths-per-month N]
      [--usd-per-hour N] [--usd-per-month N]
  npm run token -- list
  npm run token -- revoke ID

It works on the store of the settings (DATABASE_URL, or DATA_DIR while the service is not running). Only the token is
written to standard output.
`

/** An error that the user of the command can fix. */
class UsageError extends Error {}

const validator = Compile(TokenCreate)

/** The options of the members of a budget. */
const LIMIT_OF = {
  'requests-per-hour': 'requestsPerHour',
  'requests-per-month': 'requestsPerMonth',
  'paths-per-hour': 'pathsPerHour',
  'paths-per-month': 'pathsPerMonth',
  'usd-per-hour': 'usdPerHour',
  'usd-per-month': 'usdPerMonth'
} as const satisfies Record<string, BudgetLimit>

function readCreate(args: string[]): TokenCreate {
  const { values } = parseArgs({
    args,
    options: {
      name: { type: 'string' },
      scope: { type: 'string', multiple: true },
      owner: { type: 'string' },
      distribution: { type: 'string', multiple: true },
      alias: { type: 'string', multiple: true },
      tag: { type: 'string', multiple: true },
      account: { type: 'string', multiple: true },
      path: { type: 'string', multiple: true },
      'expires-in': { type: 'string' },
      'requests-per-hour': { type: 'string' },
      'requests-per-month': { type: 'string' },
      'paths-per-hour': { type: 'string' },
      'paths-per-month': { type: 'string' },
      'usd-per-hour': { type: 'string' },
      'usd-per-month': { type: 'string' }
    }
  })
  const distributions = {
    ...(values.distribution && { ids: values.distribution }),
    ...(values.alias && { aliases: values.alias }),
    ...(values.tag && { tags: Object.fromEntries(values.tag.map(keyAndValue)) }),
    ...(values.account && { accounts: values.account })
  }
  const budget = Object.fromEntries(
    Object.entries(LIMIT_OF).flatMap(([option, limit]) => {
      const value = values[option as keyof typeof LIMIT_OF]
      return value === undefined ? [] : [[limit, Number(value)]]
    })
  )
  const body = {
    ...(values.name !== undefined && { name: values.name }),
    ...(values.scope && { scopes: values.scope }),
    ...(Object.keys(distributions).length > 0 && { distributions }),
    ...(values.path && { paths: values.path }),
    ...(Object.keys(budget).length > 0 && { budget }),
    ...(values.owner !== undefined && { owner: values.owner }),
    ...(values['expires-in'] !== undefined && { expiresInSeconds: Number(values['expires-in']) })
  }
  if (validator.Check(body)) return body
  const wrong = explain(TokenCreate as unknown as JsonSchema, body, 10).map(
    ({ path, detail }) => `${path.join('.')} ${detail}.`
  )
  throw new UsageError(wrong.join(' '))
}

function keyAndValue(tag: string): [string, string] {
  const at = tag.indexOf('=')
  return at < 0 ? [tag, ''] : [tag.slice(0, at), tag.slice(at + 1)]
}

interface Tools {
  readonly service: TokenService
  readonly audit: Audit
}

/** The command that the arguments ask for. Throws for wrong arguments before anything is opened. */
function readCommand([command, ...args]: string[]): (tools: Tools) => Promise<void> {
  if (command === 'create') {
    const body = readCreate(args)
    return async ({ service, audit }) => {
      const by = { createdBy: CALLER, reference: randomUUID() }
      const made = await recorded(audit, 'createToken', '/tokens', async () => service.create(body, by))
      const { id, name, scopes, token } = made
      process.stderr.write(`${id}: ${name}, ${scopes.join(' ')}. The token is shown this once:\n`)
      process.stdout.write(`${token}\n`)
    }
  }
  if (command === 'list' && args.length === 0) return list
  const [id, ...others] = args
  if (command === 'revoke' && id !== undefined && others.length === 0) {
    return async ({ service, audit }) => recorded(audit, 'revokeToken', `/tokens/${id}`, async () => service.revoke(id))
  }
  throw new UsageError(USAGE)
}

const CALLER = 'npm run token'

/** Records the command like the corresponding request, in the same transaction. */
async function recorded<Result>(
  audit: Audit,
  action: string,
  resource: string,
  run: () => Promise<Result>
): Promise<Result> {
  const requestId = randomUUID()
  const facts = {
    action,
    caller: { id: callerId(CALLER), name: CALLER },
    source: systemUser(),
    resource,
    distribution: undefined,
    dryRun: false,
    requestId
  }
  return runWithTrail(audit.open(facts), requestId, run)
}

/** The user of the operating system; a container's user may have no name. */
function systemUser(): string {
  try {
    return userInfo().username
  } catch {
    return `uid ${process.getuid?.()}`
  }
}

async function list({ service }: Tools): Promise<void> {
  let marker: string | undefined
  do {
    const page = await service.list({ marker, limit: 100 })
    for (const { id, status, name, scopes, lastUsedAt = 'never used' } of page.items) {
      process.stdout.write(`${[id, status, name, scopes.join(' '), lastUsedAt].join('\t')}\n`)
    }
    marker = page.nextMarker
  } while (marker !== undefined)
}

async function main(): Promise<void> {
  const work = readCommand(process.argv.slice(2))
  const config = readConfig(process.env)
  const logger = createLogger({ level: 'silent', format: 'json', destination: process.stderr })
  const closers: Closer[] = []
  try {
    const database = await openStore(config, logger, closers)
    const tokens = createTokens({ database, clock: Date, logger })
    const audit = createAudit({ database, clock: Date, logger })
    await audit.start()
    await work({ service: createTokenService({ tokens, database, clock: Date }), audit })
  } finally {
    await closeAll(closers.toReversed())
  }
}

async function openStore(config: Config, logger: Logger, closers: Closer[]): Promise<Database> {
  if (config.databaseUrl !== undefined) {
    const database = await openPostgresStore({ url: config.databaseUrl, logger })
    closers.push(() => database.close())
    return database
  }
  try {
    // The store depends on the backend.
    const broken = () => process.exit(1)
    const shutdown = { begun: false, fail: broken, opened: (closer: Closer) => closers.push(closer) }
    const backend = await openBackend({ ...config, localCloudFrontPort: 0, localEdge: undefined }, logger, shutdown)
    const database = await openDatabase(config, backend, logger, broken)
    closers.push(() => database.close())
    await backend.bind(database)
    return database
  } catch (error) {
    if (!(error instanceof FolderInUseError)) throw error
    const message = 'Frontage is running on this store: use POST /tokens, or stop it first'
    throw new UsageError(message, { cause: error })
  }
}

try {
  await main()
} catch (error) {
  const message = error instanceof Error ? error.message : String(error)
  process.stderr.write(message === USAGE ? message : `frontage: ${message}\n`)
  process.exitCode = error instanceof UsageError ? 2 : 1
}
