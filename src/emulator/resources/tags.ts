import { arnOf } from '../identifiers.ts'
import { repeated } from '../rules/rule.ts'
import { type Store } from '../store.ts'
import { fault, type Handlers } from '../wire/handlers.ts'
import {
  CONNECTION_GROUPS,
  type ConnectionGroupRecord,
  type DistributionRecord,
  DISTRIBUTIONS,
  type Tag,
  type TenantRecord,
  TENANTS
} from '../records.ts'

const TAGS_MAX = 50
const ALLOWED = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u

/**
 * Tags as they may be put on a resource (Developer Guide, "Tag a distribution"; API reference, Tag): `InvalidTagging`
 * for anything else.
 */
export function checkTags(tags: readonly Tag[]): void {
  for (const { Key, Value = '' } of tags) {
    const broken =
      Key === '' || Key.length > 128 || !ALLOWED.test(Key)
        ? 'A tag key has 1 to 128 letters, digits, blanks and _.:/=+-@ characters.'
        : Value.length > 256 || !ALLOWED.test(Value)
          ? 'A tag value has at most 256 letters, digits, blanks and _.:/=+-@ characters.'
          : /^aws:/i.test(Key)
            ? 'Tag keys that begin with aws: are reserved.'
            : undefined
    if (broken) throw fault('InvalidTagging', broken)
  }
  if (repeated(tags.map(({ Key }) => Key)).length > 0)
    throw fault('InvalidTagging', 'A tag key is given more than once.')
  if (tags.length > TAGS_MAX) throw fault('InvalidTagging', `A resource has at most ${TAGS_MAX} tags.`)
}

/** What may have tags here. */
type Tagged = DistributionRecord | TenantRecord | ConnectionGroupRecord

/** Tags of distributions, tenants and connection groups. They change neither the ETag nor the status. */
export function tagHandlers({ store }: { store: Store }): Handlers {
  const kinds = [
    ['distribution', DISTRIBUTIONS],
    ['distribution-tenant', TENANTS],
    ['connection-group', CONNECTION_GROUPS]
  ] as const
  const families = kinds.map(([kind, name]) => ({ kind, name, records: store.collection<Tagged>(name) }))

  function find(arn: string): { name: string; record: Tagged } {
    if (!/^arn:aws[a-z-]*:cloudfront::\d{12}:[a-z-]+\/.+$/.test(arn)) {
      throw fault('InvalidArgument', 'The parameter Resource is not an Amazon Resource Name of CloudFront.')
    }
    const id = arn.split('/')[1] ?? ''
    const family = families.find(({ kind }) => arn === arnOf(kind, id))
    const record = family?.records.get(id)
    if (!family || !record) throw fault('NoSuchResource', 'The specified resource does not exist.')
    return { name: family.name, record }
  }

  function put({ name, record }: { name: string; record: Tagged }, tags: readonly Tag[]): void {
    store.commit([[name, record.id, { ...record, tags } satisfies Tagged]])
  }

  return {
    ListTagsForResource: ({ Resource }) => ({ Tags: { Items: [...find(Resource).record.tags] } }),

    TagResource({ Resource, Tags }) {
      const found = find(Resource)
      const given = Tags.Items ?? []
      checkTags(given)
      const added = new Set(given.map(({ Key }) => Key))
      const tags = [...found.record.tags.filter(({ Key }) => !added.has(Key)), ...given]
      checkTags(tags)
      put(found, tags)
      return {}
    },

    UntagResource({ Resource, TagKeys }) {
      const found = find(Resource)
      const removed = new Set(TagKeys.Items ?? [])
      put(
        found,
        found.record.tags.filter(({ Key }) => !removed.has(Key))
      )
      return {}
    }
  }
}
