import { type Subject } from '../families/row.ts'
import {
  type ConnectionGroupContent,
  CONNECTION_GROUPS,
  domainsOf,
  type FamilyRecord,
  isMultiTenant,
  type TenantContent
} from '../records.ts'
import { fault } from '../wire/handlers.ts'
import { CNAME_TAKEN, isAlias } from './aliases-and-certificate.ts'
import { multiTenantNameRule } from './connection-group.ts'
import { isWebAclArn } from './general.ts'
import { repeated, type Rule } from './rule.ts'

const CERTIFICATE_ARN = /^arn:aws[a-z-]*:acm:us-east-1:\d{12}:certificate\/.+$/

/** Unlike other operations, those of tenants have no specific code for this. */
const UNKNOWN_DISTRIBUTION = { code: 'EntityNotFound', message: 'The specified distribution does not exist.' }

export const NO_SUCH_DISTRIBUTION = () => fault(UNKNOWN_DISTRIBUTION.code, UNKNOWN_DISTRIBUTION.message)

type Tenant = Subject<TenantContent>

/** The distribution's settings; undefined for an unknown distribution, which an earlier rule refuses. */
const servedWith = ({ config, account }: Tenant) => account.distribution(config.DistributionId)?.config
const customizations = ({ config }: Tenant) => config.Customizations ?? {}

/** API reference, CreateDistributionTenant and its structures. The wording is ours. */
export const tenantRules: readonly Rule<Tenant>[] = [
  { ...UNKNOWN_DISTRIBUTION, brokenBy: subject => !servedWith(subject) },
  {
    code: 'EntityNotFound',
    message: 'The specified connection group does not exist.',
    brokenBy: ({ config: { ConnectionGroupId: id }, account }) =>
      Boolean(id) &&
      !account.records<FamilyRecord<ConnectionGroupContent>>(CONNECTION_GROUPS).some(group => group.id === id)
  },
  {
    code: 'InvalidAssociation',
    message: 'The specified distribution is not a multi-tenant distribution.',
    brokenBy: subject => {
      const served = servedWith(subject)
      return served !== undefined && !isMultiTenant(served)
    }
  },
  multiTenantNameRule,
  {
    code: 'InvalidArgument',
    message: 'At least one domain must be specified.',
    brokenBy: ({ config }) => config.Domains.length === 0
  },
  {
    code: 'InvalidArgument',
    message: 'The parameter Domains contains something that is not a domain name.',
    brokenBy: ({ config }) => !domainsOf(config).every(isAlias)
  },
  {
    code: 'InvalidArgument',
    message: 'A domain is specified more than once.',
    brokenBy: ({ config }) => repeated(domainsOf(config)).length > 0
  },
  {
    code: 'EntityLimitExceeded',
    message: 'Your request contains more domains than are allowed per distribution tenant.',
    brokenBy: ({ config, account }) => config.Domains.length > account.quotas().domainsPerDistributionTenant
  },
  {
    code: 'InvalidArgument',
    message: 'The Arn of WebAcl must be that of a global web ACL for override, and nothing for disable.',
    brokenBy: subject => {
      const { WebAcl: acl } = customizations(subject)
      return acl !== undefined && (acl.Action === 'override' ? !isWebAclArn(acl.Arn ?? '') : Boolean(acl.Arn))
    }
  },
  {
    code: 'InvalidArgument',
    message: 'The Arn of Certificate must be that of a certificate in us-east-1.',
    brokenBy: subject => {
      const { Certificate } = customizations(subject)
      return Certificate !== undefined && !CERTIFICATE_ARN.test(Certificate.Arn)
    }
  },
  {
    code: 'InvalidArgument',
    message: 'The parameter GeoRestrictions must name locations unless its type is none.',
    brokenBy: subject => {
      const { GeoRestrictions: geo } = customizations(subject)
      return geo !== undefined && (geo.RestrictionType === 'none') !== ((geo.Locations ?? []).length === 0)
    }
  },
  {
    code: 'InvalidArgument',
    message: subject =>
      `A parameter is given more than once, or is not one of the distribution's: ${unexpected(subject).join(', ')}.`,
    brokenBy: subject => unexpected(subject).length > 0
  },
  {
    code: 'InvalidArgument',
    message: subject => `The distribution requires the parameter ${missing(subject).join(', ')}.`,
    brokenBy: subject => missing(subject).length > 0
  },
  {
    ...CNAME_TAKEN,
    brokenBy: ({ config, before, account }) => account.hasHostName(domainsOf(config), before?.id)
  }
]

const definitionsOf = (subject: Tenant) => servedWith(subject)?.TenantConfig?.ParameterDefinitions ?? []
const namesOf = ({ config }: Tenant) => (config.Parameters ?? []).map(({ Name }) => Name)

function unexpected(subject: Tenant): string[] {
  const given = namesOf(subject)
  const defined = new Set(definitionsOf(subject).map(({ Name }) => Name))
  return [...repeated(given), ...given.filter(name => !defined.has(name))]
}

/** A required parameter with a default value may be left out. */
function missing(subject: Tenant): string[] {
  const given = new Set(namesOf(subject))
  return definitionsOf(subject)
    .filter(({ Definition: { StringSchema: schema } }) => schema?.Required && schema.DefaultValue === undefined)
    .map(({ Name }) => Name)
    .filter(name => !given.has(name))
}
