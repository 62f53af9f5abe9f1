import { type createApiTokens } from './api-tokens.ts'
import { type Caller } from './caller.ts'
import { type Issuers } from './issuers.ts'
import { type Tokens } from './tokens.ts'

export interface AuthenticatorDeps {
  readonly apiTokens: ReturnType<typeof createApiTokens>
  readonly tokens: Pick<Tokens, 'authenticate'>
  readonly issuers: Issuers
}

/**
 * The caller that a token of any kind belongs to; undefined for what is not, or no longer, a valid token. Throws
 * STORE_UNAVAILABLE and ISSUER_UNAVAILABLE if that cannot be determined now.
 */
export function createAuthenticator({ apiTokens, tokens, issuers }: AuthenticatorDeps) {
  return async (token: string): Promise<Caller | undefined> => {
    const admin = apiTokens.find(token)
    if (admin) return admin
    return issuers.isToken(token) ? issuers.authenticate(token) : tokens.authenticate(token)
  }
}
