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
          'Whoever may write distributions may protect one; to lift the protection takes the scope `admin`. Frontage does not delete a protected ' +
          'distribution (409 `DISTRIBUTION_PROTECTED`), and a deletion that is under way fails before CloudFront is asked to delete, which may leave the distribution ' +
          'disabled. All else stays allowed, disabling included, and so does whatever is done to it outside Frontage. A repeat is harmless.',
        tags,
        params: DistributionParams,
        body: DistributionProtection,
        response
      }
    },
    async request => service.replace(request.params.distributionId, request.body, request.caller.grant)
  )
}
