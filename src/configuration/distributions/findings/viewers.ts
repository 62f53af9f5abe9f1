import { type ConfigJson } from '../defaults.ts'
import { behaviorsOf, type FindingRule } from './rule.ts'

const OLD_VERSIONS = ['SSLv3', 'TLSv1', 'TLSv1_2016', 'TLSv1.1_2016']
const NEW_VERSION = 'TLSv1.2_2021'

/** How viewers reach the distribution. */
export const viewerRules: readonly FindingRule[] = [
  {
    /** CloudFront Developer Guide, "Supported protocols and ciphers between viewers and CloudFront". */
    code: 'VIEWER_TLS_OLD',
    severity: 'warning',
    find: config => {
      const { viewerCertificate: certificate } = config
      const version = certificate?.minimumProtocolVersion
      // CloudFront's own certificate always shows TLSv1, and dedicated addresses support nothing newer.
      if (!certificate || !hasOwnCertificate(certificate) || certificate.sslSupportMethod === 'vip') return []
      if (version === undefined || !OLD_VERSIONS.includes(version)) return []
      return [
        {
          path: ['viewerCertificate', 'minimumProtocolVersion'],
          detail: `${version} lets viewers use broken protocols and ciphers; all current browsers support ${NEW_VERSION}.`,
          fixed: { ...config, viewerCertificate: { ...certificate, minimumProtocolVersion: NEW_VERSION } }
        }
      ]
    }
  },
  {
    /**
     * CloudFront Developer Guide, "Choose how CloudFront serves HTTPS requests"; Amazon CloudFront pricing, dedicated IP custom
     * SSL: 600 USD a month for each certificate.
     */
    code: 'DEDICATED_IP_ADDRESS',
    severity: 'warning',
    find: config => {
      const { viewerCertificate: certificate } = config
      if (!certificate || !hasOwnCertificate(certificate) || certificate.sslSupportMethod !== 'vip') return []
      return [
        {
          path: ['viewerCertificate', 'sslSupportMethod'],
          detail:
            'Dedicated IP addresses cost 600 USD a month per certificate, and only browsers from before 2010 need them; ' +
            'sni-only is free.',
          fixed: {
            ...config,
            viewerCertificate: { ...certificate, sslSupportMethod: 'sni-only', minimumProtocolVersion: NEW_VERSION }
          }
        }
      ]
    }
  },
  {
    /**
     * CloudFront Developer Guide, "Use custom URLs by adding alternate domain names": both the alias and the certificate are needed.
     * A staging distribution gets the requests for its primary one's aliases, and tenants have their own.
     */
    code: 'CERTIFICATE_WITHOUT_ALIAS',
    severity: 'warning',
    find: ({ viewerCertificate: certificate, aliases = [], connectionMode, staging }) =>
      certificate &&
      hasOwnCertificate(certificate) &&
      aliases.length === 0 &&
      connectionMode !== 'tenant-only' &&
      !staging
        ? [
            {
              path: ['aliases'],
              detail:
                "The distribution has your own certificate but no alias: requests for the certificate's names get 403."
            }
          ]
        : []
  },
  {
    /** CloudFront Developer Guide, "Use CloudFront continuous deployment to safely test CDN configuration changes": not with HTTP/3. */
    code: 'HTTP3_WITH_STAGING',
    severity: 'warning',
    find: config => {
      const staged = config.staging === true || Boolean(config.continuousDeploymentPolicyId)
      if (!staged || !config.httpVersion?.includes('3')) return []
      return [
        {
          path: ['httpVersion'],
          detail:
            'According to AWS, continuous deployment does not work with HTTP/3: the staging distribution may get no traffic.',
          fixed: { ...config, httpVersion: 'http2' }
        }
      ]
    }
  },
  {
    /** CloudFront Developer Guide, "Supported HTTP versions". */
    code: 'HTTP1_ONLY',
    severity: 'info',
    find: config =>
      config.httpVersion === 'http1.1'
        ? [
            {
              path: ['httpVersion'],
              detail: 'All browsers support HTTP/2, which needs one connection instead of six.',
              fixed: { ...config, httpVersion: 'http2' }
            }
          ]
        : []
  },
  {
    /** CloudFront Developer Guide, "Enable IPv6 (viewer requests)": not where signed URLs may be bound to IPv4 addresses. */
    code: 'IPV6_OFF',
    severity: 'info',
    find: config =>
      config.isIpv6Enabled === false && config.connectionMode !== 'tenant-only' && !requiresSignatures(config)
        ? [
            {
              path: ['isIpv6Enabled'],
              detail: 'Viewers that have only IPv6 reach it through translation or not at all.',
              fixed: { ...config, isIpv6Enabled: true }
            }
          ]
        : []
  },
  {
    /** CloudFront Developer Guide, "Access logs (standard logs)": keep the bucket of the logs apart from the origin's. */
    code: 'LOGS_IN_ORIGIN',
    severity: 'warning',
    find: ({ logging, origins }) =>
      logging?.enabled && origins.some(({ domainName }) => domainName.toLowerCase() === logging.bucket?.toLowerCase())
        ? [
            {
              path: ['logging', 'bucket'],
              detail:
                "The logs, which contain viewers' addresses, are stored in a bucket that this distribution serves."
            }
          ]
        : []
  }
]

function requiresSignatures(config: ConfigJson): boolean {
  return behaviorsOf(config).some(({ behavior: { trustedKeyGroups: groups, trustedSigners: signers } }) =>
    [groups, signers].some(trusted => trusted?.enabled === true)
  )
}

function hasOwnCertificate({
  acmCertificateArn: acm,
  iamCertificateId: iam
}: {
  acmCertificateArn?: string | undefined
  iamCertificateId?: string | undefined
}): boolean {
  return Boolean(acm) || Boolean(iam)
}
