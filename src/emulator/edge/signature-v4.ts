import { createHash, createHmac } from 'node:crypto'
import { type HeaderList } from '../../delivery/headers.ts'

export interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  /** Of temporary credentials. */
  readonly sessionToken?: string | undefined
  /** The region that the endpoint expects. */
  readonly region: string
}

export interface Signed {
  readonly method: string
  /** Percent-encoded: all but letters, digits and `-._~/`. */
  readonly path: string
  /** The lines to be signed, as `canonicalLines` has them; among them must be `Host` and every `X-Amz-…`. */
  readonly headers: HeaderList
}

const NO_BODY = sha256('')

/**
 * The lines that sign a request to Amazon S3 which has neither query nor body (S3 API Reference, "Authenticating Requests: Using
 * the Authorization Header"). Written by hand for this one case: the SDK's signer would need as many lines around it.
 */
export function signatureHeaders(
  { method, path, headers }: Signed,
  { accessKeyId, secretAccessKey, sessionToken, region }: Credentials,
  now: Date
): HeaderList {
  const time = now.toISOString().replace(/[:-]|\.\d+/g, '')
  const scope = [time.slice(0, 8), region, 's3', 'aws4_request']
  const added: HeaderList = [
    ['x-amz-content-sha256', NO_BODY],
    ['x-amz-date', time],
    ...(sessionToken === undefined ? [] : [['x-amz-security-token', sessionToken] as const])
  ]
  const lines = canonicalLines([...headers, ...added])
  const names = lines.map(([name]) => name).join(';')
  const request = [method, path, '', ...lines.map(line => line.join(':')), '', names, NO_BODY].join('\n')
  const text = ['AWS4-HMAC-SHA256', time, scope.join('/'), sha256(request)].join('\n')
  const key = scope.reduce<string | Buffer>((secret, part) => hmac(secret, part), `AWS4${secretAccessKey}`)
  const credential = [accessKeyId, ...scope].join('/')
  const signature = hmac(key, text).toString('hex')
  const value = `AWS4-HMAC-SHA256 Credential=${credential},SignedHeaders=${names},Signature=${signature}`
  return [...added, ['Authorization', value]]
}

/**
 * Lines as they are signed: sorted, one for each lower-case name, its values joined by commas, runs of blanks collapsed. Sent like
 * this they are the same to every server, however it normalizes headers.
 */
export function canonicalLines(headers: HeaderList): HeaderList {
  const values = new Map<string, string[]>()
  for (const [name, value] of headers) {
    const key = name.toLowerCase()
    // Not `trim`, which removes the byte A0 of a UTF-8 character as a blank.
    const collapsed = value.replace(/[ \t]+/g, ' ').replace(/^ | $/g, '')
    values.set(key, [...(values.get(key) ?? []), collapsed])
  }
  return [...values]
    .map(([name, all]) => [name, all.join(',')] as const)
    .sort(([one], [other]) => (one < other ? -1 : 1))
}

/** Hashes bytes as on the wire: each character of a header line is one byte. */
function sha256(text: string): string {
  return createHash('sha256').update(text, 'latin1').digest('hex')
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}
