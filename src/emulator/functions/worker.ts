import { parentPort, workerData } from 'node:worker_threads'
import { runInEngine } from './engine.ts'
import { type EngineJob, type EngineResult, type WorkerMessage } from './job.ts'

const tell = (message: WorkerMessage) => parentPort?.postMessage(message)

async function run(): Promise<EngineResult> {
  try {
    return await runInEngine(workerData as EngineJob, {
      onStart: () => tell({ kind: 'started' }),
      onLog: line => tell({ kind: 'log', line })
    })
  } catch (error) {
    // Recursion that the engine does not count (JSON.parse, for example) is ended by the thread's stack.
    if (error instanceof RangeError) return { error: 'InternalError: stack overflow', percent: 100 }
    throw error
  }
}

tell({ kind: 'ended', result: await run() })
