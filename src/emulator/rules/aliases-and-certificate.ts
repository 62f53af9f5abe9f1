import { aliasesOf, certificateOf, type Config } from '../records.ts'
import { repeated, type Rule } from './rule.ts'

const ALIAS = /^(?=.{1,253}$)(\*\.)?([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/
const ACM_ARN = /^arn:aws[a-z-]*:acm:(us-east-1|cn-northwest-1):\d{12}:certificate\/[A-Za-z0-9-]+$/
const IAM_ID = /^[A-Z0-9]{16,32}$/

const certificate = (config: Config) => config.ViewerCertificate ?? {}
const own = (config: Config) => certificateOf(certificate(config))

/** Whether a distribution has a certificate other than CloudFront's own. */
export function hasOwnCertificate(config: Config): boolean {
  return Object.keys(own(config)).length > 0
}

/** Whether a text is a valid alias: a host name in lower case, or one whose whole first label is a wildcard. */
export function isAlias(text: string): boolean {
  return ALIAS.test(text)
}

/** CloudFront's wording for what cannot be an alias (cloudflare/Stout #40). */
export const INVALID_ALIAS = 'The parameter CNAME contains one or more parameters that are not valid.'

/** The refusal of a host name that belongs to another resource (aws/aws-cdk #15273). */
export const CNAME_TAKEN = {
  code: 'CNAMEAlreadyExists',
  message: 'One or more of the CNAMEs you provided are already associated with a different resource.'
}

/** Developer Guide, "Requirements for using alternate domain names"; API reference, ViewerCertificate. */
export const aliasAndCertificateRules: readonly Rule<Config>[] = [
  {
    code: 'InvalidArgument',
    message: INVALID_ALIAS,
    brokenBy: config => aliasesOf(config).some(alias => !isAlias(alias)) || repeated(aliasesOf(config)).length > 0
  },
  {
    // cloudposse/terraform-aws-cloudfront-s3-cdn #72
    code: 'InvalidViewerCertificate',
    message:
      'To add an alternate domain name (CNAME) to a CloudFront distribution, you must attach a trusted certificate that ' +
      'validates your authorization to use the domain name. For more details, see: ' +
      'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/CNAMEs.html#alternate-domain-names-requirements',
    brokenBy: config => aliasesOf(config).length > 0 && !hasOwnCertificate(config)
  },
  {
    code: 'InvalidViewerCertificate',
    message: "A distribution can have only one certificate: from ACM, from IAM or CloudFront's own.",
    brokenBy: config => {
      const { arn, iamId } = own(config)
      return (
        (arn !== undefined && iamId !== undefined) ||
        (hasOwnCertificate(config) && certificate(config).CloudFrontDefaultCertificate === true)
      )
    }
  },
  {
    // An ARN does not say which names a certificate covers: a well-formed one is assumed to cover every alias.
    code: 'InvalidViewerCertificate',
    message:
      "The specified SSL certificate doesn't exist, isn't in us-east-1 region, isn't valid, or doesn't include a valid certificate chain.",
    brokenBy: config => {
      const { arn, iamId } = own(config)
      return (arn !== undefined && !ACM_ARN.test(arn)) || (iamId !== undefined && !IAM_ID.test(iamId))
    }
  },
  {
    code: 'InvalidViewerCertificate',
    message: 'With a certificate of your own, SSLSupportMethod and MinimumProtocolVersion must be specified.',
    brokenBy: config =>
      hasOwnCertificate(config) && !(certificate(config).SSLSupportMethod && certificate(config).MinimumProtocolVersion)
  },
  {
    code: 'InvalidMinimumProtocolVersion',
    message: 'With SSLSupportMethod vip the minimum protocol version must be TLSv1 or SSLv3.',
    brokenBy: config =>
      hasOwnCertificate(config) &&
      certificate(config).SSLSupportMethod === 'vip' &&
      !['TLSv1', 'SSLv3'].includes(certificate(config).MinimumProtocolVersion ?? '')
  },
  {
    code: 'InvalidProtocolSettings',
    message: 'With SSLSupportMethod sni-only the minimum protocol version must be TLSv1 or later.',
    brokenBy: config =>
      hasOwnCertificate(config) &&
      certificate(config).SSLSupportMethod === 'sni-only' &&
      certificate(config).MinimumProtocolVersion === 'SSLv3'
  }
]
