import { type CloudFrontClient, CreateVpcOriginCommand } from '@aws-sdk/client-cloudfront'

/** An internal load balancer as a VPC origin, which can be shared with other accounts. */
export async function createVpcOrigin(client: CloudFrontClient, name: string): Promise<{ id: string; arn: string }> {
  const { VpcOrigin } = await client.send(
    new CreateVpcOriginCommand({
      VpcOriginEndpointConfig: {
        Name: name,
        Arn: `arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/${name}/1a2b3c4d5e6f7081`,
        HTTPPort: 80,
        HTTPSPort: 443,
        OriginProtocolPolicy: 'https-only'
      }
    })
  )
  return { id: VpcOrigin?.Id ?? '', arn: VpcOrigin?.Arn ?? '' }
}

/** A resource policy that shares what it is of with an account. */
export function sharedWith(account: string) {
  const statement = {
    Effect: 'Allow',
    Principal: { AWS: account },
    Action: 'cloudfront:CreateDistribution',
    Resource: '*'
  }
  return { Version: '2012-10-17', Statement: [statement] }
}
