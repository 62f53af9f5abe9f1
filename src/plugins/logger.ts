import { type Writable } from 'node:stream'
import { type DestinationStream, type Logger, pino } from 'pino'
import { prettyFactory } from 'pino-pretty'

export interface LoggerOptions {
  readonly level: string
  readonly format: 'pretty' | 'json'
  readonly destination: Writable
}

/** Where a credential could sit in something that is logged: as a header of a request or answer, or by its name. */
const SECRETS = [
  'authorization',
  'cookie',
  '["set-cookie"]',
  '["x-amz-security-token"]',
  'secretAccessKey',
  'sessionToken'
]
const PLACES = ['', 'headers', '*', '*.headers', '*.*.headers', 'err.$response.headers', 'err.cause.$response.headers']

/** Logs to one stream, pretty or as JSON lines. Bodies are never logged; credentials are cut out wherever they may occur. */
export function createLogger({ level, format, destination }: LoggerOptions): Logger {
  const stream = format === 'pretty' ? prettyLines(destination) : destination
  return pino({ level, redact: { paths: secretPaths(), censor: '[redacted]' } }, stream)
}

/** Each line is written before the call that logs it returns, so that the last one is there when the process ends. */
function prettyLines(destination: Writable): DestinationStream {
  const colorize = 'isTTY' in destination && destination.isTTY === true
  const prettify = prettyFactory({ colorize, ignore: 'pid,hostname' })
  return { write: line => void destination.write(prettify(line)) }
}

function secretPaths(): string[] {
  return PLACES.flatMap(place => SECRETS.map(secret => join(place, secret)))
}

function join(place: string, secret: string): string {
  return place === '' || secret.startsWith('[') ? `${place}${secret}` : `${place}.${secret}`
}
