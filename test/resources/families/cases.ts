import { PublishFunctionCommand } from '@aws-sdk/client-cloudfront'
import { access } from '../../../src/resources/families/access.ts'
import { type startApp } from '../../helpers/start-app.ts'

type App = Awaited<ReturnType<typeof startApp>>

/** What one family needs beside its example, to be tried like all others. */
export interface FamilyCase {
  /** Members in place of those of the example, made first. */
  readonly needs?: (app: App) => Promise<object>
  /** A merge patch of its configuration; one without arrays. */
  readonly patch: object
  /** Makes something refer to it, and gives the address of that. */
  readonly use?: (app: App, made: { readonly id: string; readonly body: Record<string, never> }) => Promise<string>
}

/** A distribution whose default behavior has these members. */
async function withBehavior({ request }: App, members: object): Promise<string> {
  const { body } = await request
    .post('/distributions')
    .send({ origins: [{ domainName: 'www.example.com' }], defaultCacheBehavior: members })
    .expect(201)
  return `/distributions/${body.id}`
}

/** A distribution that is a template for tenants. */
export async function multiTenant({ request }: Pick<App, 'request'>): Promise<{ distributionId: string }> {
  const { body } = await request
    .post('/distributions')
    .send({
      origins: [{ domainName: 'www.example.com' }],
      connectionMode: 'tenant-only',
      defaultCacheBehavior: { cachePolicyId: CACHING_OPTIMIZED }
    })
    .expect(201)
  return { distributionId: body.id }
}

const CACHING_OPTIMIZED = '658327ea-f89d-4fab-a63d-7e88639e58f6'

async function publicKey({ request }: App): Promise<string> {
  const key = access.find(({ address }) => address === 'public-keys')?.example
  const { body } = await request.post('/public-keys').send(key).expect(201)
  return body.id
}

/** What field-level encryption needs of a behavior. */
const APP = {
  allowedMethods: {
    items: ['GET', 'HEAD', 'OPTIONS', 'PUT', 'POST', 'PATCH', 'DELETE'],
    cachedMethods: ['GET', 'HEAD']
  },
  viewerProtocolPolicy: 'https-only'
}

/** By the addresses of the families; a family without a case fails the test of all. */
export const cases: Readonly<Record<string, FamilyCase>> = {
  'cache-policies': {
    patch: { maxTtl: 1_000_000, comment: 'changed' },
    use: (app, { id }) => withBehavior(app, { cachePolicyId: id })
  },
  'origin-request-policies': {
    patch: { comment: 'changed' },
    use: (app, { id }) => withBehavior(app, { cachePolicyId: CACHING_OPTIMIZED, originRequestPolicyId: id })
  },
  'response-headers-policies': {
    patch: { comment: 'changed' },
    use: (app, { id }) => withBehavior(app, { responseHeadersPolicyId: id })
  },
  'continuous-deployment-policies': {
    async needs({ request }) {
      const { body } = await request.post('/distributions').send({
        origins: [{ domainName: 'www.example.com' }],
        httpVersion: 'http2'
      })
      const { body: copy } = await request.post(`/distributions/${body.id}/copies`).send({}).expect(201)
      return { stagingDistributionDnsNames: [copy.domainName] }
    },
    patch: { enabled: false }
  },
  'origin-access-controls': {
    patch: { description: 'changed' },
    async use({ request }, { id }) {
      const origin = { domainName: 'assets.s3.eu-west-1.amazonaws.com', originAccessControlId: id }
      const { body } = await request
        .post('/distributions')
        .send({ origins: [origin] })
        .expect(201)
      return `/distributions/${body.id}`
    }
  },
  'origin-access-identities': {
    patch: { comment: 'changed' },
    async use({ request }, { id }) {
      const origin = {
        domainName: 'assets.s3.eu-west-1.amazonaws.com',
        s3OriginConfig: { originAccessIdentity: `origin-access-identity/cloudfront/${id}` }
      }
      const { body } = await request
        .post('/distributions')
        .send({ origins: [origin] })
        .expect(201)
      return `/distributions/${body.id}`
    }
  },
  'public-keys': {
    patch: { comment: 'changed' },
    async use({ request }, { id }) {
      const { headers } = await request
        .post('/key-groups')
        .send({ name: 'signers', items: [id] })
        .expect(201)
      return String(headers.location)
    }
  },
  'key-groups': {
    needs: async app => ({ items: [await publicKey(app)] }),
    patch: { comment: 'changed' },
    use: (app, { id }) => withBehavior(app, { trustedKeyGroups: { enabled: true, items: [id] } })
  },
  'key-value-stores': {
    patch: { comment: 'changed' },
    async use({ request }, { body }) {
      const { headers } = await request
        .post('/functions')
        .send({
          name: 'lookup',
          code: 'function handler(event) { return event.request }',
          keyValueStoreAssociations: [{ keyValueStoreArn: body.arn }]
        })
        .expect(201)
      return String(headers.location)
    }
  },
  functions: {
    patch: { comment: 'changed' },
    async use(app, { id, body }) {
      await app.cloudfront.send(new PublishFunctionCommand({ Name: id, IfMatch: String(body.etag) }))
      const { functionArn } = body
      return withBehavior(app, { functionAssociations: [{ functionArn, eventType: 'viewer-request' }] })
    }
  },
  'vpc-origins': {
    patch: { httpPort: 8080 },
    async use({ request }, { id }) {
      const origin = { domainName: 'internal.example.com', vpcOriginConfig: { vpcOriginId: id } }
      const { body } = await request
        .post('/distributions')
        .send({ origins: [origin] })
        .expect(201)
      return `/distributions/${body.id}`
    }
  },
  'field-level-encryption-configs': {
    patch: { comment: 'changed' },
    use: (app, { id }) => withBehavior(app, { fieldLevelEncryptionId: id, ...APP })
  },
  'field-level-encryption-profiles': {
    async needs(app) {
      return {
        encryptionEntities: [{ publicKeyId: await publicKey(app), providerId: 'shop', fieldPatterns: ['card*'] }]
      }
    },
    patch: { comment: 'changed' },
    async use({ request }, { id }) {
      const contentType = { format: 'URLEncoded', contentType: 'application/x-www-form-urlencoded', profileId: id }
      const { headers } = await request
        .post('/field-level-encryption-configs')
        .send({
          contentTypeProfileConfig: {
            forwardWhenContentTypeIsUnknown: true,
            contentTypeProfiles: [contentType]
          }
        })
        .expect(201)
      return String(headers.location)
    }
  },
  'connection-functions': {
    patch: { comment: 'changed' }
  },
  'distribution-tenants': {
    needs: multiTenant,
    patch: { enabled: false }
  },
  'connection-groups': {
    patch: { ipv6Enabled: false },
    async use(app, { id }) {
      const needed = await multiTenant(app)
      const tenant = {
        ...needed,
        name: 'customer-1',
        domains: [{ domain: 'customer-1.example.com' }],
        connectionGroupId: id
      }
      const { headers } = await app.request.post('/distribution-tenants').send(tenant).expect(201)
      return String(headers.location)
    }
  },
  'anycast-ip-lists': {
    patch: { ipAddressType: 'dualstack' },
    async use({ request }, { id }) {
      const { headers } = await request
        .post('/connection-groups')
        .send({ name: 'fixed', anycastIpListId: id })
        .expect(201)
      return String(headers.location)
    }
  },
  'trust-stores': {
    patch: { useClientCertificateOcspEndpoint: true }
  },
  'streaming-distributions': {
    patch: { comment: 'changed' }
  },
  'realtime-log-configs': {
    patch: { samplingRate: 50 },
    use: (app, { body }) => withBehavior(app, { realtimeLogConfigArn: body.arn })
  }
}
