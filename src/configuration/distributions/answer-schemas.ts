import { account } from '../../accounts/schemas.ts'
import type * as CF from '@aws-sdk/client-cloudfront'
import Type, { type TSchema } from 'typebox'
import { type Json } from '../../cloudfront/model/json.ts'
import { createSchemaFactory } from '../../cloudfront/model/schema.ts'
import { structure, structuresIn } from '../../cloudfront/model/shapes.ts'
import { OriginBucketPolicy } from './bucket-policies.ts'
import { type Finding, findingList } from './findings/schemas.ts'

/** The structures of requests, which describe the members that answers have under the same names. */
const written = structuresIn(structure('DistributionConfig'))
const answers = createSchemaFactory({
  format: 'json',
  closed: false,
  componentName: name => name,
  describes: name => !written.has(name)
})
const undescribed = createSchemaFactory({
  format: 'json',
  closed: false,
  componentName: name => name,
  describes: () => false
})

export const Origin = answers.ofObject(structure('Origin'))
/** A behavior; the default one has no path pattern. */
export const Behavior = Type.Object(
  {
    ...answers.ofObject(structure('DefaultCacheBehavior')).properties,
    pathPattern: Type.Optional(
      Type.String({
        description: 'The requests to which it applies. The default behavior, for all others, has none.'
      })
    )
  },
  { 'x-component': 'Behavior', 'x-component-description': 'How CloudFront handles requests that match a path pattern.' }
)

/** Present if several accounts are configured. */
export type Distribution = Omit<Json<CF.Distribution>, 'distributionConfig'> & {
  etag: string
  config: Json<CF.DistributionConfig>
  findings: Finding[]
  protected?: boolean
  bucketPolicies?: OriginBucketPolicy[]
  localUrl?: string
  account?: string
}

const { distributionConfig, ...distributionMembers } = answers.ofObject(structure('Distribution')).properties
const { properties: configMembers } = answers.ofObject(structure('DistributionConfig'))

export const Distribution = Type.Unsafe<Distribution>(
  Type.Object(
    {
      ...distributionMembers,
      etag: Type.String({ description: 'The version of config, as in ETag.' }),
      config: distributionConfig as TSchema,
      findings: findingList,
      account,
      localUrl: Type.Optional(
        Type.String({
          description:
            'Only with a local CloudFront: the address at which the distribution can be opened in a browser on its ' +
            'machine, once it is `Deployed`.'
        })
      ),
      protected: Type.Optional(
        Type.Boolean({
          description:
            'In the answer to a creation with `"protected": true`. It can be read later at /distributions/{distributionId}/protection.'
        })
      ),
      bucketPolicies: Type.Optional(
        Type.Array(OriginBucketPolicy, {
          description:
            'In the answer to a write with `"originAccess": "managed"`: the statement that the policy of each such ' +
            'bucket needs, which Frontage cannot ' +
            'add. It can be read later at /distributions/{distributionId}/origins/{originId}/bucket-policy.'
        })
      )
    },
    { 'x-component': 'Distribution', 'x-component-description': 'A distribution with its whole configuration.' }
  )
)

type ListedMember = keyof Json<CF.DistributionSummary> & keyof Json<CF.DistributionConfig>
export type DistributionSummary = Omit<Json<CF.DistributionSummary>, ListedMember> & {
  config: Pick<Json<CF.DistributionSummary>, ListedMember>
  account?: string
}

const { beside } = inAndBesideConfig(answers.ofObject(structure('DistributionSummary')).properties)
const { config } = inAndBesideConfig(undescribed.ofObject(structure('DistributionSummary')).properties)

export const DistributionSummary = Type.Unsafe<DistributionSummary>(
  Type.Object(
    {
      ...beside,
      account,
      config: Type.Object(config, { description: 'The part of the configuration that CloudFront lists.' })
    },
    {
      'x-component': 'DistributionSummary',
      'x-component-description': 'A distribution in a list: a subset of what GET returns, with the same structure.'
    }
  )
)

/**
 * CloudFront's lists mix members of the configuration with those of the distribution; this separates them, as
 * everywhere else.
 */
export function inAndBesideConfig<Value>(summary: Readonly<Record<string, Value>>) {
  const isOfConfig = ([name]: [string, Value]) => Object.hasOwn(configMembers, name)
  const members = Object.entries(summary)
  return {
    config: Object.fromEntries(members.filter(isOfConfig)),
    beside: Object.fromEntries(members.filter(member => !isOfConfig(member)))
  }
}
