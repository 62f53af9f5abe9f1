import {
  type CloudFrontClient,
  CreateOriginAccessControlCommand,
  type OriginAccessControlOriginTypes
} from '@aws-sdk/client-cloudfront'

/** The id of an access control of the caller's own, for origins of this kind. */
export async function createAccessControl(
  cloudfront: CloudFrontClient,
  OriginAccessControlOriginType: OriginAccessControlOriginTypes = 's3'
): Promise<string> {
  const { OriginAccessControl } = await cloudfront.send(
    new CreateOriginAccessControlCommand({
      OriginAccessControlConfig: {
        Name: `own for ${OriginAccessControlOriginType}`,
        SigningProtocol: 'sigv4',
        SigningBehavior: 'always',
        OriginAccessControlOriginType
      }
    })
  )
  if (OriginAccessControl?.Id === undefined) throw new Error('the answer has no id')
  return OriginAccessControl.Id
}
