import Type, { type Static } from 'typebox'

export const DistributionProtection = Type.Object(
  {
    protected: Type.Boolean({ description: 'Whether the distribution must not be deleted through Frontage.' })
  },
  { additionalProperties: false, 'x-component': 'DistributionProtection', examples: [{ protected: true }] }
)
export type DistributionProtection = Static<typeof DistributionProtection>
