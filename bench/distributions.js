// @ts-check
/** `npm run bench:distributions`: what edits, reads and lists of distributions cost CloudFront, and how long they take. */
import { cleanUp, environment, start } from './processes.js'

const CERTIFICATE = 'arn:aws:acm:us-east-1:123456789012:certificate/7779f0ed-5111-45bd-aed3-c5fc27f6f1db'
const WEB_ACL = 'arn:aws:wafv2:us-east-1:123456789012:global/webacl/shop/473e64fd-f30b-4765-81a0-62ad96dd167a'
const REALTIME_LOG = 'arn:aws:cloudfront::123456789012:realtime-log-config/clicks'
const ERROR_CODES = [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504]
const DISTRIBUTIONS = 500

/** @typedef {{ url: string, localCloudFront: string }} Ready */
/** @typedef {{ path: string, method: string, body: object, isApplied: (seen: any) => boolean }} Write */

/** @param {string} url @param {RequestInit & { json?: unknown }} [options] @returns {Promise<{ status: number, body: any }>} */
async function call(url, { json, ...options } = {}) {
  const response = await fetch(url, {
    ...options,
    // A patch that replaces a list needs If-Match; * is any version.
    ...(json !== undefined && {
      headers: { 'content-type': 'application/json', 'if-match': '*' },
      body: JSON.stringify(json)
    })
  })
  const text = await response.text()
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) }
}

/** The calls to CloudFront during some work, and its duration. @param {Ready} ready @param {() => Promise<unknown>} work */
async function measured({ localCloudFront }, work) {
  await call(`${localCloudFront}/_local/calls`, { method: 'DELETE', json: {} })
  const startedAt = performance.now()
  await work()
  const ms = performance.now() - startedAt
  const { counts } = (await call(`${localCloudFront}/_local/calls`)).body
  return { ms, counts: /** @type {Record<string, number>} */ (counts) }
}

/** @param {Ready} ready @param {object} body @returns {Promise<string>} */
async function create({ url }, body) {
  const made = await call(`${url}/distributions`, { method: 'POST', json: body })
  if (made.status !== 201) throw new Error(JSON.stringify(made.body))
  return made.body.id
}

const EDITED = {
  origins: [
    { id: 'a', domainName: 'a.example.com' },
    { id: 'b', domainName: 'b.example.com' }
  ],
  viewerCertificate: { acmCertificateArn: CERTIFICATE },
  logging: { enabled: true, bucket: 'logs.s3.amazonaws.com', prefix: '', includeCookies: false },
  restrictions: { geoRestriction: { restrictionType: 'whitelist', items: ['DE'] } },
  defaultCacheBehavior: {
    targetOriginId: 'a',
    forwardedValues: { queryString: false, cookies: { forward: 'none' }, headers: [], queryStringCacheKeys: [] },
    minTtl: 10,
    defaultTtl: 100,
    maxTtl: 1_000
  }
}

/** Paths of members from the root, with a new value each. @type {[string, unknown][]} */
const MEMBERS = [
  ['comment', 'new'],
  ['defaultRootObject', 'new.html'],
  ['enabled', false],
  ['isIpv6Enabled', false],
  ['priceClass', 'PriceClass_100'],
  ['httpVersion', 'http2'],
  ['webAclId', WEB_ACL],
  ['aliases', ['bench.example.com']],
  ['logging.bucket', 'new-logs.s3.amazonaws.com'],
  ['logging.prefix', 'new/'],
  ['logging.includeCookies', true],
  ['restrictions.geoRestriction.items', ['FR']],
  ['viewerCertificate.minimumProtocolVersion', 'TLSv1.2_2019'],
  ['defaultCacheBehavior.targetOriginId', 'b'],
  ['defaultCacheBehavior.compress', false],
  ['defaultCacheBehavior.viewerProtocolPolicy', 'https-only'],
  ['defaultCacheBehavior.smoothStreaming', true],
  ['defaultCacheBehavior.realtimeLogConfigArn', REALTIME_LOG],
  ['defaultCacheBehavior.responseHeadersPolicyId', '60669652-455b-4ae9-85a4-c4c02393f86c'],
  ['defaultCacheBehavior.minTtl', 20],
  ['defaultCacheBehavior.defaultTtl', 200],
  ['defaultCacheBehavior.maxTtl', 2_000],
  ['defaultCacheBehavior.forwardedValues.queryString', true],
  ['defaultCacheBehavior.forwardedValues.cookies.forward', 'all'],
  ['defaultCacheBehavior.forwardedValues.headers', ['Accept-Language']]
]

/** @param {string[]} way @param {unknown} value @returns {any} */
const nested = (way, value) => way.reduceRight((inner, name) => ({ [name]: inner }), /** @type {any} */ (value))

/** @param {any} config @param {string[]} way */
const valueAt = (config, way) => way.reduce((inner, name) => inner?.[name], config)

/** Fifty writes of fifty different things: members of the configuration, error pages, tags. @returns {Write[]} */
function fiftyWrites() {
  const members = MEMBERS.map(([dotted, value]) => {
    const way = dotted.split('.')
    const isApplied = (/** @type {any} */ { config }) => JSON.stringify(valueAt(config, way)) === JSON.stringify(value)
    return { path: '', method: 'PATCH', body: nested(way, value), isApplied }
  })
  const pages = ERROR_CODES.map(code => ({
    path: `/error-pages/${code}`,
    method: 'PUT',
    body: { errorCachingMinTtl: code },
    isApplied: (/** @type {any} */ { config }) =>
      config.customErrorResponses.some((/** @type {any} */ page) => page.errorCachingMinTtl === code)
  }))
  const tags = Array.from({ length: 50 - members.length - pages.length }, (_, index) => ({
    path: '/tags',
    method: 'PATCH',
    body: { [`key-${index}`]: 'new' },
    isApplied: (/** @type {any} */ { tags }) => tags[`key-${index}`] === 'new'
  }))
  return [...members, ...pages, ...tags]
}

/** @param {Ready} ready */
async function edits(ready) {
  // The log bucket belongs to another account.
  const trusted = ['realtimeLogConfigs']
  await call(`${ready.localCloudFront}/_local/references`, { method: 'PUT', json: { trusted } })
  const id = await create(ready, EDITED)
  const address = `${ready.url}/distributions/${id}`
  const writes = fiftyWrites()
  /** @type {number[]} */
  let statuses = []
  const { ms, counts } = await measured(ready, async () => {
    const answers = await Promise.all(
      writes.map(({ path, method, body }) => call(`${address}${path}`, { method, json: body }))
    )
    statuses = answers.map(({ status }) => status)
  })
  const { config } = (await call(address)).body
  const tags = (await call(`${address}/tags`)).body
  const applied = writes.filter(({ isApplied }) => isApplied({ config, tags })).length
  const failed = statuses.filter(status => status >= 500).length
  if (applied !== writes.length || failed > 0) process.exitCode = 1
  return row(
    `${writes.length} writers of one distribution: ${applied} changes applied, ${failed} answers of 5xx`,
    ms,
    counts
  )
}

/** @param {Ready} ready @param {string} id */
async function reads(ready, id) {
  const { ms, counts } = await measured(ready, () =>
    Promise.all(
      Array.from({ length: 1_000 }, async () => {
        const { status } = await call(`${ready.url}/distributions/${id}`)
        if (status !== 200) throw new Error(`GET answered ${status}`)
      })
    )
  )
  return row('1,000 GETs of one distribution at once', ms, counts)
}

const NO_CACHE = { 'cache-control': 'no-cache' }

/** @param {Ready} ready @param {string} title @param {string} query @param {Record<string, string>} [headers] */
async function list(ready, title, query, headers = {}) {
  let found = 0
  const { ms, counts } = await measured(ready, async () => {
    let cursor = ''
    do {
      const { status, body } = await call(`${ready.url}/distributions?limit=100${query}${cursor}`, { headers })
      if (status !== 200) throw new Error(JSON.stringify(body))
      found += body.items.length
      cursor = body.nextCursor ? `&cursor=${encodeURIComponent(body.nextCursor)}` : ''
    } while (cursor)
  })
  return row(`${title}: ${found} found`, ms, counts)
}

/** @param {string} title @param {number} ms @param {Record<string, number>} counts */
function row(title, ms, counts) {
  const calls = Object.entries(counts).map(([operation, count]) => `${count} ${operation}`)
  return `| ${title} | ${ms.toFixed(0)} ms | ${calls.join(', ') || 'none'} |`
}

try {
  const frontage = await start('dist/server.js', await environment({ LOCAL_CLOUDFRONT_PROPAGATION_SECONDS: '0' }))
  const ids = []
  for (let index = 0; index < DISTRIBUTIONS - 1; index++) {
    const viewer = { aliases: [`d${index}.example.com`], viewerCertificate: { acmCertificateArn: CERTIFICATE } }
    const tags = { team: `team-${index % 10}` }
    ids.push(await create(frontage, { origins: [{ domainName: `o${index % 50}.example.com` }], ...viewer, tags }))
  }
  const rows = [
    await edits(frontage),
    await reads(frontage, ids[0] ?? ''),
    await list(frontage, `${DISTRIBUTIONS} distributions, listed`, ''),
    await list(frontage, 'the same, by alias', '&alias=d7.example.com'),
    await list(frontage, 'the same, by originDomain', '&originDomain=o7.example.com'),
    await list(frontage, 'the same, by tag, all created through Frontage', '&tag=team:team-7'),
    await list(frontage, 'the same, by tag, all read again (Cache-Control: no-cache)', '&tag=team:team-7', NO_CACHE),
    await list(frontage, 'the same, by tag again', '&tag=team:team-7'),
    await list(frontage, 'the same, by tag and originDomain', '&tag=team:team-7&originDomain=o7.example.com')
  ]
  process.stdout.write(`| figure | time | calls to CloudFront |\n|---|---|---|\n${rows.join('\n')}\n`)
} finally {
  await cleanUp()
}
