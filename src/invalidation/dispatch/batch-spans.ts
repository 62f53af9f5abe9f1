import { type Batch, type Submitted } from '../queue/batches.ts'
import { type Carried } from '../queue/carried.ts'
import { readTraceparent } from '../../tracing/trace-context.ts'
import { type Span, type SpanStart, type Tracing } from '../../tracing/tracing.ts'

/**
 * The span of an attempt to send a batch. A batch of one request is part of its trace; one that contains several
 * requests has its own trace, with links to theirs.
 */
export function beginAttempt(tracing: Tracing | undefined, target: string, batch: Batch): Span | undefined {
  return tracing?.begin('send invalidation batch', {
    kind: 'internal',
    ...parentOrLinks(batch.carried),
    attributes: { ...attributesOf(target, batch), 'frontage.batch.attempt': batch.attempts + 1 }
  })
}

/** The span of a batch from its submission to its end; times are in milliseconds since 1970. */
export function traceProgress(
  tracing: Tracing | undefined,
  target: string,
  batch: Submitted,
  how: { readonly at: number; readonly error?: string; readonly observed: boolean }
): void {
  const span = tracing?.begin('invalidation in progress', {
    kind: 'internal',
    ...parentOrLinks(batch.carried),
    at: batch.submittedAt.getTime(),
    attributes: {
      ...attributesOf(target, batch),
      'frontage.cloudfront_invalidation.id': batch.cloudFrontId,
      'frontage.observed': how.observed
    }
  })
  span?.end(how)
}

function attributesOf(target: string, { id, paths, wildcards }: Batch | Submitted) {
  return {
    'frontage.target': target,
    'frontage.batch.id': id,
    'frontage.batch.paths': paths,
    'frontage.batch.wildcards': wildcards
  }
}

function parentOrLinks({ traceparents }: Carried): Pick<SpanStart, 'parent' | 'links'> {
  const requests = traceparents.map(readTraceparent).filter(trace => trace !== undefined)
  return requests.length === 1 ? { parent: requests[0] } : { links: requests }
}
