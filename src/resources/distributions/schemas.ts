import Type from 'typebox'
import { DistributionSummary } from '../../configuration/distributions/answer-schemas.ts'
import { PageQuery, pageMembers } from '../../plugins/pagination.ts'
import { DistributionFilters } from './filters.ts'

export const DistributionQuery = Type.Object(
  { ...PageQuery.properties, ...DistributionFilters.properties },
  { additionalProperties: false }
)

export const DistributionPage = Type.Object(
  {
    ...pageMembers(DistributionSummary),
    tagsReadAt: Type.Optional(
      Type.String({
        format: 'date-time',
        description:
          'With the filter `tag`: when the oldest of the tags used was read. Later changes made outside Frontage may be ' +
          'missing.'
      })
    )
  },
  { 'x-component': 'DistributionPage' }
)
