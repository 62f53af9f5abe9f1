import { entry } from './entry.ts'

/** Problems of long-running operations, idempotency keys, and the store that holds both. */
export const operationProblems = {
  OPERATION_NOT_FOUND: entry('caller', 404, 'There is no such operation', [], {
    remedy: 'GET /operations lists them; they are kept for 90 days after they end.'
  }),
  OPERATION_IN_PROGRESS: entry('conflict', 409, 'Another operation is working on the resource', [], {
    remedy: 'Wait until the operation in the Location header has ended, or cancel it.'
  }),
  OPERATION_ENDED: entry('conflict', 409, 'The operation has already ended'),
  OPERATION_NOT_CANCELLABLE: entry('conflict', 409, 'The operation can no longer be cancelled', [], {
    remedy: 'Wait until it has ended.'
  }),
  OPERATION_NOT_RETRYABLE: entry('conflict', 409, 'Only a failed operation can be retried', [], {
    remedy: 'Start a new operation instead.'
  }),
  OPERATION_TIMED_OUT: entry('service', 504, 'A step of the operation did not end in time', [], {
    remedy: 'Remove the cause named in detail, then resume the operation with POST /operations/{operationId}/retry.'
  }),
  TOO_MANY_EVENT_STREAMS: entry('quota', 429, 'The caller has too many event streams open', [], {
    remedy: 'Close an event stream first, or poll with GET.'
  }),
  IDEMPOTENCY_KEY_REUSED: entry('caller', 422, 'The idempotency key belongs to another request', [], {
    remedy: 'Use a new Idempotency-Key for each new request, and repeat a key only with the same request.'
  }),
  IDEMPOTENCY_KEY_IN_PROGRESS: entry('conflict', 409, 'The first request with this key has not been answered yet', [], {
    retryable: true,
    retryAfterSeconds: 2,
    remedy: 'Send the same request again after the number of seconds in Retry-After.'
  }),
  STORE_UNAVAILABLE: entry('service', 503, "Frontage's store is not available", [], {
    retryable: true,
    retryAfterSeconds: 5,
    remedy: 'Send the request again later; if it persists, the operator should check DATABASE_URL.'
  })
}
