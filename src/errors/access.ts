import { entry } from './entry.ts'

/** Problems of authentication and authorization. */
export const accessProblems = {
  UNAUTHENTICATED: entry('caller', 401, 'The request does not have a valid token', [], {
    remedy: 'Send the header Authorization: Bearer followed by a token that an admin of this Frontage gave you.'
  }),
  SCOPE_MISSING: entry('caller', 403, 'The token does not include what the request needs', [], {
    remedy: 'Ask an admin of this Frontage for a token with the scope that is named in detail.'
  }),
  OUTSIDE_LIMITS: entry('caller', 403, 'The request exceeds the limits of the token', [], {
    remedy: 'Stay within the limits, or ask an admin of this Frontage for a token with other limits.'
  }),
  ISSUER_UNAVAILABLE: entry('service', 503, 'The keys of the issuer of the token cannot be read', [], {
    retryable: true,
    retryAfterSeconds: 5,
    remedy: 'Send the request again later; if it persists, the operator should check the issuer in OIDC_ISSUERS_FILE.'
  }),
  HOURLY_BUDGET_EXCEEDED: entry('quota', 429, "The token's budget for this hour is used up", [], {
    retryable: true,
    retryAfterSeconds: 3_600,
    remedy:
      'Send the request again after the number of seconds in Retry-After, or ask an admin of this Frontage for a token ' +
      'with a larger budget.'
  }),
  MONTHLY_BUDGET_EXCEEDED: entry('quota', 409, "The token's budget for this month is used up", [], {
    remedy:
      'Cover several paths with one wildcard, wait for the next calendar month (UTC), or ask an admin of this Frontage ' +
      'for a token with a larger budget.'
  }),
  // Any request can cause this one, and 409 would be odd for a read.
  MONTHLY_REQUESTS_EXCEEDED: entry('quota', 429, "The token's requests of this month are used up", [], {
    remedy: 'Wait for the next calendar month (UTC), or ask an admin of this Frontage for a token with a larger budget.'
  }),
  TOKEN_NOT_FOUND: entry('caller', 404, 'There is no such token', [], {
    remedy: 'GET /tokens lists them; expired and revoked tokens are kept for 90 days.'
  }),
  TOKEN_SHOWN_ONCE: entry('conflict', 409, 'The request already created a token, which cannot be shown again', [], {
    remedy: 'Revoke that token, whose id is in detail, and send the request with a new Idempotency-Key.'
  })
}
