import type * as CF from '@aws-sdk/client-cloudfront'
import { mayBeBucket, originKindOf } from '../origin-kind.ts'
import { listed, type Report, reportDuplicates, type Rule } from './rule.ts'

// CloudFront Developer Guide, "Quotas on headers".
export const CUSTOM_HEADERS_MAX = 30
const CUSTOM_HEADERS_LENGTH_MAX = 10_240
export const HEADER_NAME_LENGTH_MAX = 256
export const HEADER_VALUE_LENGTH_MAX = 1_783
export const HOST_NAME = /^(?=.{1,253}$)(?!-)[A-Za-z0-9_-]{1,63}(?<!-)(\.(?!-)[A-Za-z0-9_-]{1,63}(?<!-))+$/
const IP_ADDRESS = /^\d{1,3}(\.\d{1,3}){3}$/
export const SHIELD_REGION = /^[a-z]{2}-[a-z]+-\d$/
const OAI = /^origin-access-identity\/cloudfront\/[A-Z0-9]+$/
/** CloudFront Developer Guide, "Create an origin group": any combination of these. */
export const FAILOVER_CODES = new Set([400, 403, 404, 416, 429, 500, 502, 503, 504])
/** A placeholder for a tenant's own value. */
const PARAMETER = /\{\{[A-Za-z0-9_-]{1,128}\}\}/
// CloudFront Developer Guide, "Add custom headers to origin requests": headers CloudFront can't add.
const REFUSED_HEADERS = new Set([
  'cache-control',
  'connection',
  'content-length',
  'cookie',
  'host',
  'if-match',
  'if-modified-since',
  'if-none-match',
  'if-range',
  'if-unmodified-since',
  'max-forwards',
  'pragma',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'range',
  'request-range',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'via',
  'x-real-ip'
])
const REFUSED_HEADER_START = /^x-(amz|edge)-/i

export const originRules: readonly Rule[] = [
  (config, report) => {
    if (!config.Origins?.Items?.length) report(['Origins'], 'A distribution needs at least one origin.')
  },
  (config, report) => {
    const origins = config.Origins?.Items ?? []
    const groups = config.OriginGroups?.Items ?? []
    const places = [
      ...origins.map(({ Id }, index) => ({ Id, path: ['Origins', 'Items', index, 'Id'] })),
      ...groups.map(({ Id }, index) => ({ Id, path: ['OriginGroups', 'Items', index, 'Id'] }))
    ]
    reportDuplicates(
      places,
      ({ Id }) => Id,
      (index, id) => report(places[index]?.path ?? [], `Another origin or origin group has the id ${quoted(id)}.`)
    )
  },
  (config, report) => {
    const multiTenant = config.ConnectionMode === 'tenant-only'
    config.Origins?.Items?.forEach((origin, index) => {
      const at: Report = (path, detail) => report(['Origins', 'Items', index, ...path], detail)
      for (const rule of eachOrigin) rule(multiTenant ? withoutParameters(origin) : origin, at)
    })
  },
  (config, report) => {
    const groups = config.OriginGroups?.Items ?? []
    const known = new Set(config.Origins?.Items?.map(({ Id }) => Id))
    groups.forEach((group, index) =>
      checkGroup(group, known, (path, detail) => report(['OriginGroups', 'Items', index, ...path], detail))
    )
  }
]

type OriginRule = (origin: CF.Origin, report: Report) => void

const eachOrigin: readonly OriginRule[] = [
  ({ DomainName: host = '' }, report) => {
    if (host.includes(':') || host.includes('/')) {
      report(['DomainName'], "An origin's domain name is a host name without scheme, port or path.")
    } else if (IP_ADDRESS.test(host)) {
      report(['DomainName'], "An origin's domain name is a host name, not an IP address.")
    } else if (!HOST_NAME.test(host)) {
      report(['DomainName'], `${quoted(host)} is not a host name.`)
    }
  },
  (origin, report) => {
    const kinds = (['S3OriginConfig', 'CustomOriginConfig', 'VpcOriginConfig'] as const).filter(kind => origin[kind])
    if (kinds.length > 1) {
      report([kinds[1] ?? ''], 'An origin is exactly one of an S3 bucket, a custom origin and a VPC origin.')
    }
    if (kinds.length === 0) {
      report([], 'An origin is one of an S3 bucket, a custom origin and a VPC origin: give the configuration of one.')
    }
  },
  ({ DomainName: host = '', S3OriginConfig: s3 }, report) => {
    if (!s3 || !HOST_NAME.test(host)) return
    const kind = originKindOf(host)
    if (kind === 's3-website') {
      report(['S3OriginConfig'], 'An S3 website endpoint is a web server: it must be a custom origin.')
    } else if (!mayBeBucket(host)) {
      report(
        ['DomainName'],
        `${quoted(host)} is not the host of an S3 bucket, such as bucket.s3.eu-west-1.amazonaws.com.`
      )
    }
  },
  ({ S3OriginConfig: s3, OriginAccessControlId: oac }, report) => {
    const identity = s3?.OriginAccessIdentity
    if (identity && oac) {
      report(
        ['OriginAccessControlId'],
        'An origin has an origin access control or an origin access identity, not both.'
      )
    }
    if (identity && !OAI.test(identity)) {
      report(['S3OriginConfig', 'OriginAccessIdentity'], 'Expected origin-access-identity/cloudfront/ and an id.')
    }
  },
  ({ DomainName: host = '', S3OriginConfig: s3, OriginAccessControlId: oac }, report) => {
    if (oac && !s3 && originKindOf(host) === 's3-bucket') {
      report(['OriginAccessControlId'], 'On an S3 bucket an origin access control needs an S3 origin configuration.')
    }
  },
  ({ OriginPath: path }, report) => {
    if (!path) return
    if (!path.startsWith('/')) report(['OriginPath'], 'An origin path must begin with a slash.')
    if (path.endsWith('/')) report(['OriginPath'], 'An origin path must not end with a slash.')
    if (path.length > 255) report(['OriginPath'], 'An origin path has at most 255 characters.')
  },
  ({ CustomOriginConfig: custom }, report) => {
    for (const name of ['HTTPPort', 'HTTPSPort'] as const) {
      const port = custom?.[name]
      if (port !== undefined && port !== 80 && port !== 443 && !(port >= 1024 && port <= 65535)) {
        report(['CustomOriginConfig', name], 'A port must be 80, 443, or from 1024 to 65535.')
      }
    }
  },
  ({ CustomOriginConfig: custom, VpcOriginConfig: vpc, S3OriginConfig: s3, ...origin }, report) => {
    // The maximum is a quota of the account, 120 seconds unless AWS has raised it (180 is in use: aws/aws-cdk #18697,
    // #38433).
    const places = [
      ['CustomOriginConfig', 'OriginReadTimeout', custom?.OriginReadTimeout],
      ['CustomOriginConfig', 'OriginKeepaliveTimeout', custom?.OriginKeepaliveTimeout],
      ['VpcOriginConfig', 'OriginReadTimeout', vpc?.OriginReadTimeout],
      ['VpcOriginConfig', 'OriginKeepaliveTimeout', vpc?.OriginKeepaliveTimeout],
      ['S3OriginConfig', 'OriginReadTimeout', s3?.OriginReadTimeout]
    ] as const
    for (const [config, name, seconds] of places) {
      if (seconds !== undefined && seconds < 1) report([config, name], 'At least 1 second.')
    }
    const completion = origin.ResponseCompletionTimeout
    const read = (custom ?? vpc ?? s3)?.OriginReadTimeout
    if (completion !== undefined && read !== undefined && completion < read) {
      report(['ResponseCompletionTimeout'], `It must not be shorter than the origin's read timeout, ${read} seconds.`)
    }
  },
  ({ ConnectionAttempts: attempts, ConnectionTimeout: timeout }, report) => {
    if (attempts !== undefined && !within(attempts, 1, 3)) report(['ConnectionAttempts'], 'From 1 to 3 attempts.')
    if (timeout !== undefined && !within(timeout, 1, 10)) report(['ConnectionTimeout'], 'From 1 to 10 seconds.')
  },
  ({ OriginShield: shield }, report) => {
    if (shield?.Enabled && !shield.OriginShieldRegion) {
      report(['OriginShield', 'OriginShieldRegion'], 'Origin Shield needs a Region, such as eu-west-1.')
    } else if (shield?.OriginShieldRegion && !SHIELD_REGION.test(shield.OriginShieldRegion)) {
      report(['OriginShield', 'OriginShieldRegion'], 'Expected an AWS Region, such as eu-west-1.')
    }
  },
  ({ CustomHeaders: headers }, report) => {
    const items = headers?.Items ?? []
    if (items.length > CUSTOM_HEADERS_MAX) report(['CustomHeaders'], `At most ${CUSTOM_HEADERS_MAX} custom headers.`)
    const together = items.reduce((sum, { HeaderName: name = '', HeaderValue: value = '' }) => {
      return sum + name.length + value.length
    }, 0)
    if (together > CUSTOM_HEADERS_LENGTH_MAX) {
      report(['CustomHeaders'], `At most ${CUSTOM_HEADERS_LENGTH_MAX} characters in all names and values together.`)
    }
    items.forEach(({ HeaderName: name = '', HeaderValue: value = '' }, index) => {
      const path = ['CustomHeaders', 'Items', index, 'HeaderName']
      if (name.length > HEADER_NAME_LENGTH_MAX) report(path, `At most ${HEADER_NAME_LENGTH_MAX} characters.`)
      if (value.length > HEADER_VALUE_LENGTH_MAX) {
        report(['CustomHeaders', 'Items', index, 'HeaderValue'], `At most ${HEADER_VALUE_LENGTH_MAX} characters.`)
      }
      // RFC 9110, 5.5.
      if (!/^[\t\x20-\x7e]*$/.test(value)) {
        report(['CustomHeaders', 'Items', index, 'HeaderValue'], 'Only printable ASCII characters, spaces and tabs.')
      }
      if (REFUSED_HEADERS.has(name.toLowerCase()) || REFUSED_HEADER_START.test(name))
        report(path, `CloudFront cannot add the header ${name} to origin requests.`)
      else if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) report(path, `${quoted(name)} is not a header name.`)
    })
  }
]

function checkGroup(group: CF.OriginGroup, known: ReadonlySet<string | undefined>, report: Report): void {
  const members = group.Members?.Items ?? []
  if (members.length !== 2)
    report(['Members'], 'An origin group has exactly two members: the primary and the secondary origin.')
  members.forEach(({ OriginId: id }, index) => {
    if (!known.has(id)) report(['Members', 'Items', index, 'OriginId'], `There is no origin ${quoted(id)}.`)
  })
  const codes = group.FailoverCriteria?.StatusCodes?.Items ?? []
  const path = ['FailoverCriteria', 'StatusCodes']
  if (codes.length === 0) report(path, 'An origin group needs at least one status code that triggers failover.')
  codes.forEach((code, index) => {
    if (!FAILOVER_CODES.has(code)) report([...path, 'Items', index], `One of ${[...FAILOVER_CODES].join(', ')}.`)
  })
}

/**
 * A multi-tenant distribution may have parameters in domain names and paths, which each tenant fills in (CloudFront
 * Developer Guide, "Understand how multi-tenant distributions work"). Their values are not in the document, so
 * placeholders are replaced by values that satisfy the rules.
 */
function withoutParameters(origin: CF.Origin): CF.Origin {
  const { DomainName: host = '', OriginPath: path = '' } = origin
  return {
    ...origin,
    ...(PARAMETER.test(host) && { DomainName: origin.S3OriginConfig ? 'x.s3.amazonaws.com' : 'example.com' }),
    ...(PARAMETER.test(path) && { OriginPath: path.replace(/^\{\{[^{}]{1,128}\}\}/, '/x').replace(/\}\}$/, 'x') })
  }
}

function within(value: number, min: number, max: number): boolean {
  return value >= min && value <= max
}

function quoted(value: string | undefined): string {
  return listed([value])
}
