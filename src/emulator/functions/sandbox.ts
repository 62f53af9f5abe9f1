import { Worker } from 'node:worker_threads'
import { builtFile } from '../../process/built-file.ts'
import { type Semaphore } from '../../semaphore.ts'
import { type FunctionEvent } from './event.ts'
import { type EngineJob, type EngineResult, type FunctionStore, type WorkerMessage } from './job.ts'
import { type ConnectionOutput, type FunctionOutput, InvalidOutput, readDecision, readOutput } from './output.ts'

export interface FunctionRun {
  readonly code: string
  readonly runtime: 'cloudfront-js-1.0' | 'cloudfront-js-2.0'
  readonly event: FunctionEvent
  /** Whether a read-only header must still be there, which it need not be in a test (Developer Guide, test-function). */
  readonly keepsReadOnly?: boolean
  /** The time that its `Date` returns, in ms since 1970. */
  readonly now: number
  /** The key value store that the function is associated with, for `cf.kvs()` in runtime 2.0. */
  readonly store?: FunctionStore | undefined
  /** A run that has not begun when it is aborted does not begin, and rejects with its reason. */
  readonly signal?: AbortSignal | undefined
}

interface ConnectionRun extends Pick<FunctionRun, 'code' | 'now' | 'store'> {
  /** The connection's properties, which the Developer Guide does not specify. */
  readonly connection: object
}

interface FunctionResult<Output> {
  /** Present if the function returned a valid result. */
  readonly output?: Output
  /** Otherwise the error, in CloudFront's words. */
  readonly error?: string
  readonly logs: readonly string[]
  /** 0 to 100 percent of what a run may use. */
  readonly computeUtilization: number
}

export type Sandbox = ReturnType<typeof createSandbox>

/** Thrown for a run that is not accepted, because as many others as may wait are waiting. */
export class TooManyWaiting extends Error {}

interface SandboxLimits {
  /** Processor time. */
  readonly runMsMax?: number
  readonly waitingMax?: number
  /** Bounds the threads of several sandboxes together. */
  readonly threads?: Semaphore
}

const COULD_NOT_RUN = 'The CloudFront function associated with the CloudFront distribution is invalid or could not run.'
const INVALID_VALUE = 'The CloudFront function returned an invalid value:'

/** Whether an error is about what the function returned, rather than its run. */
export function isInvalidValue(error: string): boolean {
  return error.startsWith(INVALID_VALUE)
}

/**
 * Runs untrusted functions, one at a time. Each run has a thread and an engine (QuickJS in WebAssembly) of its own, from which nothing
 * of this process can be reached; nothing of either is loaded before, or left afterwards. The engine bounds calls, jumps, memory and
 * stack by itself; but some of its built-in functions cannot be interrupted (`'x'.repeat(1e6).indexOf(…)`, or
 * `indexOf` over a length of 2 ** 32), so only ending its thread, after `runMsMax`, ends every function. While one runs, at most
 * `waitingMax` others wait.
 */
export function createSandbox({ runMsMax = 2000, waitingMax = Infinity, threads }: SandboxLimits = {}) {
  let last: Promise<unknown> = Promise.resolve()
  /** The one that runs, and those that wait. */
  let unfinished = 0

  /** Rejects with TooManyWaiting, or if the engine itself cannot be started. */
  async function run<Output>(
    job: EngineJob,
    read: (returned: unknown) => Output,
    signal?: AbortSignal
  ): Promise<FunctionResult<Output>> {
    if (unfinished > waitingMax) throw new TooManyWaiting(`${waitingMax} runs are waiting already`)
    unfinished += 1
    const result = last
      .then(() => {
        signal?.throwIfAborted()
        const begin = () => runInThread(job, read, runMsMax)
        return threads ? threads.run(begin) : begin()
      })
      .finally(() => (unfinished -= 1))
    last = result.catch(() => undefined)
    return result
  }

  return {
    /** Runs a function for a viewer's request or response. */
    run({
      code,
      runtime,
      event,
      keepsReadOnly = false,
      now,
      store,
      signal
    }: FunctionRun): Promise<FunctionResult<FunctionOutput>> {
      const job: EngineJob = {
        code,
        handler: 'handler',
        modern: runtime === 'cloudfront-js-2.0',
        event: JSON.stringify(event),
        eventType: event.context.eventType,
        now,
        store
      }
      return run(job, returned => readOutput(returned, event, { keepsReadOnly }), signal)
    },

    /** Runs a function for a viewer's connection, in runtime 2.0. */
    runConnection({ code, connection, now, store }: ConnectionRun): Promise<FunctionResult<ConnectionOutput>> {
      const event = JSON.stringify(connection)
      const job: EngineJob = {
        code,
        handler: 'connectionHandler',
        modern: true,
        event,
        eventType: 'connection-request',
        now,
        store
      }
      return run(job, readDecision)
    }
  }
}

async function runInThread<Output>(
  job: EngineJob,
  read: (returned: unknown) => Output,
  runMsMax: number
): Promise<FunctionResult<Output>> {
  const logs: string[] = []
  const result = await resultOf(job, runMsMax, line => logs.push(line))
  if (!result) {
    return {
      error: `${COULD_NOT_RUN} The function exceeded its time or memory limit.`,
      logs,
      computeUtilization: 100
    }
  }
  const computeUtilization = result.percent
  if ('error' in result) return { error: `${COULD_NOT_RUN} ${result.error}`, logs, computeUtilization }
  try {
    return { output: read(JSON.parse(result.json)), logs, computeUtilization }
  } catch (error) {
    if (!(error instanceof InvalidOutput)) throw error
    return { error: `${INVALID_VALUE} ${error.message}`, logs, computeUtilization }
  }
}

/** The engine's result; undefined if its thread had to be ended. */
async function resultOf(
  job: EngineJob,
  runMsMax: number,
  onLog: (line: string) => void
): Promise<EngineResult | undefined> {
  const worker = new Worker(builtFile('emulator/functions/worker.js'), {
    workerData: job,
    // It inherits no settings of this process and must not write to its output.
    env: {},
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: 64 },
    stdout: true,
    stderr: true
  })
  let cancel: (() => void) | undefined
  try {
    return await new Promise<EngineResult | undefined>((resolve, reject) => {
      worker.on('message', (message: WorkerMessage) => {
        if (message.kind === 'log') onLog(message.line)
        else if (message.kind === 'ended') resolve(message.result)
        else cancel = afterCpu(runMsMax, () => resolve(undefined))
      })
      worker.once('error', (error: NodeJS.ErrnoException) => {
        if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') resolve(undefined)
        else reject(error)
      })
      worker.once('exit', code => reject(new Error(`the thread of a function exited unexpectedly with ${code}`)))
    })
  } finally {
    cancel?.()
    await worker.terminate()
  }
}

/** On a busy machine a run may take that much longer. */
const BUSY_FACTOR = 10

/**
 * Calls `end` once a thread that has just started may have used `cpuMs` of processor time: not before the whole process has, so that a
 * thread that gets no processor time is not ended. Node 20 cannot measure a single thread.
 */
function afterCpu(cpuMs: number, end: () => void): () => void {
  const before = process.cpuUsage()
  const lastMs = performance.now() + cpuMs * BUSY_FACTOR
  let timer = setTimeout(check, cpuMs)
  function check(): void {
    const { user, system } = process.cpuUsage(before)
    const leftMs = Math.min(cpuMs - (user + system) / 1000, lastMs - performance.now())
    if (leftMs > 0) timer = setTimeout(check, leftMs)
    // Messages that arrived while this thread was busy are read first.
    else setImmediate(end)
  }
  return () => clearTimeout(timer)
}
