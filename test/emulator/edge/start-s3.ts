import { createHash, createHmac } from 'node:crypto'
import { type IncomingMessage, type ServerResponse } from 'node:http'
import { headerList } from '../../../src/delivery/headers.ts'
import { type Credentials } from '../../../src/emulator/edge/signature-v4.ts'
import { startOrigin } from './start-edge.ts'

export const CREDENTIALS: Credentials = {
  accessKeyId: 'AKIDLOCAL',
  secretAccessKey: 'the-secret-key',
  sessionToken: 'the-session-token',
  region: 'eu-west-1'
}

/** Those of the bucket `site` by their keys; a key that begins with `private/` takes a signature. */
export interface S3Object {
  readonly body: string
  readonly headers?: Readonly<Record<string, string>>
}

/** A server that speaks as much of S3's protocol as reading objects takes, path style. */
export async function startS3(objects: Map<string, S3Object>) {
  const origin = await startOrigin((request, response) => answer(objects, request, response))
  return { ...origin, endpoint: { protocol: 'http' as const, hostname: '127.0.0.1', port: origin.port } }
}

function answer(objects: Map<string, S3Object>, request: IncomingMessage, response: ServerResponse): void {
  const [, bucket = '', key = ''] = /^\/([^/]+)\/(.*)$/s.exec(decodeURIComponent(request.url ?? '')) ?? []
  const { authorization } = request.headers
  if (authorization !== undefined && authorization !== expectedSignature(request)) {
    refuse(response, 403, 'SignatureDoesNotMatch')
  } else if (key.startsWith('private/') && authorization === undefined) refuse(response, 403, 'AccessDenied')
  else if (bucket !== 'site') refuse(response, 404, 'NoSuchBucket')
  else {
    const object = objects.get(key)
    if (object) send(object, request, response)
    else refuse(response, 404, 'NoSuchKey')
  }
}

function send({ body, headers }: S3Object, request: IncomingMessage, response: ServerResponse): void {
  const etag = `"${createHash('md5').update(body).digest('hex')}"`
  const known = { ETag: etag, 'Accept-Ranges': 'bytes', Server: 'AmazonS3', ...headers }
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304, known).end()
    return
  }
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? []
  const part = first === undefined ? body : body.slice(Number(first), Number(last) + 1)
  const range = first === undefined ? {} : { 'Content-Range': `bytes ${first}-${last}/${body.length}` }
  response.writeHead(first === undefined ? 200 : 206, { ...known, ...range, 'Content-Length': part.length })
  response.end(request.method === 'HEAD' ? undefined : part)
}

function refuse(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, { 'Content-Type': 'application/xml' }).end(`<Error><Code>${code}</Code></Error>`)
}

/**
 * Over the bytes that have arrived, with the secret that the server shares; calculated here once more, so that the edge's
 * calculation is not its own judge. Undefined where a line is not signed that must be.
 */
function expectedSignature({ rawHeaders, method, url }: IncomingMessage): string | undefined {
  const values = new Map<string, string[]>()
  for (const [name, value] of headerList(rawHeaders)) {
    const key = name.toLowerCase()
    values.set(key, [
      ...(values.get(key) ?? []),
      value
        .split(/[ \t]+/)
        .filter(Boolean)
        .join(' ')
    ])
  }
  const { accessKeyId, secretAccessKey, sessionToken, region } = CREDENTIALS
  const [, list = ''] = /SignedHeaders=([^,]+)/.exec(values.get('authorization')?.[0] ?? '') ?? []
  const names = list.split(';')
  const must = [...values.keys()].filter(name => name === 'host' || name.startsWith('x-amz-'))
  if (must.some(name => !names.includes(name)) || values.get('x-amz-security-token')?.[0] !== sessionToken) return
  const lines = names.map(name => `${name}:${values.get(name)?.join(',') ?? ''}\n`).join('')
  const digest = values.get('x-amz-content-sha256')?.[0] ?? ''
  const request = Buffer.from(`${method}\n${url}\n\n${lines}\n${list}\n${digest}`, 'latin1')
  const time = values.get('x-amz-date')?.[0] ?? ''
  const scope = `${time.slice(0, 8)}/${region}/s3/aws4_request`
  const hash = createHash('sha256').update(request).digest('hex')
  let key: string | Buffer = `AWS4${secretAccessKey}`
  for (const part of scope.split('/')) key = createHmac('sha256', key).update(part).digest()
  const signature = createHmac('sha256', key).update(`AWS4-HMAC-SHA256\n${time}\n${scope}\n${hash}`).digest('hex')
  return `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope},SignedHeaders=${list},Signature=${signature}`
}
