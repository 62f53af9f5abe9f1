import { type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { onTestFinished } from 'vitest'
import { type MessageEvent, WebSocket } from 'undici'

/** What a Node process is to be started with, to be looked into. */
export const INSPECTABLE = { NODE_OPTIONS: '--inspect=127.0.0.1:0' }

/** In megabytes, after a garbage collection. */
export interface MemoryInUse {
  readonly heap: number
  /** Buffers, and WebAssembly's memory. */
  readonly external: number
}

/** Finds out what a process has in use that has just been started with INSPECTABLE. */
export async function memoryOf(child: ChildProcess): Promise<() => Promise<MemoryInUse>> {
  const address = await new Promise<string>(resolve => {
    createInterface({ input: child.stderr! }).on('line', line => {
      const [, found] = /^Debugger listening on (ws:\S+)/.exec(line) ?? []
      if (found !== undefined) resolve(found)
    })
  })
  const socket = new WebSocket(address)
  onTestFinished(() => socket.close())
  await new Promise(resolve => socket.addEventListener('open', resolve, { once: true }))
  let last = 0
  const ask = async (method: string, params: object = {}) => {
    const id = ++last
    const answer = new Promise<{ result: { result?: { value: unknown } } }>(resolve => {
      const heard = ({ data }: MessageEvent) => {
        const message = JSON.parse(String(data)) as { id?: number; result: { result?: { value: unknown } } }
        if (message.id !== id) return
        socket.removeEventListener('message', heard)
        resolve(message)
      }
      socket.addEventListener('message', heard)
    })
    socket.send(JSON.stringify({ id, method, params }))
    return (await answer).result
  }
  return async () => {
    // What finalizers release is gone after the second.
    for (let time = 0; time < 2; time++) await ask('HeapProfiler.collectGarbage')
    const { result } = await ask('Runtime.evaluate', { expression: 'process.memoryUsage()', returnByValue: true })
    const { heapUsed, external } = result?.value as NodeJS.MemoryUsage
    const [heap, outside] = [heapUsed, external].map(bytes => bytes / 1_048_576)
    return { heap: Math.round(heap!), external: Math.round(outside!) }
  }
}
