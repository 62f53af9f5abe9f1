import Type, { type Static } from 'typebox'
import { DistributionParams } from '../../configuration/distributions/schemas.ts'

export const Promotion = Type.Object(
  { stagingDistributionId: DistributionParams.properties.distributionId },
  {
    additionalProperties: false,
    'x-component': 'Promotion',
    examples: [{ stagingDistributionId: 'EDFDVBD632BHDS5' }]
  }
)
export type Promotion = Static<typeof Promotion>
