/**
 * What an origin's host name tells about it: which of the three origin configurations it needs, and whether it supports
 * TLS under that name.
 */
type OriginKind = 's3-bucket' | 's3-website' | 'ec2-instance' | 'load-balancer' | 'custom'

/** The members of an origin of which it has exactly one. */
export const ORIGIN_CONFIGS = ['s3OriginConfig', 'customOriginConfig', 'vpcOriginConfig']

// bucket.s3.amazonaws.com, bucket.s3.eu-west-1.amazonaws.com, bucket.s3-eu-west-1.amazonaws.com, China's .cn; also dual-stack,
// FIPS, accelerated and access points' hosts (AWS General Reference, "Amazon S3 endpoints and quotas").
const REGION = '[a-z]{2}(?:-[a-z]+)+-\\d'
const S3_BUCKET = new RegExp(
  `^[a-z0-9_][a-z0-9._-]*\\.s3(?:-(?:external-1|fips|accelerate|accesspoint|accesspoint-fips|${REGION}))?` +
    `(?:[.-]dualstack)?(?:\\.${REGION})?(?:-accelerate)?\\.amazonaws\\.com(?:\\.cn)?$`
)
const LIKE_S3 = /\.s3(?!-website)[a-z0-9.-]*\.amazonaws\.com(?:\.cn)?$/
const HOST_LENGTH_MAX = 253
// bucket.s3-website-us-east-1.amazonaws.com, bucket.s3-website.eu-central-1.amazonaws.com
const S3_WEBSITE = /^[a-z0-9][a-z0-9._-]*\.s3-website[.-][a-z]{2}(?:-[a-z]+)+-\d\.amazonaws\.com(?:\.cn)?$/
// ec2-203-0-113-25.compute-1.amazonaws.com, ec2-203-0-113-25.eu-west-1.compute.amazonaws.com
const EC2_INSTANCE = /^ec2-[0-9-]+\.(?:[a-z0-9-]+\.)?compute(?:-1)?\.amazonaws\.com(?:\.cn)?$/
// my-lb-1234567890.eu-west-1.elb.amazonaws.com, my-lb-1234567890.elb.eu-west-1.amazonaws.com
const LOAD_BALANCER = /\.elb(?:\.[a-z0-9-]+)?\.amazonaws\.com(?:\.cn)?$/

export function originKindOf(domainName: string): OriginKind {
  if (domainName.length > HOST_LENGTH_MAX) return 'custom'
  const host = domainName.toLowerCase()
  if (S3_WEBSITE.test(host)) return 's3-website'
  if (S3_BUCKET.test(host)) return 's3-bucket'
  if (EC2_INSTANCE.test(host)) return 'ec2-instance'
  if (LOAD_BALANCER.test(host)) return 'load-balancer'
  return 'custom'
}

/** Whether a host could be a bucket's, including forms of S3 hosts that are not known here. */
export function mayBeBucket(domainName: string): boolean {
  return domainName.length <= HOST_LENGTH_MAX && LIKE_S3.test(domainName.toLowerCase())
}

/**
 * Whether CloudFront can reach it over HTTPS: an S3 website does not support it, and no certificate covers the public
 * names of EC2 instances and load balancers. A load balancer that always gets the viewers' Host may have a certificate
 * for that.
 */
export function speaksTls(kind: OriginKind, { getsHost }: { getsHost: boolean }): boolean {
  return kind === 'custom' || (kind === 'load-balancer' && getsHost)
}
