// @ts-check
/** Runs the program named by its argument and reports over IPC how long its event loop was blocked. */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { pathToFileURL } from 'node:url'

const RESOLUTION_MS = 1
const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
delay.enable()
process.on('message', () => {
  process.send?.(delay.max / 1e6 - RESOLUTION_MS)
  delay.reset()
})
await import(pathToFileURL(process.argv[2] ?? '').href)
