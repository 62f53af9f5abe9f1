import { type CloudFrontClient } from '@aws-sdk/client-cloudfront'
import { type EditorOptions } from '../../configuration/editing/edit.ts'
import { type TagReader } from '../../configuration/tags/tag-reader.ts'
import { createTagService, type TagService } from '../tags/service.ts'
import { defineFamily } from './family.ts'
import { type ManagedFamily } from './deletion.ts'
import { arnOf } from './mapping.ts'
import { type FamilySchemas, schemasOf } from './schemas.ts'
import { createFamilyService, type FamilyAccounts, type FamilyLogger } from './service.ts'
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
  logger,
  accounts
}: {
  cloudfront: CloudFrontClient
  tagReader: TagReader
  note?: EditorOptions['note']
  logger: FamilyLogger
  /** Present if there are several. */
  accounts?: FamilyAccounts | undefined
}): ReadonlyMap<string, FamilyWithSchemas> {
  return new Map(
    table.map(row => {
      const family = defineFamily(row)
      const schemas = schemasOf(family)
      const service = createFamilyService({ family, schemas, cloudfront, note, logger, accounts })
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
