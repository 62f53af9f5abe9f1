import Type from 'typebox'
import { Compile } from 'typebox/compile'
import { BucketError, type ReadObject } from '../buckets.ts'
import { fault } from '../wire/handlers.ts'
import { pairProblem, STORE_BYTES_MAX } from './limits.ts'

const SourceFile = Compile(Type.Object({ data: Type.Array(Type.Object({ key: Type.String(), value: Type.String() })) }))

/**
 * The pairs of a file in a bucket (Developer Guide, "File format for key-value pairs"). Throws `InvalidArgument`, or
 * `EntitySizeLimitExceeded` beyond 5 MB; that the creation is refused, rather than the import failing later, is inferred.
 */
export function readImport(arn: string, readObject: ReadObject | undefined): ReadonlyMap<string, string> {
  if (!readObject) {
    throw invalid('no bucket can be read; set LOCAL_EDGE_BUCKETS to a folder whose subfolders are buckets.')
  }
  const { data } = parse(read(arn, readObject))
  const keys = new Set<string>()
  for (const { key, value } of data) {
    const problem = keys.has(key) ? `The key ${key} is duplicated.` : pairProblem(key, value)
    if (problem !== undefined) throw invalid(problem)
    keys.add(key)
  }
  return new Map(data.map(({ key, value }) => [key, value]))
}

function read(arn: string, readObject: ReadObject): Buffer {
  try {
    return readObject(arn, STORE_BYTES_MAX)
  } catch (error) {
    if (!(error instanceof BucketError)) throw error
    throw error.reason === 'too large' ? fault('EntitySizeLimitExceeded', error.message) : invalid(error.message)
  }
}

function parse(bytes: Buffer): { readonly data: readonly { readonly key: string; readonly value: string }[] } {
  let document: unknown
  try {
    document = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof TypeError)) throw error
    throw invalid('the file is not JSON in UTF-8.')
  }
  if (!SourceFile.Check(document)) throw invalid('the file must have the format {"data":[{"key":"…","value":"…"}]}.')
  return document
}

function invalid(why: string) {
  return fault('InvalidArgument', `The import source cannot be used: ${why}`)
}
