import '../process/quiet-sdk.ts'
import '../process/source-maps.ts'
import { logWarningsAndCrashes } from '../process/log-lines.ts'
import { join } from 'node:path'
import { type Logger, pino } from 'pino'
import pretty from 'pino-pretty'
import { reportFailedStart } from '../process/failed-start.ts'
import { FolderInUseError } from '../process/folder-lock.ts'
import { createShutdown } from '../process/shutdown.ts'
import { BucketFolderError } from './buckets.ts'
import { EdgePortError } from './edge/edge.ts'
import { FolderError } from './folder.ts'
import { DamagedStateError } from './journal.ts'
import { createLocalCloudFront } from './local-cloudfront.ts'
import { readSettings, SettingsError } from './settings.ts'

/** Set once there is a log, if it is JSON. */
let jsonLogger: Logger | undefined

/** The local CloudFront as a process of its own: `npm run local-cloudfront`. Logs go to standard error. */
async function main(): Promise<void> {
  const settings = readSettings(process.env)
  const stream = process.stderr.isTTY ? pretty({ destination: 2, sync: true }) : process.stderr
  const logger = pino({ name: 'local-cloudfront', level: settings.logLevel }, stream)
  if (!process.stderr.isTTY) jsonLogger = logger
  logWarningsAndCrashes(logger)
  const shutdown = createShutdown({ logger, boundMs: 10_000 })
  const emulator = createLocalCloudFront({
    ...settings,
    logger,
    dataDir: join(settings.dataDir, 'local-cloudfront')
  })
  shutdown.opened(() => emulator.close())
  const { url, edge } = await emulator.listen()

  process.stdout.write(`${readyLine({ url, edge }, process.stdout.isTTY)}\n`)
}

function readyLine({ url, edge }: { url: string; edge: string | undefined }, forPeople: boolean): string {
  if (!forPeople) return JSON.stringify({ ready: true, localCloudFront: url, ...(edge !== undefined && { edge }) })
  const viewers = edge === undefined ? '' : ` Viewers are served at ${edge}.`
  return `The local CloudFront is ready at ${url}.${viewers} Try: aws cloudfront list-distributions --endpoint-url ${url}`
}

/** The exit status for a wrong setting, so that supervisors can tell it from a crash. */
const EXIT_WRONG_SETTING = 2

/** One sentence for what a person can fix; undefined for a defect of the program, which keeps its stack. */
function sentenceFor(error: unknown): string | undefined {
  const forPeople = [SettingsError, BucketFolderError, FolderInUseError, DamagedStateError, EdgePortError]
  if (error instanceof Error && forPeople.some(kind => error instanceof kind)) return error.message
  if (error instanceof FolderError) return `DATA_DIR: ${error.message}.`
  const { code, message, syscall } = error as NodeJS.ErrnoException
  if (syscall === 'listen' || syscall === 'getaddrinfo') {
    return `LOCAL_CLOUDFRONT_HOST and LOCAL_CLOUDFRONT_PORT must name a free address to listen on: ${message}.`
  }
  if (code === 'EACCES' || code === 'ENOSPC' || code === 'EROFS')
    return `DATA_DIR must be a folder to write into: ${message}.`
  return undefined
}

try {
  await main()
} catch (error) {
  const sentence = sentenceFor(error)
  reportFailedStart(error, { sentence, jsonLogger })
  process.exitCode = sentence === undefined ? 1 : EXIT_WRONG_SETTING
}
