import { type Subject } from '../families/row.ts'
import { type StreamingConfig } from '../records.ts'
import { CNAME_TAKEN, INVALID_ALIAS, isAlias } from './aliases-and-certificate.ts'
import { callerReferenceRules } from './caller-reference.ts'
import { commentRule } from './policy-members.ts'
import { isAccessIdentity, isBucketHost } from './origins.ts'
import { type Rule } from './rule.ts'

type Streaming = Subject<StreamingConfig>

const aliases = ({ Aliases }: StreamingConfig) => Aliases?.Items ?? []
const signers = ({ config }: Streaming) => config.TrustedSigners.Items ?? []

/** API reference, StreamingDistributionConfig; otherwise as for distributions. */
export const streamingRules: readonly Rule<Streaming>[] = [
  ...callerReferenceRules,
  commentRule,
  {
    code: 'InvalidOrigin',
    message: 'The specified origin server does not exist or is not valid.',
    // UpdateStreamingDistribution does not have this error.
    brokenBy: ({ config, before }) => !before && !isBucketHost(config.S3Origin.DomainName)
  },
  {
    code: 'InvalidArgument',
    message: 'The parameter Origin DomainName does not refer to a valid S3 bucket.',
    brokenBy: ({ config }) => !isBucketHost(config.S3Origin.DomainName)
  },
  {
    code: 'InvalidOriginAccessIdentity',
    message: 'The specified origin access identity does not exist or is not valid.',
    brokenBy: ({ config: { S3Origin: origin } }) =>
      origin.OriginAccessIdentity !== '' && !isAccessIdentity(origin.OriginAccessIdentity)
  },
  {
    code: 'InvalidArgument',
    message: INVALID_ALIAS,
    brokenBy: ({ config }) => !aliases(config).every(isAlias)
  },
  {
    code: 'TooManyStreamingDistributionCNAMEs',
    message: 'Your request contains more CNAMEs than are allowed per distribution.',
    brokenBy: ({ config, account }) => aliases(config).length > account.quotas().aliasesPerStreamingDistribution
  },
  {
    ...CNAME_TAKEN,
    brokenBy: ({ config, before, account }) => account.hasHostName(aliases(config), before?.id)
  },
  {
    code: 'TrustedSignerDoesNotExist',
    message: 'One or more of your trusted signers do not exist.',
    brokenBy: subject => signers(subject).some(item => !/^(self|\d{12})$/.test(item))
  },
  {
    code: 'TooManyTrustedSigners',
    message: 'Your request contains more trusted signers than are allowed per distribution.',
    brokenBy: subject => signers(subject).length > 5
  }
]
