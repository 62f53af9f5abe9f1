/** An issuer's keys, or the document that says where they are, could not be read. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError'
}

/** An issuer's keys take a few kilobytes. */
const BYTES_MAX = 256 * 1_024

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/

/** Whether content from an address can be trusted to come from the server that it names: by https, or from this machine. */
export function isTrustworthy(address: unknown): address is string {
  if (typeof address !== 'string' || !URL.canParse(address)) return false
  const { protocol, hostname, username, password } = new URL(address)
  return (
    username === '' && password === '' && (protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname)))
  )
}

/** The text of a small document, without following redirects. Throws an UnreachableError. */
export async function fetchSmall(address: string, timeoutMs: number): Promise<string> {
  try {
    const answer = await fetch(address, {
      redirect: 'error',
      headers: { accept: 'application/json' },
      signal: AbortSignal.timeout(timeoutMs)
    })
    if (answer.status !== 200) throw new Error(`the status is ${answer.status}`)
    const chunks: Uint8Array[] = []
    let size = 0
    for await (const chunk of (answer.body ?? []) as AsyncIterable<Uint8Array>) {
      size += chunk.byteLength
      if (size > BYTES_MAX) throw new Error(`there are more than ${BYTES_MAX} bytes`)
      chunks.push(chunk)
    }
    return Buffer.concat(chunks).toString('utf8')
  } catch (error) {
    throw new UnreachableError(`${address} cannot be read: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error
    })
  }
}
