import { connect } from 'node:net'

/** Far longer than any answer takes, so that only what hangs is given up. */
const HANGS_MS = 30_000

/**
 * Everything that comes back for these bytes until the connection ends; a request that is not complete is ended after `idleMs`.
 * Rejects if the connection stays open after that.
 */
export function sendRaw(port: number, text: string, idleMs = 2000): Promise<string> {
  return exchange(port, text, idleMs)
}

/** The answer to a complete request that is the last of its connection. Rejects if there is no end of it. */
export function sendComplete(port: number, text: string): Promise<string> {
  return exchange(port, text, undefined)
}

function exchange(port: number, text: string, idleMs: number | undefined): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = ''
    const socket = connect(port, '127.0.0.1')
    function giveUp(): void {
      reject(new Error(`the answer to ${JSON.stringify(text)} does not end; so far it is ${JSON.stringify(answer)}`))
      socket.destroy()
    }
    function endRequest(): void {
      socket.end()
      socket.setTimeout(HANGS_MS, giveUp)
    }
    if (idleMs === undefined) socket.setTimeout(HANGS_MS, giveUp)
    else socket.setTimeout(idleMs, endRequest)
    socket.on('data', data => (answer += data.toString('latin1')))
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(answer))
    socket.write(Buffer.from(text, 'latin1'))
  })
}

/** 0 where there is no answer. */
export function statusOf(answer: string): number {
  return Number(/^(?:HTTP\/1\.1 100 .*\r\n\r\n)?HTTP\/1\.1 (\d{3}) /.exec(answer)?.[1] ?? 0)
}
