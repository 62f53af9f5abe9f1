import { problemsOf } from '../../cloudfront/operation-problems.ts'
import { DistributionParams } from '../../configuration/distributions/schemas.ts'
import { jsonAnswer } from '../../plugins/json-answer.ts'
import { problemResponses } from '../../plugins/problem-schema.ts'
import { type Routes } from '../../plugins/type-provider.ts'
import { DistributionProtection } from './schemas.ts'
import { type ProtectionService } from './service.ts'

const tags = ['Distributions']
const response = {
  200: jsonAnswer('Whether it is protected.', DistributionProtection),
  ...problemResponses('VALIDATION_FAILED', 'STORE_UNAVAILABLE', ...problemsOf('GetDistribution'))
}

export const protectionRoutes: Routes<{ service: ProtectionService }> = async (app, { service }) => {
  app.get(
    '/',
    {
      schema: {
        operationId: 'getDistributionProtection',
        'x-cloudfront-operations': ['GetDistribution'],
        summary: 'Read whether a distribution is protected from deletion',
        tags,
        params: DistributionParams,
        response
      }
    },
    async request => service.get(request.params.distributionId)
  )

  app.put(
    '/',
    {
      schema: {
        operationId: 'replaceDistributionProtection',
        'x-cloudfront-operations': ['GetDistribution'],
        summary: 'Protect a distribution from deletion',
        description:
          'Setting the protection requires the scope `distributions:write`; removing it requires `admin`. Frontage does ' +
          'not delete a protected ' +
          'distribution (409 `DISTRIBUTION_PROTECTED`). A deletion in progress fails before it deletes the distribution, ' +
          'which may then be disabled. ' +
          'All other changes remain possible, including disabling, and so do deletions outside Frontage. Safe to repeat.',
        tags,
        params: DistributionParams,
        body: DistributionProtection,
        response
      }
    },
    async request => service.replace(request.params.distributionId, request.body, request.caller.grant)
  )
}
