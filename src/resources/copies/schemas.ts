import Type, { type Static } from 'typebox'

export const CopyCreate = Type.Object(
  {
    enabled: Type.Optional(
      Type.Boolean({ description: 'Whether the staging distribution takes requests. Default: true.' })
    )
  },
  { additionalProperties: false, 'x-component': 'CopyCreate', examples: [{ enabled: true }] }
)
export type CopyCreate = Static<typeof CopyCreate>
