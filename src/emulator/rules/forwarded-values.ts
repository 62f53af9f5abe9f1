import { type ForwardedValues } from '../records.ts'
import { repeated, type Rule } from './rule.ts'

interface Subject {
  readonly values: ForwardedValues
  readonly MinTTL: number | undefined
  readonly DefaultTTL: number | undefined
  readonly MaxTTL: number | undefined
  readonly toBucket: boolean
}

const headers = ({ values }: Subject) => values.Headers?.Items ?? []
const queryKeys = ({ values }: Subject) => values.QueryStringCacheKeys?.Items ?? []
const cookies = ({ values }: Subject) => values.Cookies.WhitelistedNames?.Items ?? []
const length = (names: readonly string[]) => names.reduce((sum, name) => sum + name.length, 0)

/** The settings from before cache policies: API reference, ForwardedValues; Developer Guide, "header-caching" and "Expiration". */
export const forwardedValuesRules: readonly Rule<Subject>[] = [
  {
    // terraform-aws-modules/terraform-aws-cloudfront #40
    code: 'InvalidArgument',
    message: 'The parameter MinTTL is required.',
    brokenBy: ({ MinTTL }) => MinTTL === undefined
  },
  {
    code: 'InvalidArgument',
    message: 'The parameters MinTTL, DefaultTTL and MaxTTL must not be negative.',
    brokenBy: ({ MinTTL = 0, DefaultTTL = 0, MaxTTL = 0 }) => Math.min(MinTTL, DefaultTTL, MaxTTL) < 0
  },
  {
    // hashicorp/terraform-provider-aws #17878. A larger TTL raises the defaults of the TTLs above it.
    code: 'InvalidTTLOrder',
    message:
      'MinTTL, MaxTTL and DefaultTTL should follow order MinTTL less than or equal to DefaultTTL less than or equal to MaxTTL',
    brokenBy: ({ MinTTL = 0, DefaultTTL = Math.max(86_400, MinTTL), MaxTTL = Infinity }) =>
      MinTTL > DefaultTTL || DefaultTTL > MaxTTL
  },
  {
    code: 'InvalidArgument',
    message: 'The parameter MinTTL must be 0 when all headers are forwarded.',
    brokenBy: subject => headers(subject).includes('*') && subject.MinTTL !== 0
  },
  {
    // `Host` would be the distribution's name, which no bucket has; forwarding all headers includes it.
    code: 'InvalidHeadersForS3Origin',
    message: 'The headers specified are not valid for an Amazon S3 origin.',
    brokenBy: subject => subject.toBucket && headers(subject).some(name => /^(host|\*)$/i.test(name))
  },
  {
    // hashicorp/terraform-provider-aws #17879
    code: 'InvalidArgument',
    message: 'The parameter QueryString cannot be false if query strings are set in QueryStringCacheKeys',
    brokenBy: subject => !subject.values.QueryString && queryKeys(subject).length > 0
  },
  {
    code: 'InvalidQueryStringParameters',
    message: 'The query string parameters specified are not valid.',
    brokenBy: subject => {
      const keys = queryKeys(subject)
      return keys.some(key => key === '' || key.length > 128) || length(keys) > 512 || repeated(keys).length > 0
    }
  },
  {
    code: 'InvalidForwardCookies',
    message: 'Your request contains an option for cookies that does not fit its list of cookie names.',
    brokenBy: subject => (subject.values.Cookies.Forward === 'whitelist') !== cookies(subject).length > 0
  },
  {
    code: 'TooManyCookieNamesInWhiteList',
    message: 'The cookie names in the whitelist have at most 512 characters in total.',
    brokenBy: subject => length(cookies(subject)) > 512
  }
]
