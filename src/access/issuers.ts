import {
  createRemoteJWKSet,
  customFetch,
  decodeJwt,
  errors,
  type JWTPayload,
  jwtVerify,
  type JWTVerifyGetKey,
  type JWTVerifyOptions
} from 'jose'
import { ServiceError } from '../errors.ts'
import { type CallerBudget } from './budget.ts'
import { type Caller, callerId } from './caller.ts'
import { type ClaimRule, ruleFor } from './claim-rules.ts'
import { NOTHING } from './grant.ts'
import { fetchSmall, isTrustworthy, UnreachableError } from './issuer-fetch.ts'

/** An issuer of JWTs (OpenID Connect) whose tokens are accepted. */
export interface Issuer {
  /** The value of the claim `iss`. */
  readonly issuer: string
  /** One of these must be in the claim `aud`: tokens for other audiences are not for this service. */
  readonly audience: readonly string[]
  /** Where its keys are. Default: the discovery document says so. */
  readonly jwksUri?: string | undefined
  readonly rules: readonly ClaimRule[]
}

export interface IssuersOptions {
  readonly issuers: readonly Issuer[]
  /** Milliseconds since 1970. */
  readonly clock: { now(): number }
  readonly logger: { warn(details: object, message: string): void }
}

/** Public-key algorithms only: a shared secret, or none, proves nothing. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519']
/** How far the clocks of issuers and of this instance may differ. */
const SKEW_SECONDS = 60
const KEYS_KEPT_MS = 600_000
/** An unknown key is looked up at most this often. */
const KEYS_AGAIN_MS = 30_000
/** After a failure, nothing is requested for this long. */
const FAILED_MS = 5_000
const FETCH_MS = 5_000
const NAME_MAX = 200

/** The key set has a key that cannot be used, or that is too weak: it authenticates nobody. */
class UnusableKeyError extends Error {}

const JWT = /^[\w-]+\.[\w-]+\.[\w-]+$/

/** JWTs of the issuers that the operator trusts; rules on their claims say what they may do. */
export function createIssuers({ issuers, clock, logger }: IssuersOptions) {
  const known = new Map(issuers.map(issuer => [issuer.issuer, { ...issuer, keys: keysOf(issuer) }]))

  /** The address is looked up when a key is first needed, and again after a failure. */
  function keysOf({ issuer, jwksUri }: Issuer): JWTVerifyGetKey {
    const find = afterPause(async () => remote(jwksUri ?? (await discover(issuer))))
    let keys: Promise<JWTVerifyGetKey> | undefined
    return async (header, token) => {
      keys ??= find().catch((error: unknown) => {
        keys = undefined
        throw error
      })
      return (await keys)(header, token)
    }
  }

  function remote(uri: string): JWTVerifyGetKey {
    const read = afterPause(async () => keySetIn(await fetchSmall(uri, FETCH_MS), uri))
    return createRemoteJWKSet(new URL(uri), {
      timeoutDuration: FETCH_MS + 1_000,
      cooldownDuration: KEYS_AGAIN_MS,
      cacheMaxAge: KEYS_KEPT_MS,
      [customFetch]: async () => new Response(await read())
    })
  }

  /** OpenID Connect Discovery 1.0, section 4. */
  async function discover(issuer: string): Promise<string> {
    const uri = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
    const document = parse(await fetchSmall(uri, FETCH_MS))
    if (document.issuer !== issuer) throw new UnreachableError(`${uri} describes another issuer`)
    if (!isTrustworthy(document.jwks_uri)) throw new UnreachableError(`${uri} has no https address for keys`)
    return document.jwks_uri
  }

  /**
   * For a while after a failure, fails the same way at once: otherwise the holder of a token could make this service request
   * again and again.
   */
  function afterPause<Result>(run: () => Promise<Result>): () => Promise<Result> {
    let failed: { readonly error: unknown; readonly at: number } | undefined
    return async () => {
      const age = failed ? clock.now() - failed.at : Infinity
      if (failed && age >= 0 && age < FAILED_MS) throw failed.error
      try {
        return await run()
      } catch (error) {
        failed = { error, at: clock.now() }
        throw error
      }
    }
  }

  return {
    /** Whether a text has the form of a JWT, of any issuer. */
    isToken: (text: string): boolean => JWT.test(text),

    /**
     * The caller that a token belongs to; undefined if it is not, or no longer, valid. Throws ISSUER_UNAVAILABLE if its keys
     * cannot be read.
     */
    async authenticate(text: string): Promise<Caller | undefined> {
      const issuer = known.get(issuerIn(text) ?? '')
      if (!issuer) return undefined
      try {
        const payload = await verify(text, issuer.keys, {
          issuer: issuer.issuer,
          audience: [...issuer.audience],
          algorithms: ALGORITHMS,
          clockTolerance: SKEW_SECONDS,
          requiredClaims: ['exp', 'sub'],
          currentDate: new Date(clock.now())
        })
        const { sub } = payload as { sub?: unknown }
        if (typeof sub !== 'string' || sub === '') return undefined
        return callerOf(issuer, sub, payload)
      } catch (error) {
        if (isUnreachable(error)) {
          logger.warn({ issuer: issuer.issuer, err: error }, 'cannot read the keys of a token issuer')
          throw new ServiceError('ISSUER_UNAVAILABLE', `The keys of ${issuer.issuer} cannot be read.`, { cause: error })
        }
        if (error instanceof UnusableKeyError) {
          logger.warn({ issuer: issuer.issuer, err: error }, 'cannot use a key of a token issuer')
          return undefined
        }
        if (error instanceof errors.JOSEError) return undefined
        throw error
      }
    }
  }
}

export type Issuers = ReturnType<typeof createIssuers>

/** Throws an UnusableKeyError for a key that jose cannot use, for which jose has errors of various classes. */
async function verify(text: string, keys: JWTVerifyGetKey, options: JWTVerifyOptions): Promise<JWTPayload> {
  try {
    return (await jwtVerify(text, keys, options)).payload
  } catch (error) {
    if (error instanceof errors.JOSEError || isUnreachable(error)) throw error
    throw new UnusableKeyError('a key of the issuer cannot be used', { cause: error })
  }
}

/** What a token says about itself, before any of it is verified. */
function issuerIn(text: string): string | undefined {
  try {
    return decodeJwt(text).iss
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof TypeError) return undefined
    throw error
  }
}

/** A token that matches no rule is authenticated but may do nothing: a 403 says what is missing. */
function callerOf({ issuer, rules }: Issuer, sub: string, payload: JWTPayload): Caller {
  // Text from outside must not be able to split a log line.
  const subject = sub.replace(/[^\x20-\x7e]/g, '?').slice(0, NAME_MAX)
  // A subject must not be mistaken for the same one of another issuer.
  const name = `${subject} (${new URL(issuer).host})`
  const rule = ruleFor(rules, payload)
  const grant = rule?.grant ?? NOTHING
  return { id: callerId(`jwt ${issuer} ${sub}`), name, kind: 'jwt', grant, budget: rule && budgetOf(issuer, rule) }
}

/**
 * Shared by everybody who matches a rule, so that another subject, for example from another branch, yields no further
 * budget.
 */
function budgetOf(issuer: string, { when, grant: { budget: limits } }: ClaimRule): CallerBudget | undefined {
  return limits && { id: callerId(`rule ${JSON.stringify([issuer, when])}`), limits }
}

function isUnreachable(error: unknown): boolean {
  return error instanceof UnreachableError || error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid
}

/** The text of a key set (RFC 7517, section 5). Throws an UnreachableError for anything else. */
function keySetIn(text: string, uri: string): string {
  const { keys } = parse(text)
  const isSet = Array.isArray(keys) && keys.every(key => typeof key === 'object' && key !== null && !Array.isArray(key))
  if (!isSet) throw new UnreachableError(`${uri} is not a key set`)
  return text
}

function parse(text: string): { issuer?: unknown; jwks_uri?: unknown; keys?: unknown } {
  try {
    return (JSON.parse(text) ?? {}) as object
  } catch (error) {
    throw new UnreachableError('the answer is not JSON', { cause: error })
  }
}
