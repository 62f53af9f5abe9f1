// A word is an acronym up to the next word (`ACM` in `ACMCertificateArn`), a capitalised word, or a lone capital.
const WORDS = /[A-Z]+\d*(?=[A-Z][a-z]|$)|[A-Z]?[a-z]+\d*|[A-Z]\d*/g

/**
 * CloudFront's member name as JSON's camelCase: acronyms count as words (`IsIPV6Enabled` is `isIpv6Enabled`,
 * `DefaultTTL` is `defaultTtl`). Names are mapped back by a table per structure, not by string operations.
 */
export function jsonName(memberName: string): string {
  if (memberName === 'ETag') return 'etag'
  const words = memberName.match(WORDS) ?? []
  return words
    .map((word, index) => (index === 0 ? word.toLowerCase() : word.charAt(0) + word.slice(1).toLowerCase()))
    .join('')
}

/** The names for which lower-casing the first letter is not enough, for the types; a test compares them with `jsonName`. */
export const irregularJsonNames = {
  ACMCertificateArn: 'acmCertificateArn',
  ARN: 'arn',
  AliasICPRecordals: 'aliasIcpRecordals',
  CNAME: 'cname',
  DefaultTTL: 'defaultTtl',
  ETag: 'etag',
  ErrorCachingMinTTL: 'errorCachingMinTtl',
  FunctionARN: 'functionArn',
  HTTPPort: 'httpPort',
  HTTPSPort: 'httpsPort',
  IAMCertificateId: 'iamCertificateId',
  ICPRecordalStatus: 'icpRecordalStatus',
  IdleTTL: 'idleTtl',
  IsIPV6Enabled: 'isIpv6Enabled',
  KeyValueStoreARN: 'keyValueStoreArn',
  LambdaFunctionARN: 'lambdaFunctionArn',
  MaxTTL: 'maxTtl',
  MaximumTTL: 'maximumTtl',
  MinTTL: 'minTtl',
  RoleARN: 'roleArn',
  SSLSupportMethod: 'sslSupportMethod',
  SourceARN: 'sourceArn',
  StreamARN: 'streamArn',
  UseClientCertificateOCSPEndpoint: 'useClientCertificateOcspEndpoint',
  WebACLArn: 'webAclArn',
  WebACLId: 'webAclId',
  XSSProtection: 'xssProtection'
} as const

type IrregularJsonNames = typeof irregularJsonNames

export type JsonName<Name extends string> = Name extends keyof IrregularJsonNames
  ? IrregularJsonNames[Name]
  : Uncapitalize<Name>
