import { type CloudFrontClientConfig } from '@aws-sdk/client-cloudfront'
import { ServiceError } from '../errors.ts'

type Provider = Extract<CloudFrontClientConfig['credentials'], (...args: never[]) => unknown>
type Credentials = Awaited<ReturnType<Provider>>

export interface Role {
  readonly arn: string
  readonly externalId: string | undefined
}

/** The most sessions of one account; the least recently used is evicted first. */
const CALLERS_MAX = 50
/** How long before they expire credentials are renewed, as in the SDK. */
const REFRESH_MS = 5 * 60_000
const SESSION_SECONDS = 3_600
const STS_TIMEOUTS = { connectionTimeout: 3_000, requestTimeout: 5_000, throwOnRequestTimeout: true }

const SESSION_NAME_MAX = 64
/** The id at the end of the name of a caller with a token, which must survive shortening. */
const TOKEN_ID = / \(tok_[\w-]+\)$/

/**
 * The name of a session, which CloudTrail shows with each call: the service's, followed by the caller's if there is one (AWS STS
 * API reference, AssumeRole: 2 to 64 characters of [\w+=,.@-]). A long name is shortened before the id of its token.
 */
export function sessionName(caller = ''): string {
  if (caller === '') return 'frontage'
  const allowed = (text: string) => text.replaceAll(/[^\w+=,.@-]+/g, '-')
  const end = TOKEN_ID.exec(caller)?.[0] ?? ''
  const [name, id] = [`frontage@${allowed(caller.slice(0, caller.length - end.length))}`, allowed(end)]
  return name.slice(0, SESSION_NAME_MAX - id.length) + id
}

/**
 * The credentials of a role: of the service's session or, for a request that writes, of its caller's, so that CloudTrail names
 * the caller. The role is assumed with the credentials of the SDK's default chain. Throws CLOUDFRONT_CREDENTIALS_INVALID if that
 * is refused, and CLOUDFRONT_UNREACHABLE if STS does not answer.
 */
export function createSessions({
  name: account,
  role,
  callerOf
}: {
  readonly name: string
  readonly role: Role
  /** The caller on whose behalf a call is made; undefined for reads, and if it is on behalf of several callers. */
  readonly callerOf: () => string | undefined
}): Provider {
  const callers = new Map<string, Provider>()

  function assume(RoleSessionName: string): Provider {
    let provider: Promise<Provider> | undefined
    return async properties => {
      try {
        provider ??= load({ RoleArn: role.arn, ExternalId: role.externalId, RoleSessionName })
        return await (
          await provider
        )(properties)
      } catch (error) {
        const isRefused = isRefusal(error)
        throw new ServiceError(
          isRefused ? 'CLOUDFRONT_CREDENTIALS_INVALID' : 'CLOUDFRONT_UNREACHABLE',
          `The role of the account ${account} ${isRefused ? 'cannot be assumed' : 'could not be assumed: AWS STS does not answer'}.`,
          { cause: error, notSent: true }
        )
      }
    }
  }

  const service = remembered(assume(sessionName()))

  function ofCaller(caller: string): Provider {
    const name = sessionName(caller)
    const known = callers.get(name) ?? remembered(assume(name))
    callers.delete(name)
    callers.set(name, known)
    const [oldest] = callers.keys()
    if (callers.size > CALLERS_MAX && oldest !== undefined) callers.delete(oldest)
    return known
  }

  const provider: Provider = async properties => {
    const caller = callerOf()
    return (caller === undefined ? service : ofCaller(caller))(properties)
  }
  // Otherwise the SDK would use the first result for all calls of a client.
  return Object.assign(provider, { memoized: true })
}

/** Its packages are loaded when a role is first assumed. */
async function load(params: {
  RoleArn: string
  ExternalId: string | undefined
  RoleSessionName: string
}): Promise<Provider> {
  const { fromTemporaryCredentials } = await import('@aws-sdk/credential-providers')
  return fromTemporaryCredentials({
    params: { ...params, DurationSeconds: SESSION_SECONDS },
    clientConfig: { requestHandler: STS_TIMEOUTS }
  })
}

/** Whether only an operator can help: not if STS throttles, or cannot be reached. */
function isRefusal(error: unknown): boolean {
  const { name = '', $fault } = error as { name?: string; $fault?: unknown }
  return name === 'CredentialsProviderError' || ($fault === 'client' && !/throttl|limit/i.test(name))
}

/** Requests new credentials only shortly before they expire; concurrent callers share one request. */
function remembered(provider: Provider): Provider {
  let held: Credentials | undefined
  let asked: Promise<Credentials> | undefined
  return async properties => {
    if (held && (held.expiration === undefined || held.expiration.getTime() - Date.now() > REFRESH_MS)) return held
    asked ??= provider(properties).finally(() => {
      asked = undefined
    })
    held = await asked
    return held
  }
}
