import { distributionArn } from '../identifiers.ts'
import { repeated } from '../rules/rule.ts'
import { type Store } from '../store.ts'
import { fault, type Handlers } from '../wire/handlers.ts'
import { type DistributionRecord, DISTRIBUTIONS, type Tag } from '../records.ts'

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

/** Tags of distributions: the only resources here that have any. They change neither the ETag nor the status. */
export function tagHandlers({ store }: { store: Store }): Handlers {
  const distributions = store.collection<DistributionRecord>(DISTRIBUTIONS)

  function find(arn: string): DistributionRecord {
    if (!/^arn:aws[a-z-]*:cloudfront::\d{12}:[a-z-]+\/.+$/.test(arn)) {
      throw fault('InvalidArgument', 'The parameter Resource is not an Amazon Resource Name of CloudFront.')
    }
    const id = arn.split('/')[1] ?? ''
    const record = distributions.get(id)
    if (!record || arn !== distributionArn(id)) throw fault('NoSuchResource', 'The specified resource does not exist.')
    return record
  }

  function put(record: DistributionRecord, tags: readonly Tag[]): void {
    store.commit([[DISTRIBUTIONS, record.id, { ...record, tags } satisfies DistributionRecord]])
  }

  return {
    ListTagsForResource: ({ Resource }) => ({ Tags: { Items: [...find(Resource).tags] } }),

    TagResource({ Resource, Tags }) {
      const record = find(Resource)
      const given = Tags.Items ?? []
      checkTags(given)
      const added = new Set(given.map(({ Key }) => Key))
      const tags = [...record.tags.filter(({ Key }) => !added.has(Key)), ...given]
      checkTags(tags)
      put(record, tags)
      return {}
    },

    UntagResource({ Resource, TagKeys }) {
      const record = find(Resource)
      const removed = new Set(TagKeys.Items ?? [])
      put(
        record,
        record.tags.filter(({ Key }) => !removed.has(Key))
      )
      return {}
    }
  }
}
