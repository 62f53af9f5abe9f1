import { behaviorsOf, type Behavior, type Config, isMultiTenant, type Origin } from '../records.ts'
import { checkRules, type Rule } from './rule.ts'

interface Update {
  readonly current: Config
  readonly wanted: Config
}

const OF_CONFIG = [
  'Aliases',
  'DefaultRootObject',
  'CacheBehaviors',
  'CustomErrorResponses',
  'Logging',
  'PriceClass',
  'ViewerCertificate',
  'Restrictions',
  'WebACLId',
  'HttpVersion'
] as const satisfies readonly (keyof Config)[]
const OF_BEHAVIOR = [
  'AllowedMethods',
  'SmoothStreaming',
  'Compress',
  'LambdaFunctionAssociations',
  'FieldLevelEncryptionId'
] as const satisfies readonly (keyof Behavior)[]
const OF_ORIGIN = ['CustomHeaders', 'OriginPath'] as const satisfies readonly (keyof Origin)[]
const OF_CUSTOM_ORIGIN = ['OriginReadTimeout', 'OriginKeepaliveTimeout', 'OriginSslProtocols'] as const

/** A multi-tenant distribution must not have these, so its updates do not need them. */
const STANDARD_ONLY = new Set<string>(['Aliases', 'PriceClass', 'SmoothStreaming'])

const rules: readonly Rule<Update>[] = [
  {
    // aws/aws-sdk-js #1263; whether `Staging` is fixed, too, is not documented.
    code: 'IllegalUpdate',
    message: 'You cannot update Origin or CallerReference.',
    brokenBy: ({ current, wanted }) =>
      wanted.CallerReference !== current.CallerReference || (wanted.Staging ?? false) !== (current.Staging ?? false)
  },
  {
    // ansible-collections/community.aws #1424
    code: 'IllegalUpdate',
    message: 'The specified list of custom error responses does not exist or is not valid.',
    brokenBy: ({ wanted }) => wanted.CustomErrorResponses === undefined
  },
  {
    code: 'IllegalUpdate',
    message: ({ wanted }) => `The update does not specify ${missingMembers(wanted).join(', ')}.`,
    brokenBy: ({ wanted }) => missingMembers(wanted).length > 0
  }
]

/** Members that an update requires although a creation does not: Developer Guide, "Required fields for create and update". */
export function checkUpdate(update: Update): void {
  checkRules(update, rules)
}

function missingMembers(config: Config): string[] {
  const missing = [
    ...absent(config, OF_CONFIG),
    ...behaviorsOf(config).flatMap(behavior => absent(behavior, OF_BEHAVIOR)),
    ...config.Origins.Items.flatMap(origin => [
      ...absent(origin, OF_ORIGIN),
      ...(origin.CustomOriginConfig ? absent(origin.CustomOriginConfig, OF_CUSTOM_ORIGIN) : [])
    ])
  ].filter(name => !(isMultiTenant(config) && STANDARD_ONLY.has(name)))
  return [...new Set(missing)]
}

function absent<T extends object>(value: T, names: readonly (keyof T & string)[]): string[] {
  return names.filter(name => value[name] === undefined)
}
