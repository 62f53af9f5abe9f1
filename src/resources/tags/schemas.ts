import Type, { type Static } from 'typebox'

export const Tags = Type.Record(Type.String(), Type.String(), {
  'x-component': 'Tags',
  'x-component-description':
    'Tags as an object of keys and values: at most 50; keys of 1 to 128, values of at most 256 letters, digits, blanks and _.:/=+-@',
  examples: [{ team: 'web', stage: 'production' }]
})
export type Tags = Static<typeof Tags>

export const TagsPatch = Type.Record(Type.String(), Type.Union([Type.String(), Type.Null()]), {
  'x-component': 'TagsPatch',
  'x-component-description': 'A JSON merge patch (RFC 7396) of the tags: null removes a tag.',
  examples: [{ stage: 'test', owner: null }]
})
export type TagsPatch = Static<typeof TagsPatch>
