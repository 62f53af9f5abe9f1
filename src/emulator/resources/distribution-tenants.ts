import { type Clock } from '../clock.ts'
import { arnOf, type Identifiers } from '../identifiers.ts'
import { type Change } from '../journal.ts'
import { pageById, type PageRequest } from '../paging.ts'
import { type Customizations, type DistributionRecord, DISTRIBUTIONS, type TenantRecord, TENANTS } from '../records.ts'
import { hasOwnCertificate } from '../rules/aliases-and-certificate.ts'
import { checkTenant, checkTenantRoom } from '../rules/distribution-tenant.ts'
import { isWebAclArn } from '../rules/general.ts'
import { type Store } from '../store.ts'
import { versioned } from '../versioned.ts'
import { fault, type Handlers } from '../wire/handlers.ts'
import { type ConnectionGroups } from './connection-groups.ts'
import { type Invalidations } from './invalidations.ts'
import { checkTags } from './tags.ts'

export interface TenantDeps {
  readonly store: Store
  readonly clock: Clock
  readonly ids: Identifiers
  readonly propagationSeconds: number
  readonly groups: ConnectionGroups
  readonly invalidations: Invalidations
}

/** Distribution tenants: domains of their own in front of a multi-tenant distribution, each in a connection group. */
export function tenantHandlers(deps: TenantDeps): Handlers {
  const { store, clock, ids, groups } = deps
  const tenants = store.collection<TenantRecord>(TENANTS)
  const distributions = store.collection<DistributionRecord>(DISTRIBUTIONS)
  const { get, getVersion } = versioned(tenants, {
    code: 'EntityNotFound',
    message: 'The specified distribution tenant does not exist.'
  })

  function getBy(wanted: (tenant: TenantRecord) => boolean): TenantRecord {
    return get([...tenants.values()].find(wanted)?.id ?? '')
  }

  function distributionOf(id: string): DistributionRecord {
    const record = distributions.get(id)
    if (!record) throw fault('EntityNotFound', 'The specified distribution does not exist.')
    return record
  }

  const summary = (tenant: TenantRecord) => ({
    Id: tenant.id,
    DistributionId: tenant.distributionId,
    Name: tenant.name,
    Arn: arnOf('distribution-tenant', tenant.id),
    Domains: tenant.domains.map(Domain => ({ Domain, Status: domainStatus(tenant) })),
    ConnectionGroupId: tenant.connectionGroupId,
    ...(Object.keys(tenant.customizations).length > 0 && { Customizations: tenant.customizations }),
    CreatedTime: new Date(tenant.createdAt),
    LastModifiedTime: new Date(tenant.modifiedAt),
    Enabled: tenant.enabled,
    Status: clock.now() >= tenant.deployedAt ? 'Deployed' : 'InProgress'
  })

  /** A domain serves viewers once a certificate covers it; what one covers is not known here, only that there is one. */
  function domainStatus({ customizations, distributionId }: TenantRecord): 'active' | 'inactive' {
    return customizations.Certificate || hasOwnCertificate(distributionOf(distributionId).config)
      ? 'active'
      : 'inactive'
  }

  const answer = (tenant: TenantRecord) => ({
    DistributionTenant: {
      ...summary(tenant),
      Tags: { Items: [...tenant.tags] },
      ...(tenant.parameters.length > 0 && { Parameters: [...tenant.parameters] })
    },
    ETag: tenant.etag
  })

  /** The same tenant as a new version; it is judged before anything is committed, and `changes` go with it. */
  function put(unversioned: TenantRecord, changes: readonly Change[] = []) {
    const tenant: TenantRecord = {
      ...unversioned,
      etag: ids.etag(),
      modifiedAt: clock.now(),
      deployedAt: clock.now() + deps.propagationSeconds * 1000
    }
    checkTenant({
      tenant,
      distribution: distributionOf(tenant.distributionId),
      distributions: distributions.values(),
      others: [...tenants.values()].filter(({ id }) => id !== tenant.id)
    })
    store.commit([...changes, [TENANTS, tenant.id, tenant]])
    return answer(tenant)
  }

  function list(request: PageRequest, wanted: (tenant: TenantRecord) => boolean) {
    const { items, nextMarker } = pageById([...tenants.values()].filter(wanted), ({ id }) => id, request)
    return {
      DistributionTenantList: items.map(tenant => ({ ...summary(tenant), ETag: tenant.etag })),
      ...(nextMarker !== undefined && { NextMarker: nextMarker })
    }
  }

  return {
    CreateDistributionTenant(input) {
      distributionOf(input.DistributionId)
      checkTenantRoom(tenants.size)
      const tags = input.Tags?.Items ?? []
      checkTags(tags)
      const group = input.ConnectionGroupId
        ? { id: groups.get(input.ConnectionGroupId).id, changes: [] }
        : groups.defaultGroup()
      const now = clock.now()
      const tenant: TenantRecord = {
        id: ids.tenant(),
        etag: '',
        name: input.Name,
        distributionId: input.DistributionId,
        connectionGroupId: group.id,
        domains: input.Domains.map(({ Domain }) => Domain),
        customizations: input.Customizations ?? {},
        parameters: input.Parameters ?? [],
        enabled: input.Enabled ?? true,
        tags,
        createdAt: now,
        modifiedAt: now,
        deployedAt: now
      }
      return put(tenant, group.changes)
    },

    GetDistributionTenant: ({ Identifier }) =>
      answer(getBy(({ id, name }) => [id, name, arnOf('distribution-tenant', id)].includes(Identifier))),

    GetDistributionTenantByDomain: ({ Domain }) => answer(getBy(({ domains }) => domains.includes(Domain))),

    UpdateDistributionTenant(input) {
      const before = getVersion(input.Id, input.IfMatch)
      const { DistributionId: distributionId = before.distributionId, ConnectionGroupId: group } = input
      distributionOf(distributionId)
      return put({
        ...before,
        distributionId,
        connectionGroupId: group ? groups.get(group).id : before.connectionGroupId,
        domains: input.Domains?.map(({ Domain }) => Domain) ?? before.domains,
        customizations: input.Customizations ?? before.customizations,
        parameters: input.Parameters ?? before.parameters,
        enabled: input.Enabled ?? before.enabled
      })
    },

    DeleteDistributionTenant({ Id, IfMatch }) {
      if (getVersion(Id, IfMatch).enabled) {
        throw fault('ResourceNotDisabled', 'The distribution tenant has not been disabled.')
      }
      store.commit([[TENANTS, Id, undefined], ...deps.invalidations.removalsOf(Id)])
      return {}
    },

    ListDistributionTenants(input) {
      const { DistributionId, ConnectionGroupId } = input.AssociationFilter ?? {}
      if (DistributionId) distributionOf(DistributionId)
      if (ConnectionGroupId) groups.get(ConnectionGroupId)
      return list(
        input,
        ({ distributionId, connectionGroupId }) =>
          (!DistributionId || distributionId === DistributionId) &&
          (!ConnectionGroupId || connectionGroupId === ConnectionGroupId)
      )
    },

    ListDistributionTenantsByCustomization(input) {
      const { WebACLArn, CertificateArn } = input
      if (Boolean(WebACLArn) === Boolean(CertificateArn)) {
        throw fault('InvalidArgument', 'Either CertificateArn or WebACLArn must be specified, and not both.')
      }
      return list(input, ({ customizations: { WebAcl, Certificate } }) =>
        WebACLArn ? WebAcl?.Arn === WebACLArn : Certificate?.Arn === CertificateArn
      )
    },

    AssociateDistributionTenantWebACL({ Id, IfMatch, WebACLArn }) {
      const before = getVersion(Id, IfMatch)
      if (!isWebAclArn(WebACLArn)) {
        throw fault('InvalidArgument', 'The parameter WebACLArn is not the ARN of a global web ACL in us-east-1.')
      }
      const customizations: Customizations = {
        ...before.customizations,
        WebAcl: { Action: 'override', Arn: WebACLArn }
      }
      return { Id, WebACLArn, ETag: put({ ...before, customizations }).ETag }
    },

    DisassociateDistributionTenantWebACL({ Id, IfMatch }) {
      const before = getVersion(Id, IfMatch)
      const { WebAcl: _removed, ...customizations } = before.customizations
      return { Id, ETag: put({ ...before, customizations }).ETag }
    }
  }
}
