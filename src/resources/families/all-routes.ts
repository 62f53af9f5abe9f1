import { type FastifyInstance } from 'fastify'
import { tagRoutes } from '../tags/routes.ts'
import { type FamilyDeletions } from './deletion.ts'
import { type Families } from './families.ts'
import { type VerbOptions, withArticle } from './family.ts'
import { functionVerbs } from './function-routes.ts'
import { registerFamilyRoutes } from './routes.ts'
import { tenantVerbs } from './tenant-routes.ts'

/** Additional routes of single families, by address. */
const verbs: Readonly<Record<string, (app: FastifyInstance, options: VerbOptions) => void>> = {
  functions: functionVerbs({
    asObject: 'event',
    inBase64: 'eventObject',
    member: 'EventObject',
    example: {
      version: '1.0',
      context: { eventType: 'viewer-request' },
      viewer: { ip: '198.51.100.11' },
      request: { method: 'GET', uri: '/docs/', querystring: {}, headers: {}, cookies: {} }
    }
  }),
  'connection-functions': functionVerbs({
    asObject: 'connection',
    inBase64: 'connectionObject',
    member: 'ConnectionObject',
    example: { clientIp: '198.51.100.11' }
  }),
  'distribution-tenants': tenantVerbs
}

/** Registers the routes of each family. */
export async function familyRoutes(
  app: FastifyInstance,
  { families, deletions }: { families: Families; deletions: FamilyDeletions }
): Promise<void> {
  for (const [address, managed] of families) {
    const { family, service, schemas, tags } = managed
    await app.register(
      async scope => {
        registerFamilyRoutes(scope, { ...managed, deletions })
        verbs[address]?.(scope, { family, service, schemas })
      },
      { prefix: `/${address}` }
    )
    if (!family.isTaggable) continue
    await app.register(tagRoutes, {
      prefix: `/${address}/:${family.id.parameter}/tags`,
      service: tags,
      name: family.name,
      one: withArticle(family.noun),
      tag: family.tag,
      params: schemas.params,
      getOperation: family.calls.get.name
    })
  }
}
