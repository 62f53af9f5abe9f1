// @ts-check
/**
 * The whole life of a site through Frontage alone: creates what it needs, the distribution, a staging copy that is tested and
 * promoted, and an invalidation, and then deletes everything as soon as nothing refers to it. Run it against Frontage with a
 * local CloudFront:
 *
 *   node scripts/site-life.js http://127.0.0.1:8080
 */
import { generateKeyPairSync } from 'node:crypto'
import { pathToFileURL } from 'node:url'

const CODE = `import cf from 'cloudfront'
async function handler(event) {
  const request = event.request
  const kvs = cf.kvs()
  if (await kvs.exists(request.uri)) {
    return { statusCode: 301, headers: { location: { value: await kvs.get(request.uri) } } }
  }
  return request
}
`

/**
 * Throws with the problem if an answer is unexpected.
 * @param {string} base @param {{ name: string, token?: string | undefined, log?: (line: string) => void }} options
 */
export async function runSiteLife(base, { name, token, log = () => {} }) {
  /** @param {string} method @param {string} path @param {object} [body] @param {Record<string, string>} [headers] */
  async function ask(method, path, body, headers = {}) {
    const response = await fetch(base + path, {
      method,
      headers: {
        ...(body && { 'content-type': 'application/json' }),
        ...(token && { authorization: `Bearer ${token}` }),
        prefer: 'wait=60',
        ...headers
      },
      ...(body && { body: JSON.stringify(body) })
    })
    const text = await response.text()
    log(`${method} ${path} ${response.status}`)
    if (!response.ok) throw new Error(`${method} ${path} ${response.status}: ${text}`)
    const [path_, etag] = [response.headers.get('location') ?? path, response.headers.get('etag') ?? '']
    return { path: path_, etag, body: text === '' ? {} : JSON.parse(text) }
  }

  const access = await ask('POST', '/origin-access-controls', { name })
  const cachePolicy = await ask('POST', '/cache-policies', {
    name,
    parametersInCacheKeyAndForwardedToOrigin: {
      headersConfig: { headerBehavior: 'whitelist', headers: ['Accept-Language'] }
    }
  })
  const headersPolicy = await ask('POST', '/response-headers-policies', {
    name,
    securityHeadersConfig: { frameOptions: { override: true, frameOption: 'DENY' } }
  })
  const store = await ask('POST', '/key-value-stores', { name, comment: 'Old addresses and new ones' })
  await ask('PATCH', `${store.path}/items`, { '/old': '/new', '/older': '/new' })
  await ask('PUT', `${store.path}/items/${encodeURIComponent('/oldest')}`, { value: '/new' })
  const { body: pairs } = await ask('GET', `${store.path}/items`)
  expect(pairs.items.length === 3, `three items, not ${JSON.stringify(pairs)}`)

  const func = await ask('POST', '/functions', {
    name,
    code: CODE,
    keyValueStoreAssociations: [{ keyValueStoreArn: store.body.arn }]
  })
  const event = {
    version: '1.0',
    context: { eventType: 'viewer-request' },
    viewer: { ip: '203.0.113.1' },
    request: { method: 'GET', uri: '/old', querystring: {}, headers: {}, cookies: {} }
  }
  const { body: tested } = await ask('POST', `${func.path}/test`, { event })
  expect(tested.output?.response?.statusCode === 301, `a redirection, not ${JSON.stringify(tested)}`)
  await ask('POST', `${func.path}/publish`)

  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const key = await ask('POST', '/public-keys', {
    name,
    encodedKey: publicKey.export({ type: 'spki', format: 'pem' })
  })
  const keyGroup = await ask('POST', '/key-groups', { name, items: [key.body.id] })

  const site = await ask('POST', '/distributions?strict=true', {
    comment: name,
    httpVersion: 'http2',
    origins: [
      { id: 'assets', domainName: `${name}.s3.eu-west-1.amazonaws.com`, originAccessControlId: access.body.id }
    ],
    defaultRootObject: 'index.html',
    defaultCacheBehavior: {
      cachePolicyId: cachePolicy.body.id,
      responseHeadersPolicyId: headersPolicy.body.id,
      functionAssociations: [{ functionArn: func.body.functionArn, eventType: 'viewer-request' }]
    },
    cacheBehaviors: [
      {
        pathPattern: '/members/*',
        targetOriginId: 'assets',
        cachePolicyId: cachePolicy.body.id,
        trustedKeyGroups: { enabled: true, items: [keyGroup.body.id] }
      }
    ],
    viewerCertificate: {
      acmCertificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/7779f0ed-5111-45bd-aed3-c5fc27f6f1db',
      sslSupportMethod: 'sni-only',
      minimumProtocolVersion: 'TLSv1.2_2021'
    },
    tags: { team: 'web' }
  })
  await ask('PUT', `${site.path}/error-pages`, {
    items: [
      { errorCode: 403, responsePagePath: '/404.html', responseCode: 404 },
      { errorCode: 404, responsePagePath: '/404.html', responseCode: 404 }
    ]
  })
  await ask('PATCH', `${site.path}/tags`, { stage: 'production' })
  await ask('PUT', `${site.path}/aliases/www.${name}.example.com`)
  const used = await ask('GET', cachePolicy.path)
  expect(used.body.usedBy.includes(site.path), `${site.path} among ${JSON.stringify(used.body.usedBy)}`)

  const copy = await ask('POST', `${site.path}/copies`, {})
  const deployment = await ask('POST', '/continuous-deployment-policies', {
    stagingDistributionDnsNames: [copy.body.domainName],
    trafficConfig: { type: 'SingleWeight', singleWeightConfig: { weight: 0.05 } }
  })
  await ask('PATCH', site.path, { continuousDeploymentPolicyId: deployment.body.id })
  await ask('PATCH', copy.path, { comment: `${name}, promoted` })
  const promoted = await ask('POST', `${site.path}/promotion`, { stagingDistributionId: copy.body.id })
  expect(promoted.body.config.comment === `${name}, promoted`, 'the promoted comment')
  const invalidation = await ask('POST', `${site.path}/invalidations`, { paths: ['/*'] })
  expect(invalidation.body.status === 'succeeded', `an invalidation that has succeeded: ${invalidation.body.status}`)

  await ask('PATCH', site.path, { continuousDeploymentPolicyId: null })
  // The copy can be deleted only after the policy that names it.
  const { body: deletion } = await ask('DELETE', `${deployment.path}?whenFree=true`)
  expect(deletion.status === 'succeeded', JSON.stringify(deletion))
  const parts = [func, store, keyGroup, key, cachePolicy, headersPolicy, access]
  const waiting = []
  for (const { path } of parts) waiting.push(await ask('DELETE', `${path}?whenFree=true`, undefined, { prefer: '' }))
  const ends = [ask('DELETE', site.path), ask('DELETE', copy.path)]
  for (const { body } of await Promise.all(ends)) expect(body.status === 'succeeded', JSON.stringify(body))
  for (const { path } of waiting) {
    const { body } = await ask('GET', path)
    expect(body.status === 'succeeded', `${path} has succeeded: ${JSON.stringify(body)}`)
  }
}

/** @param {boolean} holds @param {string} what @returns {asserts holds} */
function expect(holds, what) {
  if (!holds) throw new Error(`expected ${what}`)
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const base = process.argv[2] ?? 'http://127.0.0.1:8080'
  await runSiteLife(base, { name: 'shop', token: process.env.FRONTAGE_TOKEN, log: line => console.log(line) })
}
