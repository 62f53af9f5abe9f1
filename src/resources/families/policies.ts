import { type FamilyRow } from './family.ts'
import { distributionsListedBy } from './used-by.ts'

const tag = 'Policies'

export const policies: readonly FamilyRow[] = [
  {
    noun: 'cache policy',
    plural: 'cache policies',
    address: 'cache-policies',
    tag,
    entity: 'CachePolicy',
    id: { parameter: 'cachePolicyId', example: '658327ea-f89d-4fab-a63d-7e88639e58f6' },
    findUsers: distributionsListedBy('ListDistributionsByCachePolicyId', 'CachePolicyId'),
    example: {
      name: 'by-language',
      comment: 'A copy for each language',
      parametersInCacheKeyAndForwardedToOrigin: {
        headersConfig: { headerBehavior: 'whitelist', headers: ['Accept-Language'] }
      }
    }
  },
  {
    noun: 'origin request policy',
    plural: 'origin request policies',
    address: 'origin-request-policies',
    tag,
    entity: 'OriginRequestPolicy',
    id: { parameter: 'originRequestPolicyId', example: '216adef6-5c7f-47e4-b989-5492eafa07d3' },
    findUsers: distributionsListedBy('ListDistributionsByOriginRequestPolicyId', 'OriginRequestPolicyId'),
    example: { name: 'with-query', queryStringsConfig: { queryStringBehavior: 'all' } }
  },
  {
    noun: 'response headers policy',
    plural: 'response headers policies',
    address: 'response-headers-policies',
    tag,
    entity: 'ResponseHeadersPolicy',
    id: { parameter: 'responseHeadersPolicyId', example: '67f7725c-6f97-4210-82d7-5512b31e9d03' },
    findUsers: distributionsListedBy('ListDistributionsByResponseHeadersPolicyId', 'ResponseHeadersPolicyId'),
    example: {
      name: 'no-frames',
      securityHeadersConfig: { frameOptions: { override: true, frameOption: 'DENY' } }
    }
  },
  {
    // No list shows which distribution has one attached: a deletion finds out only when CloudFront refuses it.
    noun: 'continuous deployment policy',
    plural: 'continuous deployment policies',
    address: 'continuous-deployment-policies',
    tag,
    entity: 'ContinuousDeploymentPolicy',
    id: { parameter: 'continuousDeploymentPolicyId', example: '3f5b2a0c-8d4e-4f6a-9b1c-7e2d5a8c4b60' },
    example: {
      enabled: true,
      stagingDistributionDnsNames: ['d111111abcdef8.cloudfront.net'],
      trafficConfig: { type: 'SingleWeight', singleWeightConfig: { weight: 0.05 } }
    }
  }
]
