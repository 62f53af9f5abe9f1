import { randomBytes, randomUUID } from 'node:crypto'

const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'
const MIXED = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const LOWER = 'abcdefghijklmnopqrstuvwxyz0123456789'

/** The account to which everything here belongs, as in AWS's own examples. */
export const ACCOUNT_ID = '123456789012'

export type Identifiers = ReturnType<typeof createIdentifiers>

/** Makes identifiers in CloudFront's forms (API reference, Distribution and Invalidation); they are never handed out twice. */
export function createIdentifiers({ bytes = randomBytes }: { bytes?: (length: number) => Uint8Array } = {}) {
  const word = (length: number, alphabet: string) =>
    Array.from(bytes(length), byte => alphabet[byte % alphabet.length]).join('')
  return {
    distribution: () => `E${word(13, UPPER)}`,
    domainName: () => `d${word(13, LOWER)}.cloudfront.net`,
    accessControl: () => `E${word(13, UPPER)}`,
    /** Of a policy, whatever it is for. */
    policy: () => randomUUID(),
    etag: () => `E${word(13, UPPER)}`,
    invalidation: () => `I${word(24, UPPER)}`,
    /** As in the AWS CLI's examples (create-distribution-tenant, create-connection-group). */
    tenant: () => `dt_${word(22, MIXED)}`,
    connectionGroup: () => `cg_${word(22, MIXED)}`
  }
}

/** Without a region: CloudFront has one namespace per account. */
export function arnOf(kind: 'distribution' | 'distribution-tenant' | 'connection-group', id: string): string {
  return `arn:aws:cloudfront::${ACCOUNT_ID}:${kind}/${id}`
}

export function distributionArn(id: string): string {
  return arnOf('distribution', id)
}

/** Whether a text has an ETag's form (`E2QWRUHAPOMQZL`); a quoted one or `*` has not. */
export function isEtag(text: string): boolean {
  return /^E[A-Z0-9]{8,24}$/.test(text)
}

/** The form of the ids of policies and key groups: a lower-case UUID. */
export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)
}
