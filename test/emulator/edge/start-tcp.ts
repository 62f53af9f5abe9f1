import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** The port. */
export async function listen(server: Server): Promise<number> {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return (server.address() as AddressInfo).port
}

/** An origin which need not speak HTTP; the port. */
export function startTcp(onConnection: (socket: Socket) => void): Promise<number> {
  const sockets: Socket[] = []
  onTestFinished(() => sockets.forEach(socket => socket.destroy()))
  return listen(
    createServer(socket => {
      sockets.push(socket)
      socket.on('error', () => undefined)
      onConnection(socket)
    })
  )
}

/** An origin which answers the head of each request with bytes of its own; the port. */
export function startRawOrigin(answer: (socket: Socket, path: string) => void): Promise<number> {
  return startTcp(socket => {
    let waiting = ''
    socket.setEncoding('latin1').on('data', (text: string) => {
      const heads = (waiting + text).split('\r\n\r\n')
      waiting = heads.pop() ?? ''
      for (const head of heads) answer(socket, head.split(' ')[1] ?? '')
    })
  })
}
