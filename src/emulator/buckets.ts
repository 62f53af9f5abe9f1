import {
  accessSync,
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readFileSync,
  realpathSync,
  statSync
} from 'node:fs'
import { join, resolve, sep } from 'node:path'

/** The folder of buckets cannot be used; the message is one sentence that names the setting. */
export class BucketFolderError extends Error {
  override readonly name = 'BucketFolderError'
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  ENOTDIR: 'is not a folder',
  EACCES: 'needs more permissions than this process has'
}

/** Otherwise a mistyped path would only be noticed as buckets that do not exist. Throws a BucketFolderError. */
export function requireBucketFolder(folder: string): void {
  const refused = (reason: string, options?: ErrorOptions) =>
    new BucketFolderError(`LOCAL_EDGE_BUCKETS: ${resolve(folder)} ${reason}.`, options)
  let isFolder: boolean
  try {
    isFolder = statSync(folder).isDirectory()
    // Buckets are opened by their names and never listed.
    if (isFolder) accessSync(folder, constants.X_OK)
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException
    throw refused(REASONS[code] ?? `cannot be read (${code})`, { cause: error })
  }
  if (!isFolder) throw refused('is not a folder')
}

/** Why an object cannot be read; the message is for the caller and reveals nothing about this machine. */
export class BucketError extends Error {
  readonly reason: 'not found' | 'too large'
  constructor(reason: BucketError['reason'], message: string) {
    super(message)
    this.reason = reason
  }
}

export type ReadObject = (arn: string, bytesMax: number) => Buffer

const OBJECT_ARN = /^arn:aws[a-z-]*:s3:::([a-z0-9](?:[a-z0-9-]|\.(?!\.)){1,61}[a-z0-9])\/(.+)$/s

/**
 * Reads objects of buckets that are folders: `arn:aws:s3:::site/data/a.json` is the file `data/a.json` in the folder `site`
 * of `folder`. Throws BucketError for anything but a file inside the bucket's folder, with links resolved, and for too many bytes.
 */
export function bucketReader(folder: string): ReadObject {
  return (arn, bytesMax) => {
    const path = find(folder, arn)
    if (path === undefined) throw new BucketError('not found', `There is no object ${arn}.`)
    // Links in the path are resolved by now; with O_NONBLOCK a named pipe does not wait for a writer.
    const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
    try {
      const stats = fstatSync(file)
      if (!stats.isFile()) throw new BucketError('not found', `There is no object ${arn}.`)
      if (stats.size > bytesMax)
        throw new BucketError('too large', `The object ${arn} is larger than ${bytesMax} bytes.`)
      return readFileSync(file)
    } finally {
      closeSync(file)
    }
  }
}

function find(folder: string, arn: string): string | undefined {
  const [, bucket, key] = OBJECT_ARN.exec(arn) ?? []
  return bucket === undefined || key === undefined ? undefined : findInBucket(folder, bucket, key)
}

/** Whether the bucket has a folder of its own, rather than a link to one. */
export function hasBucket(folder: string, bucket: string): boolean {
  return ifExists(() => lstatSync(join(folder, bucket)).isDirectory()) ?? false
}

/** The path, with links resolved, of a key in the bucket's own folder; undefined if it leads out of it or does not exist. */
export function findInBucket(folder: string, bucket: string, key: string): string | undefined {
  if (/[\\\0]/.test(key)) return undefined
  const segments = key.split('/')
  if (segments.some(segment => ['', '.', '..'].includes(segment))) return undefined
  return ifExists(() => {
    const root = join(realpathSync(folder), bucket)
    if (!lstatSync(root).isDirectory()) return undefined
    const path = realpathSync(join(root, ...segments))
    return path.startsWith(root + sep) ? path : undefined
  })
}

function ifExists<Found>(find: () => Found): Found | undefined {
  try {
    return find()
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    if (['ENOENT', 'ENOTDIR', 'EACCES', 'ELOOP', 'ENAMETOOLONG'].includes(code)) return undefined
    throw error
  }
}
