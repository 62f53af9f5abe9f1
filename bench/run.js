// @ts-check
/** `npm run bench`: the figures of bench/README.md, each pair measured in the same run. */
import { Agent, request } from 'node:http'
import { CloudFrontClient, GetDistributionCommand } from '@aws-sdk/client-cloudfront'
import { cleanUp, environment, rss, start, startWithGauge } from './processes.js'

const agent = new Agent({ keepAlive: true })

/** @param {string} url @param {{ method?: string, body?: unknown }} [options] @returns {Promise<{ status: number, body: string }>} */
function call(url, { method = 'GET', body } = {}) {
  return new Promise((resolve, reject) => {
    const headers = body === undefined ? {} : { 'content-type': 'application/json' }
    const outgoing = request(url, { method, agent, headers }, response => {
      /** @type {Buffer[]} */
      const chunks = []
      response.on('data', chunk => chunks.push(chunk))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }))
    })
    outgoing.on('error', reject)
    outgoing.end(body === undefined ? undefined : JSON.stringify(body))
  })
}

/** @param {number[]} values @param {number} share */
function quantile(values, share) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? NaN
}

/** @param {() => Promise<unknown>} action */
async function timed(action) {
  const startedAt = performance.now()
  await action()
  return performance.now() - startedAt
}

/** A configuration of some size: 5 origins, 10 behaviors, error pages. @param {number} index */
function richConfig(index) {
  const origins = Array.from({ length: 5 }, (_, i) => ({ id: `o${i}`, domainName: `o${i}.d${index}.example.com` }))
  return {
    comment: `distribution ${index}`,
    origins,
    defaultCacheBehavior: { targetOriginId: 'o0' },
    cacheBehaviors: Array.from({ length: 10 }, (_, i) => ({
      pathPattern: `/p${i}/*`,
      targetOriginId: `o${i % 5}`,
      cachePolicy: 'CachingDisabled'
    })),
    errorPages: [{ errorCode: 404, responsePagePath: '/404.html', responseCode: 200 }]
  }
}

/** @param {{ url: string, id: string, endpoint: string }} target */
async function compareReads({ url, id, endpoint }) {
  const client = new CloudFrontClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' }
  })
  const rest = async () => {
    const { status } = await call(`${url}/distributions/${id}`)
    if (status !== 200) throw new Error(`GET answered ${status}`)
  }
  const sdk = () => client.send(new GetDistributionCommand({ Id: id }))
  for (let i = 0; i < 500; i++) await rest().then(sdk)
  const times = { rest: /** @type {number[]} */ ([]), sdk: /** @type {number[]} */ ([]) }
  // Alternately, so that fluctuations of the machine affect both.
  for (let i = 0; i < 3000; i++) {
    times.rest.push(await timed(rest))
    times.sdk.push(await timed(sdk))
  }
  client.destroy()
  return times
}

/** @param {{ url: string, longestBlock: () => Promise<number> }} server @param {string} path */
async function blockOfList(server, path) {
  for (let i = 0; i < 10; i++) await call(`${server.url}${path}`)
  const blocks = []
  for (let i = 0; i < 30; i++) {
    await server.longestBlock()
    await call(`${server.url}${path}`)
    blocks.push(await server.longestBlock())
  }
  return blocks
}

/** @param {Record<string, string | undefined>} env */
async function startToFirst200(env) {
  const startedAt = performance.now()
  const frontage = await start('dist/server.js', env)
  const { status } = await call(`${frontage.url}/distributions`)
  const ms = performance.now() - startedAt
  if (status !== 200) throw new Error(`the first answer was ${status}`)
  const idle = await rss(frontage.pid)
  await frontage.stop()
  return { ms, idle }
}

try {
  const cloudfront = await start('dist/emulator/main.js', await environment())
  const endpoint = cloudfront.localCloudFront
  const frontage = await startWithGauge('dist/server.js', await environment({ CLOUDFRONT_ENDPOINT: endpoint }))
  const stock = await startWithGauge('bench/stock-sdk.js', await environment({ CLOUDFRONT_ENDPOINT: endpoint }))

  let id = ''
  for (let i = 0; i < 100; i++) {
    const { status, body } = await call(`${frontage.url}/distributions`, { method: 'POST', body: richConfig(i) })
    if (status !== 201) throw new Error(body)
    id = JSON.parse(body).id
  }
  const { rest, sdk } = await compareReads({ url: frontage.url, id, endpoint })
  const listed = await blockOfList(frontage, '/distributions?limit=100')
  const listedByStock = await blockOfList(stock, '/')
  const loaded = await rss(frontage.pid)
  const starts = []
  // The first start creates the store's files, which bench/store.js measures.
  const used = await environment()
  await startToFirst200(used)
  for (let i = 0; i < 5; i++) starts.push(await startToFirst200(used))

  const ms = (/** @type {number} */ value) => `${value.toFixed(2)} ms`
  const rows = [
    [
      'GET /distributions/:id ÷ the SDK alone, p50',
      (quantile(rest, 0.5) / quantile(sdk, 0.5)).toFixed(2),
      `${ms(quantile(rest, 0.5))} ÷ ${ms(quantile(sdk, 0.5))}`
    ],
    [
      'the same, p99',
      (quantile(rest, 0.99) / quantile(sdk, 0.99)).toFixed(2),
      `${ms(quantile(rest, 0.99))} ÷ ${ms(quantile(sdk, 0.99))}`
    ],
    [
      'event loop blocked by a list of 100 ÷ the stock SDK, p50',
      (quantile(listed, 0.5) / quantile(listedByStock, 0.5)).toFixed(2),
      `${ms(quantile(listed, 0.5))} ÷ ${ms(quantile(listedByStock, 0.5))}`
    ],
    [
      'start to first 200 on an existing store, with the local CloudFront, median of 5',
      '',
      ms(
        quantile(
          starts.map(({ ms }) => ms),
          0.5
        )
      )
    ],
    [
      'resident memory idle, with the local CloudFront',
      '',
      `${quantile(
        starts.map(({ idle }) => idle),
        0.5
      ).toFixed(0)} MB`
    ],
    ['resident memory after this run, without the local CloudFront', '', `${loaded.toFixed(0)} MB`]
  ]
  console.log('| figure | ratio | measured |\n|---|---|---|')
  for (const row of rows) console.log(`| ${row.join(' | ')} |`)
} finally {
  await cleanUp()
  agent.destroy()
}
