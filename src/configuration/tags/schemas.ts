import Type, { type TSchema } from 'typebox'

/**
 * Not Type.Record: its pattern for any name, `^.*$`, does not match names with a line break, so their values would be
 * unchecked.
 */
function mapOf<Value>(value: TSchema, options: { 'x-component': string; [name: string]: unknown }) {
  return Type.Unsafe<Record<string, Value>>(Type.Object({}, { additionalProperties: value, ...options }))
}

export type Tags = Record<string, string>
export const Tags = mapOf<string>(Type.String(), {
  'x-component': 'Tags',
  'x-component-description':
    'Tags as an object of keys and values: at most 50; keys of 1 to 128, values of at most 256 letters, digits, ' +
    'spaces and any of `_.:/=+-@`',
  examples: [{ team: 'web', stage: 'production' }]
})

export type TagsPatch = Record<string, string | null>
export const TagsPatch = mapOf<string | null>(Type.Union([Type.String(), Type.Null()]), {
  'x-component': 'TagsPatch',
  'x-component-description': 'A JSON merge patch (RFC 7396) of the tags: null removes a tag.',
  examples: [{ stage: 'test', owner: null }]
})
