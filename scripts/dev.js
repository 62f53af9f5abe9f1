// @ts-check
/**
 * Runs the service and restarts it after each change of its sources. As with `npm start`, a signal to this process, to npm or to
 * both ends the service and this process. A service that fails is restarted by the next change.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { build, watchSources } from './build.js'

/** @type {import('node:child_process').ChildProcess | undefined} */
let server
let [stopping, replacing] = [false, false]
let restarted = Promise.resolve()

function start() {
  server = spawn(process.execPath, ['dist/server.js'], { stdio: 'inherit' })
  server.once('exit', code => {
    server = undefined
    if (stopping || (code === 0 && !replacing)) process.exit(code ?? 1)
    if (!replacing) console.error('The service has ended; it is restarted when a source changes.')
  })
}

/** The next process needs the ports and the folder of the previous one. */
async function restart() {
  if (server) {
    replacing = true
    const ended = once(server, 'exit')
    server.kill('SIGTERM')
    await ended
    replacing = false
  }
  if (!stopping) start()
}

/** @param {NodeJS.Signals} signal */
function stop(signal) {
  stopping = true
  if (server) server.kill(signal)
  else process.exit(0)
}

process.on('SIGINT', stop)
process.on('SIGTERM', stop)
await build()
start()
watchSources(() => {
  restarted = restarted.then(restart)
})
