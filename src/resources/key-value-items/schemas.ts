import Type, { type Static } from 'typebox'
import { changeMembers } from '../../configuration/editing/dry-run.ts'
import { PageQuery, pageSchema } from '../../plugins/pagination.ts'

/** CloudFront Developer Guide, quotas of key value stores: keys of 512 bytes, values of 1 KB, 50 keys in one change. */
const KEY_LENGTH_MAX = 512
const VALUE_LENGTH_MAX = 1_024
const CHANGES_MAX = 50

export const StoreParams = Type.Object({
  keyValueStoreName: Type.String({
    pattern: '^[\\w.-]{1,128}$',
    'x-expected': 'up to 128 letters, digits, _ . and -',
    description: 'The name of a key value store.',
    examples: ['redirects']
  })
})

export const ItemParams = Type.Object({
  ...StoreParams.properties,
  key: Type.String({
    minLength: 1,
    maxLength: KEY_LENGTH_MAX,
    description: 'The key, percent-encoded, including its slashes.',
    examples: ['%2Fold']
  })
})

const value = Type.String({ maxLength: VALUE_LENGTH_MAX, description: 'The value, as text.' })

export const Item = Type.Object(
  { key: Type.String({ description: 'The key.' }), value: Type.String({ description: 'The value, as text.' }) },
  { 'x-component': 'KeyValueItem' }
)

export const ItemValue = Type.Object(
  { value },
  { additionalProperties: false, 'x-component': 'KeyValueItemValue', examples: [{ value: '/new' }] }
)
export type ItemValue = Static<typeof ItemValue>

export const ItemsQuery = Type.Object(
  {
    limit: Type.Integer({ minimum: 1, maximum: 50, default: 50, description: 'The maximum number of items.' }),
    cursor: PageQuery.properties.cursor
  },
  { additionalProperties: false }
)

export const ItemPage = pageSchema(Item, 'KeyValueItemPage')

export type ItemsPatch = Record<string, string | null>
export const ItemsPatch = Type.Unsafe<ItemsPatch>(
  Type.Object(
    {},
    {
      additionalProperties: Type.Union([value, Type.Null()]),
      minProperties: 1,
      maxProperties: CHANGES_MAX,
      'x-component': 'KeyValueItemsPatch',
      'x-component-description':
        `A JSON merge patch (RFC 7396) of the items, at most ${CHANGES_MAX} of them; null removes one. Either all of the ` +
        'changes take effect or none.',
      examples: [{ '/old': '/new', '/older': null }]
    }
  )
)

export const KeyValueStoreTotals = Type.Object(
  {
    itemCount: Type.Integer({ description: 'How many items the store has after the change.' }),
    totalSizeInBytes: Type.Integer({ description: 'Their total size; the maximum for a store is 5 MB.' })
  },
  { 'x-component': 'KeyValueStoreTotals', 'x-component-description': 'The store after a change.' }
)
export type KeyValueStoreTotals = Static<typeof KeyValueStoreTotals>

export const KeyValueItemsDryRun = Type.Object(
  { ...changeMembers, ...KeyValueStoreTotals.properties },
  {
    'x-component': 'KeyValueItemsDryRun',
    'x-component-description':
      'What a write would do: the items that would change, and the totals of the store afterwards.'
  }
)
export type KeyValueItemsDryRun = Static<typeof KeyValueItemsDryRun>
