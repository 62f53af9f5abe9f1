import { type Audit } from './audit/audit.ts'
import { type AuditEnd } from './audit/record.ts'
import { type Trail } from './audit/trail.ts'
import { isServiceError } from './errors.ts'
import { type BoundOperation, type BoundStep } from './jobs/define-operation.ts'
import { outcomeOfFailure } from './plugins/audit.ts'
import { runWithTrail } from './plugins/request-context.ts'
import { readTraceparent } from './tracing/trace-context.ts'
import { type Tracing } from './tracing/tracing.ts'

interface Logger {
  info(details: object, message: string): void
  error(details: object, message: string): void
}

/** A step that CloudFront keeps refusing; `trail` is the open record of the later attempts. */
interface Refusal {
  readonly code: string
  /** Of the request on whose behalf the step runs. */
  readonly requestId: string | undefined
  readonly trail?: Trail
}

const REFUSALS_MAX = 1_000

/**
 * Records what an operation's steps write on behalf of the caller who began it, or was the latest to retry it, or who cancelled
 * it for steps that undo something; runs that write nothing leave no record. Of attempts that are refused for the same reason, the first has
 * its own record, and all later ones share one. Each run is a span in the trace of the request that began the
 * operation.
 */
export function recordSteps(
  operation: BoundOperation,
  { audit, logger, tracing }: { audit: Audit; logger: Logger; tracing?: Tracing | undefined }
): BoundOperation {
  const { kind } = operation
  const refusals = new Map<string, Refusal>()

  function remember(step: string, refusal: Refusal): void {
    refusals.set(step, refusal)
    const [oldest] = refusals.keys()
    if (refusals.size > REFUSALS_MAX && oldest !== undefined) refusals.delete(oldest)
  }

  async function endTrail(trail: Trail, operationId: string, how: AuditEnd): Promise<void> {
    if (!trail.begun) return
    try {
      const { requestId } = trail.facts
      for (const record of await trail.end(how)) {
        logger.info({ operationId, requestId, audit: audit.lineOf(record) }, 'audit')
      }
    } catch (error) {
      // The step's writes still count; a record that was begun keeps the outcome `unknown`.
      logger.error({ err: error, operationId, audit: trail.facts }, 'the outcome of a step could not be recorded')
    }
  }

  const recorded =
    (title: string, run: BoundStep['run'], undoes: boolean): BoundStep['run'] =>
    async (input, context) => {
      const { operationId, traceparent, failures } = context
      const step = `${operationId} ${title}`
      const next = await audit.openStep({ kind, operationId, undoes })
      const { requestId } = next.facts
      const earlier = refusals.get(step)
      refusals.delete(step)
      // After a retry the step runs on behalf of another request.
      const before = earlier?.requestId === requestId ? earlier : undefined
      if (earlier?.trail && !before)
        await endTrail(earlier.trail, operationId, { outcome: 'refused', code: earlier.code })
      const trail = before?.trail ?? next
      const end = async (how: AuditEnd) => endTrail(trail, operationId, how)
      const span = tracing?.begin(title, {
        kind: 'internal',
        parent: readTraceparent(traceparent),
        attributes: {
          'frontage.operation.id': operationId,
          'frontage.operation.kind': kind,
          'frontage.failures': failures
        }
      })
      try {
        // The account, if there are several and the id of the resource does not identify it.
        const { account } = input as { readonly account?: string }
        const result = await runWithTrail(trail, operationId, () => run(input, context), {
          trace: span?.trace,
          account: account === undefined ? undefined : { account }
        })
        const isAgain = result !== 'done' && 'againInSeconds' in result
        span?.set({ 'frontage.waits_for': isAgain ? result.reason : undefined })
        span?.end()
        const code = isAgain && !trail.hasWritten ? trail.failure : undefined
        if (code === undefined) await end({ outcome: 'succeeded' })
        else if (before?.code === code) remember(step, { code, requestId, trail })
        else {
          await end({ outcome: 'refused', code })
          remember(step, { code, requestId })
        }
        return result
      } catch (error) {
        const code = isServiceError(error) ? error.code : 'INTERNAL'
        span?.end({ error: code })
        await end({ outcome: outcomeOfFailure(code, trail), code })
        throw error
      }
    }
  return {
    kind,
    steps: operation.steps.map(step => ({
      ...step,
      run: recorded(step.title, step.run, false),
      onCancel: step.onCancel && {
        title: step.onCancel.title,
        run: recorded(step.onCancel.title, step.onCancel.run, true)
      }
    }))
  }
}
