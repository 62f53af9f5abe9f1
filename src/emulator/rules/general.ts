import { isUuid } from '../identifiers.ts'
import { type Config } from '../records.ts'
import { type Rule } from './rule.ts'

/** Without a leading slash, by the API reference; a slash alone is accepted nevertheless (HHS/simpler-grants-gov #3139). */
const ROOT_OBJECT = /^(\/|[A-Za-z0-9_\-.*$~"'&][A-Za-z0-9_\-.*$/~"'&]{0,254})$/
const WAFV2_ARN = /^arn:aws[a-z-]*:wafv2:us-east-1:\d{12}:global\/webacl\/[A-Za-z0-9_-]{1,128}\/[0-9a-f-]{36}$/
const LOG_BUCKET = /^[a-z0-9._-]{1,255}\.s3([.-][a-z0-9-]+)?\.amazonaws\.com(\.cn)?$/i

/** Whether a text is the ARN of a global WAFV2 web ACL. */
export function isWebAclArn(text: string): boolean {
  return WAFV2_ARN.test(text)
}

/** As `isWebAclArn`, or the id of a web ACL of WAF Classic. */
export function isWebAclId(text: string): boolean {
  return isUuid(text) || isWebAclArn(text)
}

/** CloudFront's refusal of any other web ACL. */
export const INVALID_WEB_ACL =
  'A web ACL ID specified is not valid. To specify a web ACL created using the latest version of WAF, use the ACL ARN. ' +
  'To specify one created using WAF Classic, use the ACL ID.'

/** API reference, DistributionConfig; Developer Guide, "Values that you specify" and AccessLogs. */
export const generalRules: readonly Rule<Config>[] = [
  {
    code: 'InvalidArgument',
    message: 'The parameter CallerReference must not be empty.',
    brokenBy: ({ CallerReference }) => CallerReference === ''
  },
  {
    code: 'InvalidArgument',
    message: 'The parameter Comment has at most 128 characters.',
    brokenBy: ({ Comment }) => [...Comment].length > 128
  },
  {
    code: 'InvalidDefaultRootObject',
    message: 'The default root object file name is too big or contains an invalid character.',
    brokenBy: ({ DefaultRootObject: name }) => Boolean(name) && !ROOT_OBJECT.test(name ?? '')
  },
  {
    code: 'InvalidWebACLId',
    message: INVALID_WEB_ACL,
    brokenBy: ({ WebACLId: id }) => Boolean(id) && !isWebAclId(id ?? '')
  },
  {
    code: 'InvalidArgument',
    message: 'The parameter Logging Bucket does not refer to a valid S3 bucket.',
    brokenBy: ({ Logging }) => Logging?.Enabled === true && !LOG_BUCKET.test(Logging.Bucket ?? '')
  },
  {
    code: 'InvalidArgument',
    message: 'The parameter HeaderName of CacheTagConfig is not the name of a header.',
    brokenBy: ({ CacheTagConfig }) =>
      CacheTagConfig !== undefined && !/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}$/.test(CacheTagConfig.HeaderName)
  }
]
