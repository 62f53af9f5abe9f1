import { reportDuplicates, type Rule } from './rule.ts'

/** A host name in lower case, or a wildcard in place of its leftmost label. */
export const ALIAS_PATTERN =
  '^(?=.{1,253}$)(\\*\\.)?([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'
export const ALIAS_EXPECTED = 'a lower-case host name, or *. before one'
const ALIAS = new RegExp(ALIAS_PATTERN)
export const COUNTRY = /^[A-Z]{2}$/
/** An ARN of WAFv2, or an id of WAF Classic. */
export const WEB_ACL =
  /^arn:aws(-[a-z]+)*:wafv2:us-east-1:\d{12}:global\/webacl\/[^/]+\/[^/]+$|^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
export const ACM_CERTIFICATE = /^arn:aws(-[a-z]+)*:acm:([a-z0-9-]+):\d{12}:certificate\/.+$/

/** Rules for viewers' requests: aliases and their certificate, geographic restrictions, the web ACL. */
export const viewerRules: readonly Rule[] = [
  (config, report) => {
    const aliases = config.Aliases?.Items ?? []
    aliases.forEach((alias, index) => {
      if (ALIAS.test(alias)) return
      report(
        ['Aliases', 'Items', index],
        'An alias is a lower-case host name; a wildcard must be the whole leftmost label (*.example.com).'
      )
    })
    const validAlias = (alias: string) => (ALIAS.test(alias) ? alias : undefined)
    reportDuplicates(aliases, validAlias, (index, alias) =>
      report(['Aliases', 'Items', index], `${alias} is duplicated.`)
    )
    const { ACMCertificateArn: acm, IAMCertificateId: iam } = config.ViewerCertificate ?? {}
    if (aliases.length > 0 && !acm && !iam) {
      report(
        ['ViewerCertificate'],
        'Aliases need a certificate that covers them: give acmCertificateArn (ACMCertificateArn) of a certificate in us-east-1.'
      )
    }
  },
  ({ ViewerCertificate: certificate }, report) => {
    if (!certificate) return
    const { ACMCertificateArn: acm, IAMCertificateId: iam, CloudFrontDefaultCertificate: standard } = certificate
    const { SSLSupportMethod: method, MinimumProtocolVersion: version } = certificate
    const at = (name: string, detail: string) => report(['ViewerCertificate', name], detail)
    if (acm && iam) at('IAMCertificateId', 'A distribution has a certificate of ACM or of IAM, not both.')
    if (standard && (acm || iam)) at('CloudFrontDefaultCertificate', 'It must be false with your own certificate.')
    const region = acm && ACM_CERTIFICATE.exec(acm)?.[2]
    if (acm && region === undefined) at('ACMCertificateArn', 'Expected the ARN of an ACM certificate.')
    else if (region && region !== 'us-east-1')
      at('ACMCertificateArn', `CloudFront uses certificates in us-east-1, not ${region}.`)
    if (acm || iam) {
      if (!method) at('SSLSupportMethod', 'A certificate needs a support method, usually sni-only.')
      if (!version)
        at('MinimumProtocolVersion', 'A certificate needs a minimum protocol version, such as TLSv1.2_2021.')
      if (method === 'sni-only' && version === 'SSLv3')
        at('MinimumProtocolVersion', 'With sni-only it must be TLSv1 or later.')
      if (method === 'vip' && version !== undefined && !['SSLv3', 'TLSv1'].includes(version)) {
        at('MinimumProtocolVersion', 'With vip it must be TLSv1 or SSLv3.')
      }
    }
  },
  (config, report) => {
    const geo = config.Restrictions?.GeoRestriction
    const locations = geo?.Items ?? []
    const path = ['Restrictions', 'GeoRestriction']
    locations.forEach((location, index) => {
      if (!COUNTRY.test(location)) report([...path, 'Items', index], 'Expected an ISO 3166-1 alpha-2 code in capitals.')
    })
    if (geo?.RestrictionType === 'none' && locations.length > 0) {
      report([...path, 'Items'], 'Without a restriction there must be no locations.')
    }
    if (geo && geo.RestrictionType !== 'none' && locations.length === 0) {
      report([...path, 'Items'], 'A restriction needs at least one location.')
    }
  },
  ({ WebACLId: acl }, report) => {
    if (acl && !WEB_ACL.test(acl)) {
      report(['WebACLId'], 'Expected the ARN of a global WAFv2 web ACL in us-east-1, or the id of a WAF Classic one.')
    }
  }
]
