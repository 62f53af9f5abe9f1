import { createHash, randomBytes, randomUUID } from 'node:crypto'

const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'
const MIXED = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const HEX = '0123456789abcdef'
const LOWER = 'abcdefghijklmnopqrstuvwxyz0123456789'

/** The account that owns everything here, as in AWS's own examples. */
export const ACCOUNT_ID = '123456789012'

export type Identifiers = ReturnType<typeof createIdentifiers>

/** Creates unique identifiers in CloudFront's formats (API reference, Distribution and Invalidation). */
export function createIdentifiers({ bytes = randomBytes }: { bytes?: (length: number) => Uint8Array } = {}) {
  const word = (length: number, alphabet: string) =>
    Array.from(bytes(length), byte => alphabet[byte % alphabet.length]).join('')
  return {
    distribution: () => `E${word(13, UPPER)}`,
    domainName: () => `d${word(13, LOWER)}.cloudfront.net`,
    accessControl: () => `E${word(13, UPPER)}`,
    accessIdentity: () => `E${word(13, UPPER)}`,
    /** Names an origin access identity in a bucket's access control list. */
    canonicalUser: () => word(96, HEX),
    /** The `Key-Pair-Id` of signed URLs. */
    publicKey: () => `K${word(13, UPPER)}`,
    /** For policies of every kind and a few other resources. */
    policy: () => randomUUID(),
    keyValueStore: () => randomUUID(),
    etag: () => `E${word(13, UPPER)}`,
    invalidation: () => `I${word(24, UPPER)}`,
    /** As in the AWS CLI's examples (create-distribution-tenant, create-connection-group). */
    tenant: () => `dt_${word(22, MIXED)}`,
    connectionGroup: () => `cg_${word(22, MIXED)}`,
    /** As in the AWS CLI's examples (create-field-level-encryption-config, …-profile). */
    encryptionConfig: () => `C${word(13, UPPER)}`,
    encryptionProfile: () => `P${word(13, UPPER)}`,
    anycastIpList: () => `aip_${word(22, MIXED)}`,
    /** The prefixes of the next two are inferred. */
    trustStore: () => `ts_${word(22, MIXED)}`,
    connectionFunction: () => `cf_${word(22, MIXED)}`,
    streamingDomainName: () => `s${word(13, LOWER)}.cloudfront.net`,
    vpcOrigin: () => `vo_${word(22, MIXED)}`
  }
}

/** Without a region: CloudFront has one namespace per account. */
export function arnOf(kind: string, id: string): string {
  return `arn:aws:cloudfront::${ACCOUNT_ID}:${kind}/${id}`
}

export function distributionArn(id: string): string {
  return arnOf('distribution', id)
}

/** The ETag of a resource that never changes. */
export function fixedEtag(id: string): string {
  return `E${createHash('sha256').update(id).digest('hex').slice(0, 13).toUpperCase()}`
}

/** Whether a text has the format of an ETag (`E2QWRUHAPOMQZL`); a quoted one or `*` does not. */
export function isEtag(text: string): boolean {
  return /^E[A-Z0-9]{8,24}$/.test(text)
}

/** Whether a text is a lower-case UUID, the format of the ids of policies and key groups. */
export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)
}
