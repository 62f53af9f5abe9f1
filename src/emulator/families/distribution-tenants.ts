import { randomUUID } from 'node:crypto'
import { ACCOUNT_ID } from '../identifiers.ts'
import {
  type ConnectionGroupContent,
  domainsOf,
  type ManagedCertificate,
  type TenantContent,
  TENANTS
} from '../records.ts'
import { type Invalidations } from '../resources/invalidations.ts'
import { hasOwnCertificate } from '../rules/aliases-and-certificate.ts'
import { isDisabledRule } from '../rules/connection-group.ts'
import { NO_SUCH_DISTRIBUTION, tenantRules } from '../rules/distribution-tenant.ts'
import { isWebAclArn } from '../rules/general.ts'
import { fault, type Input } from '../wire/handlers.ts'
import { type Account } from './account.ts'
import { defaultGroup } from './connection-groups.ts'
import { type FamilyResources } from './family-resources.ts'
import { type FamilyRow } from './row.ts'

interface TenantDeps {
  readonly groups: FamilyResources<ConnectionGroupContent>
  readonly invalidations: Invalidations
}

/** Each tenant has domains of its own in front of a multi-tenant distribution, and is in a connection group. */
export function distributionTenant({ groups, invalidations }: TenantDeps): FamilyRow<TenantContent> {
  return {
    entity: 'DistributionTenant',
    noun: 'a distribution tenant',
    collection: TENANTS,
    operations: { getConfig: null },
    errors: {
      missing: 'EntityNotFound',
      alreadyExists: 'EntityAlreadyExists',
      tooMany: 'EntityLimitExceeded'
    },
    id: ids => ids.tenant(),
    arn: 'distribution-tenant',
    unique: [{ of: ({ Name }) => Name }],
    quota: 'distributionTenants',
    removal: [isDisabledRule('distribution tenant')],
    cascade: ({ id }) => invalidations.removalsOf(id),
    read: readContent,
    complete: ({ Customizations = {}, Parameters = [], ...config }) => ({
      ...config,
      Enabled: config.Enabled ?? true,
      ...(Object.keys(Customizations).length > 0 && { Customizations }),
      ...(Parameters.length > 0 && { Parameters })
    }),
    rules: tenantRules,
    provision(record) {
      if (record.config.ConnectionGroupId) return { record, changes: [] }
      const { id: ConnectionGroupId, changes } = defaultGroup(groups)
      return { record: { ...record, config: { ...record.config, ConnectionGroupId } }, changes }
    },
    states: ['InProgress', 'Deployed'],
    tagged: true,
    shows: ({ config }, account) => {
      const Status = hasCertificate(config, account) ? 'active' : 'inactive'
      return { Domains: domainsOf(config).map(Domain => ({ Domain, Status })) }
    },
    selects({ AssociationFilter }, account) {
      const { DistributionId, ConnectionGroupId } = (AssociationFilter ??
        {}) as Input<'ListDistributionTenants'>['AssociationFilter'] & object
      if (DistributionId && !account.distribution(DistributionId)) throw NO_SUCH_DISTRIBUTION()
      if (ConnectionGroupId) groups.get(ConnectionGroupId)
      return ({ config }) =>
        (!DistributionId || config.DistributionId === DistributionId) &&
        (!ConnectionGroupId || config.ConnectionGroupId === ConnectionGroupId)
    },
    verbs: ({ all, getVersion, missing, update }, { answer, list }) => ({
      GetDistributionTenantByDomain({ Domain }) {
        const found = all().find(({ config }) => domainsOf(config).includes(Domain))
        if (!found) throw missing()
        return answer('GetDistributionTenantByDomain', found)
      },

      ListDistributionTenantsByCustomization(input) {
        const { WebACLArn, CertificateArn } = input
        if (Boolean(WebACLArn) === Boolean(CertificateArn)) {
          throw fault('InvalidArgument', 'Either CertificateArn or WebACLArn must be specified, and not both.')
        }
        const found = all().filter(({ config: { Customizations: { WebAcl, Certificate } = {} } }) =>
          WebACLArn ? WebAcl?.Arn === WebACLArn : Certificate?.Arn === CertificateArn
        )
        return list('ListDistributionTenantsByCustomization', found, input)
      },

      AssociateDistributionTenantWebACL({ Id, IfMatch, WebACLArn }) {
        const before = getVersion(Id, IfMatch)
        if (!isWebAclArn(WebACLArn)) {
          throw fault('InvalidArgument', 'The parameter WebACLArn is not the ARN of a global web ACL in us-east-1.')
        }
        const WebAcl = { Action: 'override' as const, Arn: WebACLArn }
        const { etag } = update(before, {
          ...before.config,
          Customizations: { ...before.config.Customizations, WebAcl }
        })
        return { Id, WebACLArn, ETag: etag }
      },

      DisassociateDistributionTenantWebACL({ Id, IfMatch }) {
        const before = getVersion(Id, IfMatch)
        const { WebAcl: _removed, ...Customizations } = before.config.Customizations ?? {}
        return { Id, ETag: update(before, { ...before.config, Customizations }).etag }
      }
    })
  }
}

/** A domain serves viewers once a certificate covers it; which names it covers is unknown here, only that there is one. */
export function hasCertificate({ Customizations, DistributionId }: TenantContent, account: Account): boolean {
  if (Customizations?.Certificate) return true
  const distribution = account.distribution(DistributionId)
  return distribution !== undefined && hasOwnCertificate(distribution.config)
}

/** A requested certificate is issued by the clock, since nothing here can serve its validation token. */
function readContent(
  { ManagedCertificateRequest: request, ConnectionGroupId, ...given }: Readonly<Record<string, unknown>>,
  account: Account
) {
  return {
    ...given,
    // An empty id means the current group or, for a new tenant, the default one.
    ...(ConnectionGroupId !== '' && ConnectionGroupId !== undefined && { ConnectionGroupId }),
    ...(request !== undefined && {
      ManagedCertificate: {
        arn: `arn:aws:acm:us-east-1:${ACCOUNT_ID}:certificate/${randomUUID()}`,
        tokenHost: (request as { ValidationTokenHost: ManagedCertificate['tokenHost'] }).ValidationTokenHost,
        issuedAt: account.readyAt()
      } satisfies ManagedCertificate
    })
  }
}
