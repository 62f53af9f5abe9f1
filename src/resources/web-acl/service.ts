import {
  AssociateDistributionWebACLCommand,
  type CloudFrontClient,
  type DistributionConfig,
  DisassociateDistributionWebACLCommand
} from '@aws-sdk/client-cloudfront'
import { type Accounts, withAccount } from '../../accounts/accounts.ts'
import { type DryRunOutcome } from '../../configuration/distributions/dry-run.ts'
import { findingsOf } from '../../configuration/distributions/findings/index.ts'
import { type Finding } from '../../configuration/distributions/findings/schemas.ts'
import { type StrictFindings } from '../../configuration/distributions/findings/strict.ts'
import { ServiceError } from '../../errors.ts'
import {
  type ConfigVersion,
  type DistributionEditor,
  type EditOptions
} from '../../configuration/distributions/editor.ts'

interface WebAclVersion {
  readonly etag: string
  /** Present if there are several. */
  readonly account?: string
  /** The findings of the whole configuration. */
  readonly findings: readonly Finding[]
}

export type WebAclService = ReturnType<typeof createWebAclService>

export function createWebAclService({
  cloudfront,
  editor,
  strictFindings,
  accountOf
}: {
  cloudfront: CloudFrontClient
  editor: DistributionEditor
  strictFindings: StrictFindings
  /** Present if there are several accounts. */
  accountOf?: Accounts['nameOf'] | undefined
}) {
  function changeTo(webAclId: string, strict: boolean | undefined) {
    return (before: DistributionConfig): DistributionConfig => {
      const after = { ...before, WebACLId: webAclId }
      strictFindings(strict)?.({ before, after })
      return after
    }
  }

  /** Nothing is written if the distribution already has this web ACL. */
  async function ensure(
    distributionId: string,
    wanted: string,
    { ifMatch, strict }: EditOptions,
    send: (etag: string) => Promise<{ ETag?: string | undefined }>
  ): Promise<WebAclVersion> {
    const isThere = ({ config }: ConfigVersion) => (config.WebACLId ?? '') === wanted
    const change = changeTo(wanted, strict)
    const { config, etag } = await editor.writeVersion<ConfigVersion>(distributionId, ifMatch, {
      async write(current) {
        const config = change(current.config)
        if (isThere(current)) return current
        const { ETag: etag } = await send(current.etag)
        if (!etag) throw new ServiceError('CLOUDFRONT_BAD_ANSWER', 'CloudFront answered a change without its ETag.')
        return { config, etag }
      },
      findWritten: current => (isThere(current) ? current : undefined),
      after: config => ({ ...config, WebACLId: wanted }),
      etagOf: ({ etag }) => etag
    })
    return withAccount({ etag, findings: findingsOf(config) }, accountOf?.(distributionId))
  }

  return {
    /** Associates the web ACL and keeps the rest of the configuration. Safe to repeat. */
    async put(distributionId: string, webAclId: string, options: EditOptions): Promise<WebAclVersion> {
      return ensure(distributionId, webAclId, options, IfMatch =>
        cloudfront.send(new AssociateDistributionWebACLCommand({ Id: distributionId, WebACLArn: webAclId, IfMatch }))
      )
    },

    /** What `put`, or without an ARN `remove`, would do. Reads only. */
    async preview(
      distributionId: string,
      webAclId: string | undefined,
      { ifMatch, strict }: EditOptions
    ): Promise<DryRunOutcome> {
      return editor.previewVersion(distributionId, ifMatch, changeTo(webAclId ?? '', strict))
    },

    /** Removes the web ACL from the distribution. Safe to repeat. */
    async remove(distributionId: string, options: EditOptions): Promise<WebAclVersion> {
      return ensure(distributionId, '', options, IfMatch =>
        cloudfront.send(new DisassociateDistributionWebACLCommand({ Id: distributionId, IfMatch }))
      )
    }
  }
}
