// @ts-check
/**
 * `npm run demo`: creates a site behind the local CloudFront of a running Frontage (`npm start`), through its API: an origin, a
 * distribution in front of it and an error page; then changes a file and invalidates it. Serves the origin until Ctrl-C. `FRONTAGE_URL` and
 * `FRONTAGE_TOKEN` name the service and the token.
 */
import { createServer, request } from 'node:http'

/** @param {string} title @param {string} text */
const page = (title, text) =>
  `<!doctype html><meta charset="utf-8"><title>${title}</title><h1>${title}</h1><p>${text}</p><p><a href="/">Home</a> · <a href="/missing">A missing page</a> · <a href="/broken">A broken page</a></p>\n`

/** The origin: a few pages, one of which fails on purpose. */
function createOrigin() {
  /** @type {Record<string, string>} */
  const pages = {
    '/index.html': page('Version 1', 'Served by a distribution of the local CloudFront, from its cache.'),
    '/errors/404.html': page('Nothing here', 'The error page of the distribution, in the place of the origin’s 404.')
  }
  const server = createServer((asked, response) => {
    const body = pages[asked.url ?? '']
    const status = asked.url === '/broken' ? 500 : body === undefined ? 404 : 200
    response.writeHead(status, { 'Content-Type': 'text/html; charset=utf-8' }).end(body ?? `${status} of the origin\n`)
  })
  return { server, pages }
}

/**
 * @param {{ url: string, token?: string | undefined, print: (line: string) => void }} options
 */
async function startDemo({ url, token, print }) {
  const { server, pages } = createOrigin()
  await new Promise(resolve => server.listen(0, '127.0.0.1', () => resolve(undefined)))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  const close = () => {
    server.closeAllConnections()
    server.close()
  }

  /** @param {string} path @param {object} body @param {string} [prefer] */
  async function post(path, body, prefer) {
    const response = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        ...(token && { Authorization: `Bearer ${token}` }),
        ...(prefer && { Prefer: prefer })
      },
      body: JSON.stringify(body)
    })
    const answer = await response.json()
    if (!response.ok) throw new Error(`${path}: ${response.status} ${answer.detail ?? ''}`)
    return answer
  }

  try {
    const distribution = await post(
      '/distributions',
      {
        comment: 'The demo',
        origins: [
          {
            id: 'demo',
            domainName: 'demo.localhost',
            customOriginConfig: { httpPort: port, httpsPort: 443, originProtocolPolicy: 'http-only' }
          }
        ],
        defaultRootObject: 'index.html',
        errorPages: [{ errorCode: 404, responsePagePath: '/errors/404.html', responseCode: 404 }]
      },
      'wait=30'
    )
    const site = distribution.localUrl
    if (site === undefined) {
      throw new Error(`no address to open: the CloudFront behind ${url} is not a local one, or serves no viewers`)
    }
    print(`The distribution ${distribution.id} is ${distribution.status}. Open it:`)
    print(`  ${site}           a page`)
    print(`  ${site}missing    the error page`)
    print(`  ${site}broken     an error of the origin`)

    /** @param {string} when */
    async function show(when) {
      // Browsers resolve names below localhost; not every system does.
      const { origin, host } = new URL(site)
      const response = await fetchFrom(origin.replace(/\/\/[^:]+/, '//127.0.0.1'), host)
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
    const invalidation = await post(`/distributions/${distribution.id}/invalidations`, { paths: ['/*'] }, 'wait=30')
    print(`The invalidation ${invalidation.id} has ${invalidation.status}.`)
    await show('After the invalidation')
  } catch (error) {
    close()
    throw error
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
  console.log('\nIts origin is served here until Ctrl-C.')
} catch (error) {
  const { message, cause } = /** @type {Error} */ (error)
  console.error(
    `demo: ${cause instanceof Error ? `${url} does not answer; is Frontage running (npm start)?` : message}`
  )
  process.exitCode = 1
}
