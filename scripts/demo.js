// @ts-check
/**
 * `npm run demo`: creates a site behind the local CloudFront of a running Frontage (`npm start`), through its API: a distribution in front of
 * two origins, one of which fails on purpose, and an error page; then changes a file and invalidates it. Serves the origins until Ctrl-C.
 * `FRONTAGE_URL` and `FRONTAGE_TOKEN` name the service and the token.
 */
import { createServer, request } from 'node:http'

/** @param {string} title @param {string} text */
const page = (title, text) =>
  `<!doctype html><meta charset="utf-8"><title>${title}</title><h1>${title}</h1><p>${text}</p><p><a href="/">Home</a> · <a href="/missing">A missing page</a> · <a href="/broken">A broken page</a></p>\n`

/**
 * Serves on any free port of this machine until it is closed.
 * @param {(path: string) => { status: number, body: string }} answerTo
 */
async function serve(answerTo) {
  const server = createServer((asked, response) => {
    const { status, body } = answerTo(asked.url ?? '')
    response.writeHead(status, { 'Content-Type': 'text/html; charset=utf-8' }).end(body)
  })
  await new Promise(resolve => server.listen(0, '127.0.0.1', () => resolve(undefined)))
  const address = server.address()
  return {
    port: typeof address === 'object' ? address?.port : undefined,
    close() {
      server.closeAllConnections()
      server.close()
    }
  }
}

/**
 * @param {{ url: string, token?: string | undefined, print: (line: string) => void }} options
 */
async function startDemo({ url, token, print }) {
  /** @type {Record<string, string>} */
  const pages = {
    '/index.html': page('Version 1', 'Served by a distribution of the local CloudFront, from its cache.'),
    '/errors/404.html': page('Nothing here', 'The error page of the distribution, in the place of the origin’s 404.')
  }
  const site = await serve(path => {
    const body = pages[path]
    return body === undefined ? { status: 404, body: '404 of the origin\n' } : { status: 200, body }
  })
  const failing = await serve(() => ({ status: 500, body: '500 of the origin\n' }))

  /**
   * Resolves with the answer once what it changes is in effect.
   * @param {'POST' | 'PUT'} method @param {string} path @param {object} body
   */
  async function send(method, path, body) {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        'Content-Type': 'application/json',
        Prefer: 'wait=30',
        ...(token && { Authorization: `Bearer ${token}` })
      },
      body: JSON.stringify(body)
    })
    const answer = await response.json()
    if (!response.ok) throw new Error(`${path}: ${response.status} ${answer.detail ?? ''}`)
    return answer
  }

  try {
    const distribution = await send('POST', '/distributions', {
      comment: 'The demo',
      origins: [origin('demo', site.port), origin('broken', failing.port)],
      defaultRootObject: 'index.html',
      defaultCacheBehavior: { targetOriginId: 'demo' },
      cacheBehaviors: [{ pathPattern: '/broken*', targetOriginId: 'broken' }]
    })
    const address = distribution.localUrl
    if (address === undefined) {
      throw new Error(`no address to open: the CloudFront behind ${url} is not a local one, or serves no viewers`)
    }
    await send('PUT', `/distributions/${distribution.id}/error-pages`, {
      items: [{ errorCode: 404, responsePagePath: '/errors/404.html', responseCode: 404 }]
    })
    print(`The distribution ${distribution.id} is ${distribution.status}, with an error page for 404. Open it:`)
    print(`  ${address}           a page`)
    print(`  ${address}missing    the error page`)
    print(`  ${address}broken     an error of another origin, which fails on purpose`)

    /** @param {string} when */
    async function show(when) {
      // Browsers resolve names below localhost; not every system does.
      const { origin: edge, host } = new URL(address)
      const response = await fetchFrom(edge.replace(/\/\/[^:]+/, '//127.0.0.1'), host)
      // The edge looks for *.localhost where it runs itself.
      if (response.status === 502) {
        throw new Error(
          'the edge does not reach the origin, which this process serves: run the demo where the edge runs'
        )
      }
      print(`${when}: ${/<h1>(.*)<\/h1>/.exec(response.text)?.[1] ?? response.status} (${response.cache})`)
    }
    await show('The first answer')
    await show('The second answer')
    pages['/index.html'] = page('Version 2', 'The file was changed, and the distribution invalidated.')
    await show('The file has changed at the origin')
    const invalidation = await send('POST', `/distributions/${distribution.id}/invalidations`, { paths: ['/*'] })
    print(`The invalidation ${invalidation.id} has ${invalidation.status}.`)
    await show('After the invalidation')
  } catch (error) {
    site.close()
    failing.close()
    throw error
  }
}

/** @param {string} id @param {number | undefined} httpPort */
function origin(id, httpPort) {
  return {
    id,
    domainName: `${id}.localhost`,
    customOriginConfig: { httpPort, httpsPort: 443, originProtocolPolicy: 'http-only' }
  }
}

/** `fetch` cannot set `Host`. @param {string} origin @param {string} host @returns {Promise<{ status: number, text: string, cache: string }>} */
function fetchFrom(origin, host) {
  return new Promise((resolve, reject) => {
    const asked = request(origin, { headers: { Host: host } }, answer => {
      let text = ''
      answer.setEncoding('utf8').on('data', chunk => (text += chunk))
      answer.on('end', () =>
        resolve({ status: answer.statusCode ?? 0, text, cache: String(answer.headers['x-cache']) })
      )
    })
    asked.on('error', reject).end()
  })
}

const url = (process.env.FRONTAGE_URL || 'http://127.0.0.1:8080').replace(/\/$/, '')
try {
  await startDemo({ url, token: process.env.FRONTAGE_TOKEN, print: console.log })
  console.log('\nIts origins are served here until Ctrl-C.')
} catch (error) {
  const { message, cause } = /** @type {Error} */ (error)
  console.error(
    `demo: ${cause instanceof Error ? `${url} does not answer; is Frontage running (npm start)?` : message}`
  )
  process.exitCode = 1
}
