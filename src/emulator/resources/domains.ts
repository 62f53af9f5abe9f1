import { type Clock } from '../clock.ts'
import { type Account } from '../families/account.ts'
import { hasCertificate } from '../families/distribution-tenants.ts'
import { type FamilyResources } from '../families/family-resources.ts'
import { ACCOUNT_ID } from '../identifiers.ts'
import { type Change } from '../journal.ts'
import { pageById } from '../paging.ts'
import {
  aliasesOf,
  type Config,
  type DistributionRecord,
  DISTRIBUTIONS,
  isMultiTenant,
  domainsOf,
  type FamilyRecord,
  type TenantContent,
  TENANTS
} from '../records.ts'
import { type QuotaName, type Quotas } from '../quotas.ts'
import { hasOwnCertificate, INVALID_ALIAS, isAlias } from '../rules/aliases-and-certificate.ts'
import { TOO_MANY_ALIASES } from '../rules/distribution-quotas.ts'
import { type Store } from '../store.ts'
import { versioned } from '../versioned.ts'
import { fault, type Handlers, type Input } from '../wire/handlers.ts'
import { covers, halfHidden } from './aliases.ts'
import { type DistributionRegister } from './distribution-register.ts'

interface DomainDeps {
  readonly store: Store
  readonly clock: Clock
  readonly tenants: FamilyResources<TenantContent>
  readonly register: DistributionRegister
  readonly quotas: Quotas
  readonly account: Account
}

type ResourceId = Input<'UpdateDomainAssociation'>['TargetResource']

/** A standard distribution or a tenant, either of which can have domains. */
interface Holder {
  readonly type: 'distribution' | 'distribution-tenant'
  readonly id: string
  readonly etag: string
  readonly domains: readonly string[]
  readonly enabled: boolean
  readonly hasCertificate: boolean
  /** The next version, with other domains. */
  readonly revised: (domains: readonly string[]) => { readonly change: Change; readonly etag: string }
}

const DOMAIN_QUOTAS: Readonly<Record<Holder['type'], QuotaName>> = {
  distribution: 'aliasesPerDistribution',
  'distribution-tenant': 'domainsPerDistributionTenant'
}

/** Domains: aliases of standard distributions and domains of tenants. */
export function domainHandlers({ store, clock, tenants, register, quotas, account }: DomainDeps): Handlers {
  const distributions = store.collection<DistributionRecord>(DISTRIBUTIONS)
  const distributionsById = versioned(distributions, missing('distribution'))

  const holderOf = (record: DistributionRecord): Holder => ({
    type: 'distribution',
    id: record.id,
    etag: record.etag,
    domains: aliasesOf(record.config),
    enabled: record.config.Enabled,
    hasCertificate: hasOwnCertificate(record.config),
    revised: domains => {
      const Aliases: Config['Aliases'] = {
        Quantity: domains.length,
        ...(domains.length > 0 && { Items: [...domains] })
      }
      const next = register.revised(record, { ...record.config, Aliases })
      return { change: [DISTRIBUTIONS, record.id, next], etag: next.etag }
    }
  })

  const tenantHolderOf = (record: FamilyRecord<TenantContent>): Holder => ({
    type: 'distribution-tenant',
    id: record.id,
    etag: record.etag,
    domains: domainsOf(record.config),
    enabled: record.config.Enabled === true,
    hasCertificate: hasCertificate(record.config, account),
    revised: domains => {
      const Domains = domains.map(Domain => ({ Domain }))
      const next = { ...record, ...tenants.version({ ...record.config, Domains }) }
      return { change: [TENANTS, record.id, next], etag: next.etag }
    }
  })

  const all = (): Holder[] => [...register.all().map(holderOf), ...tenants.all().map(tenantHolderOf)]

  function named(
    { DistributionId, DistributionTenantId }: ResourceId,
    ifMatch?: { version: string | undefined }
  ): Holder {
    if (Boolean(DistributionId) === Boolean(DistributionTenantId)) {
      throw fault('InvalidArgument', 'Either DistributionId or DistributionTenantId must be specified, and not both.')
    }
    if (DistributionTenantId) {
      const { get, getVersion } = tenants
      return tenantHolderOf(ifMatch ? getVersion(DistributionTenantId, ifMatch.version) : get(DistributionTenantId))
    }
    const { get, getVersion } = distributionsById
    const id = DistributionId ?? ''
    const record = ifMatch ? getVersion(id, ifMatch.version) : get(id)
    if (record.config.Staging || isMultiTenant(record.config)) {
      throw fault('InvalidArgument', 'The specified distribution is of a type that cannot have domains.')
    }
    return holderOf(record)
  }

  /** Having a certificate is enough: which names it covers is unknown here. */
  function checkEntitled(holder: Holder, domain: string): void {
    if (!isAlias(domain)) throw fault('InvalidArgument', INVALID_ALIAS)
    if (!holder.hasCertificate) {
      throw fault('InvalidArgument', 'The specified resource has no certificate that includes the domain.')
    }
  }

  return {
    UpdateDomainAssociation({ Domain, TargetResource, IfMatch }) {
      const target = named(TargetResource, { version: IfMatch })
      checkEntitled(target, Domain)
      if (target.domains.includes(Domain)) return { Domain, ResourceId: target.id, ETag: target.etag }
      if (target.domains.length >= quotas.get()[DOMAIN_QUOTAS[target.type]]) {
        throw fault('InvalidArgument', TOO_MANY_ALIASES)
      }
      const source = all().find(({ domains }) => domains.includes(Domain))
      // API reference, UpdateDomainAssociation; the code is inferred.
      if (source?.enabled) throw fault('IllegalUpdate', 'The resource that has the domain must be disabled first.')
      if (!source && account.hasHostName([Domain], target.id)) {
        throw fault('IllegalUpdate', 'The domain belongs to a resource that is neither a distribution nor a tenant.')
      }
      const next = target.revised([...target.domains, Domain])
      const left = source?.revised(source.domains.filter(domain => domain !== Domain))
      store.commit([next.change, ...(left ? [left.change] : [])])
      return { Domain, ResourceId: target.id, ETag: next.etag }
    },

    ListDomainConflicts({ Domain, DomainControlValidationResource, ...request }) {
      const asking = named(DomainControlValidationResource)
      checkEntitled(asking, Domain)
      const conflicts = all()
        .filter(({ id }) => id !== asking.id)
        .flatMap(({ domains, ...holder }) => domains.map(domain => ({ ...holder, domain })))
        .filter(({ domain }) => covers(domain, Domain) || covers(Domain, domain))
      const { items, nextMarker } = pageById(conflicts, ({ domain }) => domain, request)
      return {
        DomainConflicts: items.map(({ domain, type, id }) => ({
          Domain: domain,
          ResourceType: type,
          ResourceId: halfHidden(id),
          AccountId: halfHidden(ACCOUNT_ID)
        })),
        ...(nextMarker !== undefined && { NextMarker: nextMarker })
      }
    },

    VerifyDnsConfiguration({ Identifier, Domain }) {
      const domains = domainsOf(tenants.get(Identifier).config)
      if (Domain && !domains.includes(Domain)) {
        throw fault('EntityNotFound', 'The distribution tenant does not have the specified domain.')
      }
      return {
        DnsConfigurationList: (Domain ? [Domain] : domains).map(each => ({
          Domain: each,
          Status: 'unknown-configuration' as const,
          Reason: 'No DNS record is looked up here.'
        }))
      }
    },

    GetManagedCertificateDetails({ Identifier }) {
      const { config } = tenants.get(Identifier)
      const { ManagedCertificate: certificate } = config
      if (!certificate) throw fault('EntityNotFound', 'The distribution tenant has no managed certificate.')
      return {
        ManagedCertificateDetails: {
          CertificateArn: certificate.arn,
          CertificateStatus: clock.now() >= certificate.issuedAt ? 'issued' : 'pending-validation',
          ValidationTokenHost: certificate.tokenHost,
          ValidationTokenDetails: domainsOf(config).map(Domain => ({ Domain }))
        }
      }
    }
  }
}

function missing(noun: string) {
  return { code: 'EntityNotFound', message: `The specified ${noun} does not exist.` }
}
