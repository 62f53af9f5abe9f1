import {
  type CloudFrontClient,
  type Distribution,
  type DistributionConfig,
  GetDistributionConfigCommand,
  UpdateDistributionCommand
} from '@aws-sdk/client-cloudfront'
import { structure } from '../../cloudfront/model/shapes.ts'
import { unknownElements } from '../../cloudfront/protocol.ts'
import { ServiceError } from '../../errors.ts'
import {
  type ConfigChange as AnyConfigChange,
  type ConfigEditor,
  type ConfigVersion as AnyConfigVersion,
  createConfigEditor,
  type CurrentVersion as AnyCurrentVersion,
  type EditedVersion as AnyEditedVersion,
  type EditorOptions
} from '../editing/edit.ts'
import { type IfMatch } from '../editing/if-match.ts'

export type ConfigVersion = AnyConfigVersion<DistributionConfig>
export type CurrentVersion = AnyCurrentVersion<DistributionConfig>
export type EditedVersion = AnyEditedVersion<DistributionConfig, Distribution>
export type ConfigChange = AnyConfigChange<DistributionConfig>
export type DistributionEditor = ConfigEditor<DistributionConfig, Distribution>

/** What a caller may request of an edit besides the change. */
export interface EditOptions {
  readonly ifMatch: IfMatch | undefined
  /** Whether severe findings refuse the write. */
  readonly strict?: boolean | undefined
}

/** The only way to change distributions. */
export function createDistributionEditor({
  cloudfront,
  ...options
}: { cloudfront: CloudFrontClient } & EditorOptions): DistributionEditor {
  return createConfigEditor<DistributionConfig, Distribution>(
    {
      shape: structure('DistributionConfig'),
      async read(id) {
        const answer = await cloudfront.send(new GetDistributionConfigCommand({ Id: id }))
        const { DistributionConfig: config, ETag: etag } = answer
        if (!config || !etag) {
          throw new ServiceError('CLOUDFRONT_BAD_ANSWER', 'CloudFront answered without a configuration or its ETag.')
        }
        return { config, etag, unknown: unknownElements(answer) }
      },
      async update(id, { config: wanted, etag: IfMatch }) {
        const { Distribution: written, ETag: etag } = await cloudfront.send(
          new UpdateDistributionCommand({ Id: id, IfMatch, DistributionConfig: wanted })
        )
        const config = written?.DistributionConfig
        if (!written || !config || !etag) {
          throw new ServiceError(
            'CLOUDFRONT_BAD_ANSWER',
            'CloudFront answered an update without the distribution or its ETag.'
          )
        }
        return { config, etag, written }
      }
    },
    options
  )
}
