import type * as CF from '@aws-sdk/client-cloudfront'
import { originKindOf } from '../origin-kind.ts'
import { type Behavior, behaviorsOf, listed, type Report, reportDuplicates, type Rule } from './rule.ts'

export const PATH_PATTERN = /^[A-Za-z0-9_\-.*$/~"'@:+&?]{1,255}$/
export const POLICY_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
export const LAMBDA_VERSION = /^arn:aws(-[a-z]+)*:lambda:us-east-1:\d{12}:function:[A-Za-z0-9_-]+:\d+$/
export const FUNCTION = /^arn:aws(-[a-z]+)*:cloudfront::\d{12}:function\/[A-Za-z0-9_-]{1,64}$/
const METHODS = ['GET,HEAD', 'GET,HEAD,OPTIONS', 'DELETE,GET,HEAD,OPTIONS,PATCH,POST,PUT']
const CACHED_METHODS = METHODS.slice(0, 2)
// CloudFront API reference, InvalidHeadersForS3Origin. CloudFront decides about all others.
const NOT_FOR_S3 = new Set(['host'])

export const behaviorRules: readonly Rule[] = [
  (config, report) => {
    const behaviors = config.CacheBehaviors?.Items ?? []
    const pattern = (index: number) => ['CacheBehaviors', 'Items', index, 'PathPattern']
    behaviors.forEach(({ PathPattern: path = '' }, index) => {
      if (!PATH_PATTERN.test(path)) {
        report(pattern(index), 'A path pattern has 1 to 255 letters, digits and _ - . * $ / ~ " \' @ : + & ?')
      }
    })
    reportDuplicates(
      behaviors,
      ({ PathPattern: path }) => path,
      (index, path) => report(pattern(index), `Another cache behavior has the path pattern ${JSON.stringify(path)}.`)
    )
  },
  (config, report) => {
    const targets = [...(config.Origins?.Items ?? []), ...(config.OriginGroups?.Items ?? [])].map(({ Id }) => Id)
    // Without any origin, another rule reports that already.
    if (targets.length === 0) return
    const known = new Set(targets)
    const all = listed(targets)
    for (const { behavior, path } of behaviorsOf(config)) {
      const target = behavior.TargetOriginId
      if (target !== undefined && known.has(target)) continue
      const problem = target === undefined ? 'It is needed' : `There is no origin or origin group ${listed([target])}`
      report([...path, 'TargetOriginId'], `${problem}; there are ${all}.`)
    }
  },
  (config, report) => {
    const buckets = bucketIds(config)
    const groups = new Set((config.OriginGroups?.Items ?? []).map(({ Id }) => Id))
    for (const { behavior, path } of behaviorsOf(config)) {
      const at: Report = (rest, detail) => report([...path, ...rest], detail)
      for (const rule of eachBehavior) rule(behavior, at)
      if (buckets.has(behavior.TargetOriginId)) checkHeadersForBucket(behavior, at)
      if (groups.has(behavior.TargetOriginId)) checkMethodsForGroup(behavior, at)
    }
  }
]

type BehaviorRule = (behavior: Behavior['behavior'], report: Report) => void

const eachBehavior: readonly BehaviorRule[] = [
  (behavior, report) => {
    const { CachePolicyId: policy, ForwardedValues: forwarded } = behavior
    if (policy && forwarded) report(['ForwardedValues'], 'A behavior has a cache policy or forwarded values, not both.')
    if (!policy && !forwarded) report(['CachePolicyId'], 'A behavior needs a cache policy or forwarded values.')
    if (policy) {
      for (const name of ['MinTTL', 'DefaultTTL', 'MaxTTL'] as const) {
        if (behavior[name] !== undefined) report([name], 'With a cache policy the TTLs are in the policy.')
      }
    } else if (forwarded && behavior.MinTTL === undefined) {
      report(['MinTTL'], 'Forwarded values need a minimum TTL.')
    }
    if (behavior.OriginRequestPolicyId && !policy) {
      report(['OriginRequestPolicyId'], 'An origin request policy works only together with a cache policy.')
    }
    for (const name of ['CachePolicyId', 'OriginRequestPolicyId', 'ResponseHeadersPolicyId'] as const) {
      const id = behavior[name]
      if (id && !POLICY_ID.test(id))
        report([name], 'A policy id is a lower-case UUID; to use a name, use the member without Id.')
    }
  },
  ({ ForwardedValues: forwarded, MinTTL: min, DefaultTTL: standard, MaxTTL: max }, report) => {
    for (const [name, ttl] of Object.entries({ MinTTL: min, DefaultTTL: standard, MaxTTL: max })) {
      if (ttl !== undefined && ttl < 0) report([name], 'A TTL is 0 seconds or more.')
    }
    // Only given values are compared; the defaults are CloudFront's.
    const given = [
      ['MinTTL', min],
      ['DefaultTTL', standard],
      ['MaxTTL', max]
    ] as const
    const order = given.flatMap(([name, ttl]) => (ttl === undefined ? [] : [{ name, ttl }]))
    order.forEach(({ name, ttl }, index) => {
      const before = order[index - 1]
      if (before && before.ttl > ttl) report([name], `It must not be less than ${before.name}, ${before.ttl} seconds.`)
    })
    if (min && forwarded?.Headers?.Items?.includes('*')) {
      report(['MinTTL'], 'It must be 0 if all headers are forwarded.')
    }
  },
  ({ ForwardedValues: forwarded }, report) => {
    if (forwarded?.QueryString === false && forwarded.QueryStringCacheKeys?.Items?.length) {
      report(['ForwardedValues', 'QueryStringCacheKeys'], 'Query string keys need query strings to be forwarded.')
    }
    const cookies = forwarded?.Cookies
    const names = cookies?.WhitelistedNames?.Items?.length ?? 0
    if (cookies && (cookies.Forward === 'whitelist') !== names > 0) {
      report(
        ['ForwardedValues', 'Cookies', 'WhitelistedNames'],
        'Cookie names are required if the whitelist is forwarded, and not allowed otherwise.'
      )
    }
  },
  ({ AllowedMethods: allowed }, report) => {
    if (!allowed) return
    const cached = allowed.CachedMethods?.Items
    if (!METHODS.includes(sorted(allowed.Items))) {
      report(
        ['AllowedMethods', 'Items'],
        `The allowed methods must be one of ${METHODS.map(set => `(${set})`).join(', ')}.`
      )
    }
    if (cached && !CACHED_METHODS.includes(sorted(cached))) {
      report(['AllowedMethods', 'CachedMethods'], 'The cached methods must be (GET,HEAD) or (GET,HEAD,OPTIONS).')
    } else if (cached?.some(method => !allowed.Items?.includes(method))) {
      report(['AllowedMethods', 'CachedMethods'], 'The cached methods must be among the allowed ones.')
    }
  },
  ({ FunctionAssociations: functions, LambdaFunctionAssociations: lambdas }, report) => {
    const items = functions?.Items ?? []
    items.forEach(({ FunctionARN: arn = '', EventType: event = '' }, index) => {
      const path = ['FunctionAssociations', 'Items', index]
      if (!FUNCTION.test(arn)) report([...path, 'FunctionARN'], 'Expected the ARN of a CloudFront function.')
      if (!event.startsWith('viewer-'))
        report([...path, 'EventType'], 'CloudFront Functions run on viewer events only.')
    })
    const lambdaItems = lambdas?.Items ?? []
    lambdaItems.forEach(({ LambdaFunctionARN: arn = '', EventType: event = '' }, index) => {
      const path = ['LambdaFunctionAssociations', 'Items', index]
      if (!LAMBDA_VERSION.test(arn)) {
        report([...path, 'LambdaFunctionARN'], 'Expected the ARN of a numbered Lambda version in us-east-1.')
      }
      if (event.startsWith('viewer-') && items.length > 0) {
        report([...path, 'EventType'], 'CloudFront Functions and Lambda@Edge cannot be combined on viewer events.')
      }
    })
    for (const [name, list] of [
      ['FunctionAssociations', items],
      ['LambdaFunctionAssociations', lambdaItems]
    ] as const) {
      reportDuplicates<{ EventType: string | undefined }>(
        list,
        ({ EventType }) => EventType,
        (index, event) => report([name, 'Items', index, 'EventType'], `Another function already runs on ${event}.`)
      )
    }
  }
]

function bucketIds({ Origins }: CF.DistributionConfig): ReadonlySet<string | undefined> {
  const buckets = (Origins?.Items ?? []).filter(
    ({ S3OriginConfig: s3, DomainName: host = '' }) => s3 && originKindOf(host) === 's3-bucket'
  )
  return new Set(buckets.map(({ Id }) => Id))
}

function checkHeadersForBucket({ ForwardedValues: forwarded }: Behavior['behavior'], report: Report): void {
  forwarded?.Headers?.Items?.forEach((header, index) => {
    if (!NOT_FOR_S3.has(header.toLowerCase())) return
    const path = ['ForwardedValues', 'Headers', 'Items', index]
    report(path, `The header ${header} cannot be forwarded to an S3 origin.`)
  })
}

/** CloudFront Developer Guide, "Optimize high availability with CloudFront origin failover"; refused: aws/aws-cdk #32450. */
function checkMethodsForGroup({ AllowedMethods: allowed }: Behavior['behavior'], report: Report): void {
  if (!allowed?.Items?.some(method => !CACHED_METHODS[1]?.split(',').includes(method))) return
  report(
    ['AllowedMethods', 'Items'],
    'With an origin group only GET, HEAD and OPTIONS can be allowed: target a single origin, or allow fewer methods.'
  )
}

function sorted(methods: readonly string[] | undefined): string {
  return [...new Set(methods ?? [])].sort().join(',')
}
