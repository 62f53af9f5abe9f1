import { STREAMING_DISTRIBUTIONS, type StreamingConfig } from '../records.ts'
import { activeAccounts } from '../resources/distribution-answers.ts'
import { checkTags } from '../resources/tags.ts'
import { streamingRules } from '../rules/streaming-distribution.ts'
import { type FamilyRow } from './row.ts'

/** Distributions for RTMP, which AWS discontinued at the end of 2020; their operations still exist. */
export const streamingDistribution: FamilyRow<StreamingConfig> = {
  entity: 'StreamingDistribution',
  noun: 'a streaming distribution',
  collection: STREAMING_DISTRIBUTIONS,
  errors: {
    missing: 'NoSuchStreamingDistribution',
    alreadyExists: 'StreamingDistributionAlreadyExists',
    tooMany: 'TooManyStreamingDistributions'
  },
  id: ids => ids.distribution(),
  arn: 'streaming-distribution',
  assigned: ids => ({ DomainName: ids.streamingDomainName() }),
  unique: [{ of: ({ CallerReference }) => CallerReference }],
  quota: 'streamingDistributions',
  removal: [
    {
      code: 'StreamingDistributionNotDisabled',
      message: 'The streaming distribution you are trying to delete has not been disabled.',
      brokenBy: ({ record, ready }) => record.config.Enabled || !ready
    }
  ],
  complete: config => ({
    ...config,
    Aliases: config.Aliases ?? { Quantity: 0 },
    Logging: config.Logging ?? { Enabled: false, Bucket: '', Prefix: '' },
    PriceClass: config.PriceClass ?? 'PriceClass_All'
  }),
  rules: streamingRules,
  states: ['InProgress', 'Deployed'],
  tagged: true,
  shows: ({ config: { TrustedSigners: signers } }) => ({
    ActiveTrustedSigners: activeAccounts(signers.Enabled ? (signers.Items ?? []) : [])
  }),
  verbs: ({ create }, { answer }) => ({
    CreateStreamingDistributionWithTags({ StreamingDistributionConfigWithTags: given }, { origin }) {
      const tags = given.Tags.Items ?? []
      checkTags(tags)
      const record = create(given.StreamingDistributionConfig, tags)
      const Location = `${origin}/2020-05-31/streaming-distribution/${record.id}`
      return { ...answer('CreateStreamingDistributionWithTags', record), Location }
    }
  })
}
