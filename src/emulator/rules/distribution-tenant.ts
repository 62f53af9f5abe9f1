import { aliasesOf, type Config, type DistributionRecord, isMultiTenant, type TenantRecord } from '../records.ts'
import { isAlias } from './aliases-and-certificate.ts'
import { isWebAclArn } from './general.ts'
import { checkRules, repeated, type Rule } from './rule.ts'

/** Per account (Developer Guide, "Quotas on multi-tenant distributions"). */
const TENANTS_MAX = 10_000
const DOMAINS_MAX = 100
const CERTIFICATE_ARN = /^arn:aws[a-z-]*:acm:us-east-1:\d{12}:certificate\/.+$/

/** A tenant as it would be, and the account around it; `others` are all tenants but this one. */
export interface Subject {
  readonly tenant: Pick<TenantRecord, 'name' | 'domains' | 'customizations' | 'parameters'>
  readonly distribution: DistributionRecord
  readonly distributions: Iterable<DistributionRecord>
  readonly others: Iterable<TenantRecord>
}

/** API reference, CreateDistributionTenant and the structures that it takes. The wordings are ours. */
const rules: readonly Rule<Subject>[] = [
  {
    code: 'InvalidAssociation',
    message: 'The specified distribution is not a multi-tenant distribution.',
    brokenBy: ({ distribution }) => !isMultiTenant(distribution.config)
  },
  {
    code: 'InvalidArgument',
    message: 'The parameter Name must have 1 to 128 letters, digits and -_. characters.',
    brokenBy: ({ tenant }) => !isName(tenant.name)
  },
  {
    code: 'InvalidArgument',
    message: 'At least one domain must be specified.',
    brokenBy: ({ tenant }) => tenant.domains.length === 0
  },
  {
    code: 'InvalidArgument',
    message: 'The parameter Domains contains something that is not a domain name.',
    brokenBy: ({ tenant }) => !tenant.domains.every(isAlias)
  },
  {
    code: 'InvalidArgument',
    message: 'A domain is specified more than once.',
    brokenBy: ({ tenant }) => repeated(tenant.domains).length > 0
  },
  {
    code: 'EntityLimitExceeded',
    message: `A distribution tenant has at most ${DOMAINS_MAX} domains.`,
    brokenBy: ({ tenant }) => tenant.domains.length > DOMAINS_MAX
  },
  {
    code: 'InvalidArgument',
    message: 'The Arn of WebAcl must be that of a global web ACL for override, and nothing for disable.',
    brokenBy: ({ tenant: { customizations } }) => {
      const { WebAcl: acl } = customizations
      return acl !== undefined && (acl.Action === 'override' ? !isWebAclArn(acl.Arn ?? '') : Boolean(acl.Arn))
    }
  },
  {
    code: 'InvalidArgument',
    message: 'The Arn of Certificate must be that of a certificate in us-east-1.',
    brokenBy: ({ tenant: { customizations } }) =>
      customizations.Certificate !== undefined && !CERTIFICATE_ARN.test(customizations.Certificate.Arn)
  },
  {
    code: 'InvalidArgument',
    message: 'The parameter GeoRestrictions must name locations unless its type is none.',
    brokenBy: ({ tenant: { customizations } }) => {
      const { GeoRestrictions: geo } = customizations
      return geo !== undefined && (geo.RestrictionType === 'none') !== ((geo.Locations ?? []).length === 0)
    }
  },
  {
    code: 'InvalidArgument',
    message: ({ tenant, distribution }) =>
      `A parameter is given more than once, or is not one of the distribution's: ${misfits(tenant, distribution.config).join(', ')}.`,
    brokenBy: ({ tenant, distribution }) => misfits(tenant, distribution.config).length > 0
  },
  {
    code: 'InvalidArgument',
    message: ({ tenant, distribution }) =>
      `The distribution requires the parameter ${missing(tenant, distribution.config).join(', ')}.`,
    brokenBy: ({ tenant, distribution }) => missing(tenant, distribution.config).length > 0
  },
  {
    code: 'EntityAlreadyExists',
    message: 'A distribution tenant of this name already exists.',
    brokenBy: ({ tenant, others }) => some(others, other => other.name === tenant.name)
  },
  {
    // The wording of aws/aws-cdk #15273, which is about a distribution's aliases.
    code: 'CNAMEAlreadyExists',
    message: 'One or more of the CNAMEs you provided are already associated with a different resource.',
    brokenBy: ({ tenant, distributions, others }) => {
      const wanted = new Set(tenant.domains)
      return (
        some(distributions, ({ config }) => aliasesOf(config).some(alias => wanted.has(alias))) ||
        some(others, other => other.domains.some(domain => wanted.has(domain)))
      )
    }
  }
]

/** Refuses a tenant that CloudFront would refuse, be it new or changed. */
export function checkTenant(subject: Subject): void {
  checkRules(subject, rules)
}

export function checkTenantRoom(count: number): void {
  checkRules(count, [
    {
      code: 'EntityLimitExceeded',
      message: `An account has at most ${TENANTS_MAX} distribution tenants.`,
      brokenBy: () => count >= TENANTS_MAX
    }
  ])
}

/** The form of the names of tenants and connection groups; the public documentation gives none. */
export function isName(text: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/.test(text)
}

function definitionsOf(config: Config) {
  return config.TenantConfig?.ParameterDefinitions ?? []
}

function misfits({ parameters }: Subject['tenant'], config: Config): string[] {
  const given = parameters.map(({ Name }) => Name)
  const defined = new Set(definitionsOf(config).map(({ Name }) => Name))
  return [...repeated(given), ...given.filter(name => !defined.has(name))]
}

/** A default value stands in for a required parameter. */
function missing({ parameters }: Subject['tenant'], config: Config): string[] {
  const given = new Set(parameters.map(({ Name }) => Name))
  return definitionsOf(config)
    .filter(({ Definition: { StringSchema: schema } }) => schema?.Required && schema.DefaultValue === undefined)
    .map(({ Name }) => Name)
    .filter(name => !given.has(name))
}

function some<T>(items: Iterable<T>, wanted: (item: T) => boolean): boolean {
  for (const item of items) if (wanted(item)) return true
  return false
}
