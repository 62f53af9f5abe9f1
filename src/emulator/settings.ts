import Type, { type TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { type BucketSettings, readBucketSettings } from './bucket-settings.ts'
import { type EdgeSettings } from './edge/edge.ts'
import { isOriginMap, ORIGIN_MAP_EXPECTATION } from './edge/origin-map.ts'

/** An environment variable has an invalid value; the message is one sentence that names it. */
export class SettingsError extends Error {
  constructor(variable: string, expectation: string) {
    super(`${variable} must be ${expectation}.`)
    this.name = 'SettingsError'
  }
}

export interface Settings {
  readonly host: string
  readonly port: number
  readonly allowedHosts: readonly string[]
  readonly propagationSeconds: number
  readonly dataDir: string
  /** Undefined if there are none. */
  readonly buckets: BucketSettings | undefined
  readonly edge: EdgeSettings
  readonly logLevel: string
}

const LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']
const HOSTS = '^([A-Za-z0-9.-]+(,[A-Za-z0-9.-]+)*)?$'
const HOST = Type.String({ pattern: '^[A-Za-z0-9.:-]{1,253}$' })
const PORT = Type.Integer({ minimum: 0, maximum: 65_535 })
const DECIMAL = '^[0-9]{1,6}([.][0-9]{1,3})?$'

/**
 * Reads the settings of the process behind `npm run local-cloudfront`; an empty variable counts as absent. Throws
 * SettingsError for the first that is invalid.
 */
export function readSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const text = (name: string, fallback: string, schema: TSchema, expectation: string): string => {
    const value = env[name] || fallback
    if (!Compile(schema).Check(value)) throw new SettingsError(name, expectation)
    return value
  }
  const number = (name: string, fallback: string, schema: TSchema, expectation: string): number => {
    const value = Number(text(name, fallback, Type.String({ pattern: DECIMAL }), expectation))
    if (!Compile(schema).Check(value)) throw new SettingsError(name, expectation)
    return value
  }

  return {
    host: text('LOCAL_CLOUDFRONT_HOST', '127.0.0.1', HOST, 'a host name or an IP address to listen on'),
    port: number('LOCAL_CLOUDFRONT_PORT', '8081', PORT, 'a port from 0 (any free one) to 65535'),
    allowedHosts: text(
      'LOCAL_CLOUDFRONT_ALLOWED_HOSTS',
      '',
      Type.String({ pattern: HOSTS }),
      'host names separated by commas'
    )
      .split(',')
      .filter(Boolean),
    propagationSeconds: number(
      'LOCAL_CLOUDFRONT_PROPAGATION_SECONDS',
      '1',
      Type.Number({ minimum: 0, maximum: 86_400 }),
      'a number of seconds from 0 to 86400'
    ),
    dataDir: text('DATA_DIR', '.frontage', Type.String({ pattern: '^[^\\u0000]+$' }), 'the path of a folder'),
    buckets: readBuckets(env),
    edge: {
      host: text('LOCAL_EDGE_HOST', '127.0.0.1', HOST, 'a host name or an IP address to listen on'),
      port: number('LOCAL_EDGE_PORT', '8082', PORT, 'a port from 0 (any free one) to 65535'),
      required: Boolean(env.LOCAL_EDGE_PORT),
      origins: readOrigins(env.LOCAL_EDGE_ORIGINS),
      viewerProtocol: text('LOCAL_EDGE_VIEWER_PROTOCOL', 'https', Type.Enum(['http', 'https']), 'http or https') as
        'http' | 'https',
      accessLog: text('LOCAL_EDGE_ACCESS_LOG', 'false', Type.Enum(['true', 'false']), 'true or false') === 'true'
    },
    logLevel: text('LOG_LEVEL', 'info', Type.Enum(LEVELS), `one of ${LEVELS.join(', ')}`)
  }
}

function readOrigins(text = ''): string {
  if (!isOriginMap(text)) throw new SettingsError('LOCAL_EDGE_ORIGINS', ORIGIN_MAP_EXPECTATION)
  return text
}

function readBuckets(env: Readonly<Record<string, string | undefined>>): BucketSettings | undefined {
  const read = readBucketSettings(env)
  if (read && 'variable' in read) throw new SettingsError(read.variable, read.expectation)
  return read
}
