import { type CloudFrontClient } from '@aws-sdk/client-cloudfront'
import { type FastifyInstance } from 'fastify'
import { type EditorOptions } from '../../configuration/editing/edit.ts'
import { type TagReader } from '../../configuration/tags/tag-reader.ts'
import { tagRoutes } from '../tags/routes.ts'
import { createTagService, type TagService } from '../tags/service.ts'
import { defineFamily, withArticle } from './family.ts'
import { type FamilyDeletions, type ManagedFamily } from './deletion.ts'
import { arnOf } from './mapping.ts'
import { registerFamilyRoutes } from './routes.ts'
import { type FamilySchemas, schemasOf } from './schemas.ts'
import { createFamilyService, type FamilyAccounts } from './service.ts'
import { table } from './table.ts'

interface FamilyWithSchemas extends ManagedFamily {
  readonly schemas: FamilySchemas
  readonly tags: TagService
}

/** All families of the table, by their addresses. */
export function createFamilies({
  cloudfront,
  tagReader,
  note,
  accounts
}: {
  cloudfront: CloudFrontClient
  tagReader: TagReader
  note?: EditorOptions['note']
  /** Where there are several. */
  accounts?: FamilyAccounts | undefined
}): ReadonlyMap<string, FamilyWithSchemas> {
  return new Map(
    table.map(row => {
      const family = defineFamily(row)
      const schemas = schemasOf(family)
      const service = createFamilyService({ family, schemas, cloudfront, note, accounts })
      const tags = createTagService({
        cloudfront,
        tagReader,
        arnOf: async id => arnOf(family, (await service.read(id)).entity),
        gone: (_, cause) => cause
      })
      return [family.address, { family, schemas, service, tags }]
    })
  )
}

export type Families = ReturnType<typeof createFamilies>

/** Each family at its address. */
export async function familyRoutes(
  app: FastifyInstance,
  { families, deletions }: { families: Families; deletions: FamilyDeletions }
): Promise<void> {
  for (const [address, managed] of families) {
    const { family, service, schemas, tags } = managed
    await app.register(
      async scope => {
        registerFamilyRoutes(scope, { ...managed, deletions })
        family.verbs?.(scope, { family, service, schemas })
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
