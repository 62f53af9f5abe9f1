import { type Subject } from '../families/row.ts'
import { type ResponseHeadersPolicyConfig } from '../records.ts'
import { isHeaderName, isHeaderValue } from './header-lines.ts'
import { nameRules } from './policy-members.ts'
import { repeated, type Rule } from './rule.ts'

type Policy = Subject<ResponseHeadersPolicyConfig>

const custom = ({ config }: Policy) => config.CustomHeadersConfig?.Items ?? []
const removed = ({ config }: Policy) => config.RemoveHeadersConfig?.Items ?? []
const named = (headers: readonly { readonly Header: string }[]) => headers.map(({ Header }) => Header.toLowerCase())

/** The members, by name, whose values could not be sent. */
function notSendable(policy: Policy): string[] {
  const { CorsConfig: cors, SecurityHeadersConfig: security } = policy.config
  const members: Readonly<Record<string, readonly (string | undefined)[] | undefined>> = {
    Value: custom(policy).map(({ Value }) => Value),
    AccessControlAllowOrigins: cors?.AccessControlAllowOrigins.Items,
    AccessControlAllowHeaders: cors?.AccessControlAllowHeaders.Items,
    AccessControlExposeHeaders: cors?.AccessControlExposeHeaders?.Items,
    ContentSecurityPolicy: [security?.ContentSecurityPolicy?.ContentSecurityPolicy],
    ReportUri: [security?.XSSProtection?.ReportUri]
  }
  return Object.keys(members).filter(name => members[name]?.some(value => !isHeaderValue(value ?? '')))
}

/** API reference, ResponseHeadersPolicyConfig and its members; Developer Guide, quotas. */
export const responseHeadersPolicyRules: readonly Rule<Policy>[] = [
  ...nameRules,
  {
    code: 'InvalidArgument',
    message:
      'The parameters AccessControlAllowOrigins, AccessControlAllowHeaders and AccessControlAllowMethods need a value.',
    brokenBy: ({ config: { CorsConfig: cors } }) =>
      cors !== undefined &&
      [cors.AccessControlAllowOrigins, cors.AccessControlAllowHeaders, cors.AccessControlAllowMethods].some(
        ({ Quantity }) => Quantity === 0
      )
  },
  {
    code: 'InvalidArgument',
    message: 'The parameter Header must be the name of a header.',
    brokenBy: policy => [...custom(policy), ...removed(policy)].some(({ Header }) => !isHeaderName(Header))
  },
  {
    code: 'InvalidArgument',
    message: policy => `The parameter ${notSendable(policy).join(', ')} has characters that a header cannot have.`,
    brokenBy: policy => notSendable(policy).length > 0
  },
  {
    code: 'InvalidArgument',
    message: 'The parameter ReportUri cannot be used when ModeBlock is true.',
    brokenBy: ({ config }) => {
      const { ModeBlock, ReportUri } = config.SecurityHeadersConfig?.XSSProtection ?? {}
      return ModeBlock === true && Boolean(ReportUri)
    }
  },
  {
    code: 'InvalidArgument',
    message: 'The parameter SamplingRate must be from 0 to 100.',
    brokenBy: ({ config }) => {
      const { SamplingRate = 0 } = config.ServerTimingHeadersConfig ?? {}
      return !(SamplingRate >= 0 && SamplingRate <= 100)
    }
  },
  {
    code: 'InvalidArgument',
    message: 'A header can be given only once.',
    brokenBy: policy => repeated(named(custom(policy))).length > 0 || repeated(named(removed(policy))).length > 0
  },
  {
    code: 'TooLongCSPInResponseHeadersPolicy',
    message:
      'The length of the Content-Security-Policy header value in the response headers policy exceeds the maximum.',
    brokenBy: ({ config }) =>
      (config.SecurityHeadersConfig?.ContentSecurityPolicy?.ContentSecurityPolicy ?? '').length > 1783
  },
  {
    code: 'TooManyCustomHeadersInResponseHeadersPolicy',
    message: 'The number of custom headers in the response headers policy exceeds the maximum.',
    brokenBy: policy => custom(policy).length > policy.account.quotas().customHeadersPerResponseHeadersPolicy
  },
  {
    code: 'TooManyRemoveHeadersInResponseHeadersPolicy',
    message: 'The number of headers in RemoveHeadersConfig in the response headers policy exceeds the maximum.',
    brokenBy: policy => removed(policy).length > policy.account.quotas().removedHeadersPerResponseHeadersPolicy
  }
]
