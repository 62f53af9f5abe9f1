import { type Subject } from '../families/row.ts'
import { type OriginRequestPolicyConfig } from '../records.ts'
import { nameRules, type Selection, selectionQuotas, selectionRules } from './policy-members.ts'
import { type Rule } from './rule.ts'

function selectionsOf(config: OriginRequestPolicyConfig): Selection[] {
  const { HeadersConfig: headers, CookiesConfig: cookies, QueryStringsConfig: queries } = config
  return [
    { kind: 'Header', behavior: headers.HeaderBehavior, names: headers.Headers?.Items },
    { kind: 'Cookie', behavior: cookies.CookieBehavior, names: cookies.Cookies?.Items },
    { kind: 'QueryString', behavior: queries.QueryStringBehavior, names: queries.QueryStrings?.Items }
  ]
}

/** They depend on what is cached, so only a cache policy can forward them (aws-cdk-lib, origin-request-policy.ts). */
const OF_CACHE_POLICIES = new Set(['authorization', 'accept-encoding'])

function misplaced({ HeadersConfig: { HeaderBehavior, Headers } }: OriginRequestPolicyConfig): string | undefined {
  if (HeaderBehavior !== 'whitelist') return undefined
  return Headers?.Items?.find(name => OF_CACHE_POLICIES.has(name.toLowerCase()))
}

/** API reference, OriginRequestPolicyConfig; Developer Guide, "Understand origin request policies" and quotas. */
export const originRequestPolicyRules: readonly Rule<Subject<OriginRequestPolicyConfig>>[] = [
  ...nameRules,
  ...selectionRules(selectionsOf),
  {
    code: 'InvalidArgument',
    message: ({ config }) => `The parameter Headers contains ${misplaced(config) ?? ''} that is not allowed.`,
    brokenBy: ({ config }) => misplaced(config) !== undefined
  },
  ...selectionQuotas(selectionsOf, 'OriginRequestPolicy')
]
