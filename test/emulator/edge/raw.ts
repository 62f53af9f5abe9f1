import { connect } from 'node:net'

/** Everything that comes back for these bytes until the connection ends; a request that is not complete is ended after `idleMs`. */
export function sendRaw(port: number, text: string, idleMs = 2000): Promise<string> {
  return new Promise(resolve => {
    let answer = ''
    const socket = connect(port, '127.0.0.1')
    socket.setTimeout(idleMs, () => socket.end())
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
