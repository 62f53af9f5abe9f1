import { createHash } from 'node:crypto'
import { type IncomingMessage, type ServerResponse } from 'node:http'
import { headerList, headerValue } from '../../../src/delivery/headers.ts'
import { type Credentials, signatureHeaders } from '../../../src/emulator/edge/signature-v4.ts'
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

/** Over what has arrived, with the secret that the server shares. */
function expectedSignature(request: IncomingMessage): string | undefined {
  const all = headerList(request.rawHeaders)
  const [, names = ''] = /SignedHeaders=([^,]+)/.exec(request.headers.authorization ?? '') ?? []
  const added = ['x-amz-content-sha256', 'x-amz-date', 'x-amz-security-token']
  const headers = names
    .split(';')
    .filter(name => !added.includes(name))
    .map(name => [name, headerValue(all, name) ?? ''] as const)
  const [, y, m, d, time] = /^(....)(..)(..)T(\d{6})Z$/.exec(headerValue(all, 'x-amz-date') ?? '') ?? []
  const at = new Date(`${y}-${m}-${d}T${time?.replace(/(..)(..)(..)/, '$1:$2:$3')}Z`)
  const signed = { method: request.method ?? '', path: request.url ?? '', headers }
  return headerValue(signatureHeaders(signed, CREDENTIALS, at), 'authorization')
}
