import Type, { type TSchema } from 'typebox'
import { createSchemaFactory } from '../../cloudfront/model/schema.ts'
import { type Shape, structure } from '../../cloudfront/model/shapes.ts'
import { creationExamples } from './examples.ts'
import { errorCodes } from './rules/error-responses.ts'
import { ErrorPage, spa } from './error-pages/schemas.ts'
import { patchMembers } from '../editing/patch-members.ts'
import { Tags } from '../tags/schemas.ts'
import { type PartialConfigJson } from './defaults.ts'
import { documentedAtCreation, documentedInCloudFrontFormat, documentedInJson } from './documented.ts'
import { type PolicyMember } from '../../cloudfront/managed-policies.ts'
import { replaceExample } from './replace-example.ts'
import { registerMergePatch } from '../../validation/merge-patches.ts'

export const DistributionParams = Type.Object({
  distributionId: Type.String({
    pattern: '^[A-Z0-9]{1,25}$',
    'x-expected': 'up to 25 capital letters and digits',
    description: "The distribution's id.",
    examples: ['EDFDVBD632BHDS5']
  })
})

// Members that defaults.ts and complete.ts fill in. All others are required if CloudFront requires them.
const MAY_BE_OMITTED: Readonly<Record<string, readonly string[]>> = {
  DistributionConfig: ['CallerReference', 'Comment', 'Enabled', 'DefaultCacheBehavior'],
  Origin: ['Id'],
  S3OriginConfig: ['OriginAccessIdentity'],
  CustomOriginConfig: ['HTTPPort', 'HTTPSPort', 'OriginProtocolPolicy'],
  DefaultCacheBehavior: ['TargetOriginId', 'ViewerProtocolPolicy'],
  CacheBehavior: ['TargetOriginId', 'ViewerProtocolPolicy'],
  ViewerCertificate: ['SSLSupportMethod', 'MinimumProtocolVersion'],
  LoggingConfig: ['Enabled', 'IncludeCookies', 'Bucket', 'Prefix'],
  Restrictions: ['GeoRestriction']
}

const mayBeOmitted = (structureName: string, member: string) => MAY_BE_OMITTED[structureName]?.includes(member) === true
const requiredInRequests = (structureName: string, member: string) =>
  mayBeOmitted(structureName, member) ? false : undefined

const policyNames: Record<PolicyMember, TSchema> = {
  cachePolicy: Type.String({
    minLength: 1,
    description: 'A cache policy by name, e.g. CachingOptimized, instead of cachePolicyId.'
  }),
  originRequestPolicy: Type.String({
    minLength: 1,
    description: 'An origin request policy by name instead of originRequestPolicyId.'
  }),
  responseHeadersPolicy: Type.String({
    minLength: 1,
    description: 'A response headers policy by name instead of responseHeadersPolicyId.'
  })
}

const originAccess = Type.Enum(['managed'], {
  type: 'string',
  description:
    "For an S3 bucket's own host (not its website endpoint), instead of originAccessControlId: the origin gets the " +
    "account's origin access control frontage-managed-s3, which signs every request and is created if it does not " +
    'exist. Answers show its id; bucketPolicies has the statements that the bucket needs. Null is the same as leaving it ' +
    'out, except in a merge patch of the one origin: there null takes its access control away, and managed replaces the ' +
    'access control or the identity that it had, unless the patch names one. In a JSON patch managed replaces them, too; ' +
    'anywhere else managed beside either of them is a 400.'
})

const app = Type.Boolean({
  default: false,
  description:
    'For an origin that runs an application: behaviors that the same request adds for it, unless set otherwise, allow ' +
    'all methods, cache nothing (CachingDisabled) and forward everything except Host (AllViewerExceptHostHeader). ' +
    'Answers show these settings instead; behaviors that other requests add must set them themselves.'
})

const isProtected = Type.Boolean({
  default: false,
  description:
    'It cannot be deleted through Frontage until an admin removes the protection at ' +
    '/distributions/{distributionId}/protection. Stored by Frontage, not by CloudFront.'
})

const errorPages = Type.Array(ErrorPage, {
  'x-document': { maxItems: errorCodes.length },
  description: 'Custom error pages as in /distributions/{distributionId}/error-pages, instead of customErrorResponses.'
})

/**
 * Closed schemas of a configuration and its parts, with Frontage's additional members. Members that may be omitted may
 * also be null, which means the same in all of them.
 */
function requestsFor(purpose: 'Create' | 'Replace', ofConfig: Record<string, TSchema>) {
  const optional = (members: Record<string, TSchema>) =>
    Object.fromEntries(
      Object.entries(members).map(([name, schema]) => [name, Type.Optional(Type.Union([schema, Type.Null()]))])
    )
  return createSchemaFactory({
    format: 'json',
    closed: true,
    componentName: name => (name === 'DistributionConfig' ? `Distribution${purpose}` : `${name}Input`),
    required: requiredInRequests,
    nullable: true,
    documented: purpose === 'Create' ? documentedAtCreation : documentedInJson,
    extraMembers(structureName): Record<string, TSchema> {
      switch (structureName) {
        case 'DefaultCacheBehavior':
        case 'CacheBehavior':
          return optional(policyNames)
        case 'Origin':
          return optional({ originAccess, app })
        case 'DistributionConfig':
          return optional(ofConfig)
        default:
          return {}
      }
    }
  })
}

type Named = { [Member in PolicyMember]?: string }
interface WithAccess {
  originAccess?: 'managed'
  app?: boolean
}

/** The body of `POST /distributions`: CloudFront's configuration in JSON, of which only origins are required. */
export type DistributionCreate = Omit<PartialConfigJson, 'origins' | 'defaultCacheBehavior' | 'cacheBehaviors'> & {
  origins: (PartialConfigJson['origins'][number] & WithAccess)[]
  defaultCacheBehavior?: NonNullable<PartialConfigJson['defaultCacheBehavior']> & Named
  cacheBehaviors?: (NonNullable<PartialConfigJson['cacheBehaviors']>[number] & Named)[]
  errorPages?: ErrorPage[]
  spa?: boolean
  tags?: Tags
  protected?: boolean
}

export const DistributionCreate = Type.Unsafe<DistributionCreate>({
  ...requestsFor('Create', { errorPages, spa, tags: Tags, protected: isProtected }).ofObject(
    structure('DistributionConfig'),
    'The configuration. Only origins are needed; members that are omitted or null get defaults, which the answer ' +
      'shows.'
  ),
  'x-examples': creationExamples
})

/** The body of `PUT /distributions/{distributionId}`: the whole `config` as GET returns it; null is the default. */
export type DistributionReplace = Readonly<Record<string, unknown>> & { readonly errorPages?: ErrorPage[] | null }

const replacements = requestsFor('Replace', { errorPages })

const wholeDistribution = replacements.ofObject(
  structure('DistributionConfig'),
  'The whole configuration, as `config` of GET. Null is the default at creation; a new origin needs only ' +
    'domainName, a new behavior pathPattern and targetOriginId. Omitting a member that has a non-default value is a ' +
    '400 that names it.',
  [replaceExample]
)
export const DistributionReplace = Type.Unsafe<DistributionReplace>(wholeDistribution)

/** The body of a PUT of one origin; its id is in the address. */
export const OriginReplace = replacements.ofObject(
  structure('Origin'),
  'Only domainName is needed. Null is the default at creation; omitting a member that has a non-default value is a ' +
    '400 that names it. id may be omitted; if present, it must be the one in the address.',
  [{ domainName: 'mybucket.s3.amazonaws.com' }]
)

/** The body of a PUT of one behavior; its path pattern is in the address. */
export const BehaviorReplace = Type.Object(
  {
    ...replacements.ofObject(structure('CacheBehavior')).properties,
    pathPattern: Type.Optional(
      Type.String({
        'x-document': { maxLength: 255 },
        description:
          'May be omitted, and is absent for the default behavior; if present, it must be the one in the address.'
      })
    )
  },
  {
    additionalProperties: false,
    'x-component': 'BehaviorReplace',
    'x-component-description':
      'A behavior. Null is the default at creation; omitting a member that has a non-default value is a 400 that names ' +
      'it. A new one needs targetOriginId if there is more than one origin.',
    examples: [{ cachePolicy: 'CachingOptimized', allowedMethods: null }]
  }
)

/** The body of `PATCH /distributions/{distributionId}`. */
export const DistributionPatch = Type.Object(
  {},
  {
    additionalProperties: true,
    'x-component': 'DistributionPatch',
    ...patchMembers(wholeDistribution),
    description:
      'A JSON merge patch (RFC 7396) of config: given members are changed, null resets a member to its default at ' +
      'creation, and arrays are replaced as a whole, which needs If-Match. A certificate also resets the one before ' +
      "and, if only one of the two is CloudFront's own, the support method and the minimum version, unless they are " +
      'given. In an array, a new origin needs only ' +
      'domainName, a new behavior pathPattern and targetOriginId; existing elements must be sent in full. errorPages, ' +
      'originAccess, app and policies by name are accepted as at creation.',
    examples: [{ comment: 'The shop', defaultCacheBehavior: { compress: true } }]
  }
)
export type DistributionPatch = Record<string, unknown>
registerMergePatch(DistributionPatch, DistributionReplace)

/** Whether requests may omit more of a structure, or of its parts, than CloudFront allows. */
function hasOptionalMembers(shape: Shape): boolean {
  if (shape.kind === 'list') return hasOptionalMembers(shape.item)
  if (shape.kind !== 'structure') return false
  return shape.members.some(
    ({ name, required, shape: inner }) => (required && mayBeOmitted(shape.name, name)) || hasOptionalMembers(inner)
  )
}

const inCloudFrontFormat = {
  format: 'cloudfront',
  closed: true,
  // The same members are described in the JSON format, and AWS documents its own.
  describes: () => false,
  documented: documentedInCloudFrontFormat
} as const

const requestInCloudFrontFormat = () =>
  createSchemaFactory({
    ...inCloudFrontFormat,
    componentName: name => `CloudFront.${name}${hasOptionalMembers(structure(name)) ? 'Input' : ''}`,
    required: requiredInRequests
  }).ofObject(
    structure('DistributionConfig'),
    "A configuration in CloudFront's own format, as the AWS CLI and SDKs take it. DistributionCreate describes the " +
      'same members and their defaults.',
    [
      {
        DefaultRootObject: 'index.html',
        Enabled: true,
        Origins: {
          Quantity: 1,
          Items: [
            { Id: 'bucket', DomainName: 'mybucket.s3.amazonaws.com', S3OriginConfig: { OriginAccessIdentity: '' } }
          ]
        }
      }
    ]
  )

/** A new distribution in CloudFront's own format, as in the AWS CLI's files. */
export const CloudFrontDistributionCreate = requestInCloudFrontFormat()
/** The same for an update, which has other rules. */
export const CloudFrontDistributionReplace = requestInCloudFrontFormat()
/** CloudFront's own format of a configuration, as it is answered. */
export const CloudFrontDistributionConfig = createSchemaFactory({
  ...inCloudFrontFormat,
  componentName: name => `CloudFront.${name}`
}).ofObject(structure('DistributionConfig'), "A configuration in CloudFront's own format, as the AWS CLI gives it.")
