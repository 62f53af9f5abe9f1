import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { isNotModified } from '../../delivery/conditions.ts'
import { type HeaderList } from '../../delivery/headers.ts'
import { chooseRange, contentRange } from '../../delivery/ranges.ts'
import { findInBucket, hasBucket } from '../buckets.ts'
import { type Body, EMPTY_BODY, WholeBody } from './body.ts'
import {
  type AskBucket,
  type BucketRequest,
  corsRefusal,
  keyOf,
  noSuchBucket,
  noSuchKey,
  refusal
} from './bucket-request.ts'
import { type OriginAnswer } from './origin-answer.ts'

const CHUNK_BYTES = 64 * 1024
const READABLE = new Set(['GET', 'HEAD'])

/**
 * Buckets that are subfolders of `folder`, answering as S3 does. Anything but a file inside the bucket's folder, with links
 * resolved, is `NoSuchKey`, as for a reader who may list the bucket.
 */
export function createBucketFolder(folder: string): AskBucket {
  const digests = createDigests()

  return async request => {
    if (request.method === 'OPTIONS') return corsRefusal(request)
    const asked = keyOf(request, READABLE)
    if (!('key' in asked)) return asked
    const path = findInBucket(folder, request.bucket, asked.key)
    const file = path === undefined ? undefined : await openFile(path)
    const found = path !== undefined && file ? await describe(file, path, digests) : undefined
    if (file && found) return answer(request, file, found)
    return hasBucket(folder, request.bucket) ? noSuchKey(request, asked.key) : noSuchBucket(request)
  }
}

interface Found {
  readonly length: number
  readonly etag: string
  readonly lastModified: string
  readonly type: string
}

async function describe(file: FileHandle, path: string, digests: Digests): Promise<Found | undefined> {
  try {
    const stats = await file.stat()
    if (!stats.isFile()) {
      await file.close()
      return undefined
    }
    const { default: mime } = await import('mime')
    const version = `${path}\0${stats.ino} ${stats.size} ${stats.mtimeMs} ${stats.ctimeMs}`
    return {
      length: stats.size,
      etag: `"${await digests.of(version, file, stats.size)}"`,
      lastModified: stats.mtime.toUTCString(),
      type: mime.getType(path) ?? 'binary/octet-stream'
    }
  } catch (error) {
    await file.close()
    throw error
  }
}

async function answer(request: BucketRequest, file: FileHandle, found: Found): Promise<OriginAnswer> {
  const headers: HeaderList = [
    ['x-amz-request-id', request.requestId],
    ['Last-Modified', found.lastModified],
    ['ETag', found.etag],
    ['Accept-Ranges', 'bytes'],
    ['Content-Type', found.type],
    ['Server', 'AmazonS3']
  ]
  if (isNotModified(request.headers, found)) {
    await file.close()
    return { status: 304, headers, body: EMPTY_BODY }
  }
  const range = chooseRange(request.headers, found.length, found)
  if (range.kind === 'unsatisfiable') {
    await file.close()
    const refused = refusal(request, 416, 'InvalidRange', 'The requested range is not satisfiable')
    return { ...refused, headers: [...refused.headers, ['Content-Range', `bytes */${found.length}`]] }
  }
  // S3 answers several ranges with the whole object.
  const [part, more] = range.kind === 'parts' ? range.parts : []
  const one = more ? undefined : part
  const { start, end } = one ?? { start: 0, end: found.length - 1 }
  const length = end - start + 1
  const status = one ? 206 : 200
  const all: HeaderList = [
    ...headers,
    ['Content-Length', String(length)],
    ...(one ? [['Content-Range', contentRange(one, found.length)] as const] : [])
  ]
  if (request.method === 'HEAD' || length === 0) {
    await file.close()
    return { status, headers: all, body: new WholeBody([], length) }
  }
  return { status, headers: all, body: fileBody(file, start, length) }
}

/** Closes the file at its end. */
function fileBody(file: FileHandle, start: number, length: number): Body {
  let closed: Promise<void> | undefined
  const close = () => (closed ??= file.close())
  async function* read(): AsyncGenerator<Buffer> {
    try {
      let position = start
      while (position < start + length) {
        const buffer = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, start + length - position))
        const { bytesRead } = await file.read(buffer, 0, buffer.length, position)
        if (bytesRead === 0) throw new Error('the file was truncated while it was read')
        position += bytesRead
        yield buffer.subarray(0, bytesRead)
      }
    } finally {
      await close()
    }
  }
  // A failure to close matters to nobody here.
  const cancel = () => void close().catch(() => undefined)
  return { length, read, cancel, leave: cancel }
}

async function openFile(path: string): Promise<FileHandle | undefined> {
  try {
    // Links in the path are resolved by now; with O_NONBLOCK a named pipe does not wait for a writer.
    return await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    if (['ENOENT', 'ENOTDIR', 'EACCES', 'ELOOP', 'EISDIR', 'ENXIO'].includes(code)) return undefined
    throw error
  }
}

type Digests = ReturnType<typeof createDigests>

const DIGESTS_MAX = 10_000

/** The MD5 of files, cached by `version`, which names file, size and times. */
function createDigests() {
  const known = new Map<string, string>()
  return {
    async of(version: string, file: FileHandle, length: number): Promise<string> {
      const before = known.get(version)
      if (before !== undefined) return before
      const hash = createHash('md5')
      const buffer = Buffer.allocUnsafe(CHUNK_BYTES)
      for (let position = 0; position < length;) {
        const { bytesRead } = await file.read(buffer, 0, CHUNK_BYTES, position)
        if (bytesRead === 0) break
        hash.update(buffer.subarray(0, bytesRead))
        position += bytesRead
      }
      const digest = hash.digest('hex')
      if (known.size >= DIGESTS_MAX) known.clear()
      known.set(version, digest)
      return digest
    }
  }
}
