import {
  AssociateDistributionWebACLCommand,
  type CloudFrontClient,
  DisassociateDistributionWebACLCommand
} from '@aws-sdk/client-cloudfront'
import { ServiceError } from '../../errors.ts'
import { type ConfigVersion, type DistributionEditor } from '../../configuration/editing/edit.ts'
import { type IfMatch } from '../../configuration/editing/if-match.ts'

export type WebAclService = ReturnType<typeof createWebAclService>

export function createWebAclService({
  cloudfront,
  editor
}: {
  cloudfront: CloudFrontClient
  editor: DistributionEditor
}) {
  /** Nothing is written where the web ACL is as wanted. */
  async function ensure(
    distributionId: string,
    ifMatch: IfMatch | undefined,
    wanted: string,
    send: (etag: string) => Promise<{ ETag?: string | undefined }>
  ): Promise<{ etag: string }> {
    const isThere = ({ config }: ConfigVersion) => (config.WebACLId ?? '') === wanted
    return editor.writeVersion<{ etag: string }>(distributionId, ifMatch, {
      async write(current) {
        if (isThere(current)) return { etag: current.etag }
        const { ETag: etag } = await send(current.etag)
        if (!etag) throw new ServiceError('CLOUDFRONT_BAD_ANSWER', 'CloudFront answered a change without its ETag.')
        return { etag }
      },
      findWritten: current => (isThere(current) ? { etag: current.etag } : undefined)
    })
  }

  return {
    /** Puts the web ACL on the distribution and leaves the rest of the configuration alone. Safe to repeat. */
    async put(distributionId: string, webAclId: string, ifMatch: IfMatch | undefined): Promise<{ etag: string }> {
      return ensure(distributionId, ifMatch, webAclId, IfMatch =>
        cloudfront.send(new AssociateDistributionWebACLCommand({ Id: distributionId, WebACLArn: webAclId, IfMatch }))
      )
    },

    /** What `put`, or without an ARN `remove`, would do. Reads only; it cannot show a setting that the model does not know. */
    async preview(distributionId: string, webAclId: string | undefined, ifMatch: IfMatch | undefined) {
      return editor.preview(distributionId, ifMatch, config => ({ ...config, WebACLId: webAclId ?? '' }))
    },

    /** Takes the web ACL off the distribution. Safe to repeat. */
    async remove(distributionId: string, ifMatch: IfMatch | undefined): Promise<{ etag: string }> {
      return ensure(distributionId, ifMatch, '', IfMatch =>
        cloudfront.send(new DisassociateDistributionWebACLCommand({ Id: distributionId, IfMatch }))
      )
    }
  }
}
