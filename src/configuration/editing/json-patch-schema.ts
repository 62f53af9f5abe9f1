import Type, { type Static } from 'typebox'

const patchPointer = (description: string) =>
  Type.String({
    pattern: '^(/.*)?$',
    'x-expected': 'a JSON pointer, which is empty or begins with /',
    maxLength: 1_000,
    description
  })

/** The body of a PATCH of a configuration as a list of operations. */
export const JsonPatch = Type.Array(
  Type.Object(
    {
      op: Type.Enum(['add', 'remove', 'replace', 'move', 'copy', 'test'], {
        type: 'string',
        description: 'The kind of operation.'
      }),
      path: patchPointer('JSON pointer (RFC 6901) into config.'),
      from: Type.Optional(patchPointer('For move and copy: where the value comes from.')),
      value: Type.Optional(
        Type.Unknown({ description: 'For add, replace and test: any JSON value. Null is the default at creation.' })
      )
    },
    {
      additionalProperties: false,
      'x-component': 'JsonPatchOperation',
      'x-component-description': 'One operation of a JSON patch (RFC 6902).'
    }
  ),
  {
    minItems: 1,
    maxItems: 100,
    'x-component': 'JsonPatch',
    description: 'A JSON patch (RFC 6902) of config: operations that are applied in order, all or none.',
    examples: [[{ op: 'replace', path: '/comment', value: 'The shop' }]]
  }
)
export type JsonPatch = Static<typeof JsonPatch>
