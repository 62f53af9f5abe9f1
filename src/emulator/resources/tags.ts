import { type Tagged } from '../families/family.ts'
import { distributionArn } from '../identifiers.ts'
import { repeated } from '../rules/rule.ts'
import { type Store } from '../store.ts'
import { fault, type Handlers } from '../wire/handlers.ts'
import { type DistributionRecord, DISTRIBUTIONS, type Tag } from '../records.ts'

const TAGS_MAX = 50
const ALLOWED = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u

/**
 * Validates the tags of a resource (Developer Guide, "Tag a distribution"; API reference, Tag): `InvalidTagging`
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

function taggedDistributions(store: Store): Tagged {
  const records = store.collection<DistributionRecord>(DISTRIBUTIONS)
  const find = (arn: string) => {
    const record = records.get(arn.split('/')[1] ?? '')
    return record && arn === distributionArn(record.id) ? record : undefined
  }
  return {
    tagsOf: arn => find(arn)?.tags,
    setTags: (arn, tags) => {
      const record = find(arn)
      if (record) store.commit([[DISTRIBUTIONS, record.id, { ...record, tags } satisfies DistributionRecord]])
    }
  }
}

interface TagDeps {
  readonly store: Store
  readonly families: readonly { readonly tagged: Tagged | undefined }[]
}

/** The operations for tags of every resource that has some. They change neither the ETag nor the status. */
export function tagHandlers({ store, families }: TagDeps): Handlers {
  const places = [taggedDistributions(store), ...families.flatMap(({ tagged }) => tagged ?? [])]

  function find(arn: string): { place: Tagged; tags: readonly Tag[] } {
    if (!/^arn:aws[a-z-]*:cloudfront::\d{12}:[a-z-]+\/.+$/.test(arn)) {
      throw fault('InvalidArgument', 'The parameter Resource is not an Amazon Resource Name of CloudFront.')
    }
    for (const place of places) {
      const tags = place.tagsOf(arn)
      if (tags) return { place, tags }
    }
    throw fault('NoSuchResource', 'The specified resource does not exist.')
  }

  return {
    ListTagsForResource: ({ Resource }) => ({ Tags: { Items: [...find(Resource).tags] } }),

    TagResource({ Resource, Tags }) {
      const { place, tags: before } = find(Resource)
      const given = Tags.Items ?? []
      checkTags(given)
      const added = new Set(given.map(({ Key }) => Key))
      const tags = [...before.filter(({ Key }) => !added.has(Key)), ...given]
      checkTags(tags)
      place.setTags(Resource, tags)
      return {}
    },

    UntagResource({ Resource, TagKeys }) {
      const { place, tags } = find(Resource)
      const removed = new Set(TagKeys.Items ?? [])
      place.setTags(
        Resource,
        tags.filter(({ Key }) => !removed.has(Key))
      )
      return {}
    }
  }
}
