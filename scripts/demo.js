// @ts-check
/**
 * `npm run demo`: creates a site on the local CloudFront of a running Frontage (`npm start`): files in a bucket, which is a folder, and through
 * the API a distribution of this bucket and an origin that fails on purpose, with an error page. Then changes a file and invalidates it. Serves
 * the failing origin until Ctrl-C. `FRONTAGE_URL` and `FRONTAGE_TOKEN` name the service and the token; `DATA_DIR` and `LOCAL_EDGE_BUCKETS` are
 * those of the local CloudFront.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer, request } from 'node:http'
import { dirname, join, resolve } from 'node:path'

/** @param {string} title @param {string} text */
const page = (title, text) =>
  `<!doctype html><meta charset="utf-8"><title>${title}</title><h1>${title}</h1><p>${text}</p><p><a href="/">Home</a> · <a href="/missing">A missing page</a> · <a href="/broken">A broken page</a></p>\n`

/** An origin that fails on purpose, on any free port of this machine. */
async function startFailingOrigin() {
  const server = createServer((_, response) => {
    response.writeHead(500, { 'Content-Type': 'text/html; charset=utf-8' }).end('500 of the origin\n')
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

const BUCKET = 'frontage-demo'

/** The folder that is a bucket of the local CloudFront, which runs here with the same settings. @param {NodeJS.ProcessEnv} env */
function bucketFolder({ LOCAL_EDGE_BUCKETS, DATA_DIR }) {
  const buckets = LOCAL_EDGE_BUCKETS || join(DATA_DIR || '.frontage', 'local-cloudfront', 'buckets')
  if (/^[^/\\]{2,}:/.test(buckets))
    throw new Error('LOCAL_EDGE_BUCKETS must be a folder, because the demo writes the site into it')
  return resolve(buckets, BUCKET)
}

/**
 * @param {{ url: string, token?: string | undefined, folder: string, print: (line: string) => void }} options
 */
async function startDemo({ url, token, folder, print }) {
  /** @param {string} name @param {string} content */
  function write(name, content) {
    const file = join(folder, name)
    // Accessible to this user only, like the data folder, which it may be in.
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    writeFileSync(file, content)
  }
  const { headers } = await fetch(url)
  // At AWS the bucket may exist and belong to another account.
  if (headers.get('x-frontage-backend') !== 'local')
    throw new Error(`the demo needs a local CloudFront, and ${url} does not name one as its backend`)
  const failing = await startFailingOrigin()

  /**
   * Resolves with the answer once the change is in effect.
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
      origins: [
        { id: 'site', domainName: `${BUCKET}.s3.us-east-1.amazonaws.com`, originAccess: 'managed' },
        {
          id: 'broken',
          domainName: 'broken.localhost',
          customOriginConfig: { httpPort: failing.port, httpsPort: 443, originProtocolPolicy: 'http-only' }
        }
      ],
      defaultRootObject: 'index.html',
      defaultCacheBehavior: { targetOriginId: 'site' },
      cacheBehaviors: [{ pathPattern: '/broken*', targetOriginId: 'broken' }]
    })
    const address = distribution.localUrl
    if (address === undefined) {
      throw new Error(`no address to open: the local CloudFront behind ${url} serves no viewers`)
    }
    write('index.html', page('Version 1', 'Served by a distribution of the local CloudFront, from its cache.'))
    write('errors/404.html', page('Nothing here', 'The error page of the distribution, in place of the origin’s 404.'))
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
      if (response.status === 404) {
        throw new Error(
          `the edge does not find the site in ${folder}: run the demo where the edge runs, with its DATA_DIR and LOCAL_EDGE_BUCKETS`
        )
      }
      print(`${when}: ${/<h1>(.*)<\/h1>/.exec(response.text)?.[1] ?? response.status} (${response.cache})`)
    }
    await show('The first answer')
    await show('The second answer')
    write('index.html', page('Version 2', 'The file was changed, and the distribution invalidated.'))
    await show('The file has changed in the bucket')
    const invalidation = await send('POST', `/distributions/${distribution.id}/invalidations`, { paths: ['/*'] })
    print(`The invalidation ${invalidation.id} has ${invalidation.status}.`)
    await show('After the invalidation')
  } catch (error) {
    failing.close()
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
  await startDemo({ url, token: process.env.FRONTAGE_TOKEN, folder: bucketFolder(process.env), print: console.log })
  console.log('\nThe origin that fails is served here until Ctrl-C.')
} catch (error) {
  const { message, cause } = /** @type {Error} */ (error)
  console.error(
    `demo: ${cause instanceof Error ? `${url} does not answer; is Frontage running (npm start)?` : message}`
  )
  process.exitCode = 1
}
