import {
  type CloudFrontClient,
  type DistributionConfig,
  type DistributionTenant,
  GetDistributionTenantByDomainCommand,
  ListDomainConflictsCommand,
  UpdateDomainAssociationCommand
} from '@aws-sdk/client-cloudfront'
import { structure } from '../../cloudfront/model/shapes.ts'
import { type ConfigDryRun, toConfigDryRun } from '../../configuration/editing/dry-run.ts'
import { type Preview, type VersionedWrite } from '../../configuration/editing/edit.ts'
import { type IfMatch } from '../../configuration/editing/if-match.ts'
import { diff } from '../../configuration/editing/diff.ts'
import { ServiceError } from '../../errors.ts'
import { type Page } from '../../plugins/pagination.ts'
import { currentTrail } from '../../plugins/request-context.ts'
import { validationFailed } from '../../plugins/validation.ts'
import { type AliasHolders, withAlias } from '../distributions/alias-holder.ts'
import { type DomainAssociation, type DomainConflict, type DomainTarget } from './schemas.ts'

/** Writes to the newest version of one kind of resource, as its editor does. */
interface VersionWriter<Config> {
  writeVersion<Result>(id: string, ifMatch: IfMatch | undefined, steps: VersionedWrite<Config, Result>): Promise<Result>
  previewVersion(id: string, ifMatch: IfMatch | undefined, change: (config: Config) => Config): Promise<Preview<Config>>
}

export type DomainService = ReturnType<typeof createDomainService>

export function createDomainService({
  cloudfront,
  distributions,
  tenants,
  aliasHolders
}: {
  cloudfront: CloudFrontClient
  aliasHolders: Pick<AliasHolders, 'noteLoss' | 'ifReadable'>
  distributions: VersionWriter<DistributionConfig>
  tenants: VersionWriter<object>
}) {
  /** Nothing is sent if the target already has the domain. */
  function writes<Config extends object>(
    domain: string,
    target: DomainTarget,
    { hasDomain, withDomain }: DomainsIn<Config>
  ): VersionedWrite<Config, string> {
    return {
      async write({ config, etag }) {
        if (hasDomain(config)) return etag
        const input = { Domain: domain, TargetResource: toResource(target), IfMatch: etag }
        const { ETag } = await cloudfront.send(new UpdateDomainAssociationCommand(input))
        if (!ETag) throw new ServiceError('CLOUDFRONT_BAD_ANSWER', 'CloudFront answered a change without its ETag.')
        return ETag
      },
      findWritten: ({ config, etag }) => (hasDomain(config) ? etag : undefined),
      after: withDomain,
      etagOf: etag => etag
    }
  }

  /** Records the loss of the domain in the history of the tenant that has it. */
  async function noteLossOfTenant(domain: string, target: string | undefined): Promise<void> {
    const trail = currentTrail()
    if (!trail) return
    await aliasHolders.ifReadable(async () => {
      const command = new GetDistributionTenantByDomainCommand({ Domain: domain })
      const { DistributionTenant: holder, ETag: etagBefore } = await cloudfront.send(command)
      if (holder?.Id === undefined || holder.Id === target) return
      const domains = (holder.Domains ?? []).map(({ Domain = '' }) => ({ domain: Domain }))
      const left = domains.filter(each => each.domain !== domain)
      const changes = diff({ domains }, { domains: left })
      trail.addRelated({ resource: `/distribution-tenants/${holder.Id}`, distribution: undefined, etagBefore, changes })
    })
  }

  return {
    /**
     * Moves the domain to the target, from the resource that has it, which must be disabled. Safe to repeat. Throws
     * VALIDATION_FAILED for anything but one target, and ETAG_MISMATCH for a version that If-Match does not name.
     */
    async associate(
      domain: string,
      target: DomainTarget,
      ifMatch: IfMatch | undefined
    ): Promise<{ association: DomainAssociation; etag: string }> {
      requireOne(target, 'pointer')
      const { distributionId, distributionTenantId = '' } = target
      await aliasHolders.noteLoss(domain, distributionId)
      await noteLossOfTenant(domain, distributionTenantId)
      const etag =
        distributionId === undefined
          ? await tenants.writeVersion(distributionTenantId, ifMatch, writes(domain, target, tenantDomains(domain)))
          : await distributions.writeVersion(distributionId, ifMatch, writes(domain, target, aliases(domain)))
      return { association: { domain, ...target }, etag }
    },

    /** How `associate` would change the target. Reads only the target, not the resource that has the domain. */
    async previewAssociation(
      domain: string,
      target: DomainTarget,
      ifMatch: IfMatch | undefined
    ): Promise<ConfigDryRun> {
      requireOne(target, 'pointer')
      const { distributionId, distributionTenantId = '' } = target
      if (distributionId === undefined) {
        const { withDomain } = tenantDomains(domain)
        const outcome = await tenants.previewVersion(distributionTenantId, ifMatch, withDomain)
        return toConfigDryRun(structure('UpdateDistributionTenantRequest'), outcome, 'json')
      }
      const outcome = await distributions.previewVersion(distributionId, ifMatch, aliases(domain).withDomain)
      return toConfigDryRun(structure('DistributionConfig'), outcome, 'json')
    },

    /** A page of other resources, in any account, that have the domain or an overlapping one. Reads only. */
    async listConflicts(
      domain: string,
      target: DomainTarget,
      { limit, marker }: { limit: number; marker: string | undefined }
    ): Promise<Page<DomainConflict>> {
      requireOne(target, 'parameter')
      const { DomainConflicts = [], NextMarker } = await cloudfront.send(
        new ListDomainConflictsCommand({
          Domain: domain,
          DomainControlValidationResource: toResource(target),
          MaxItems: limit,
          Marker: marker
        })
      )
      const items = DomainConflicts.map(({ Domain = '', ResourceType = '', ResourceId = '', AccountId = '' }) => ({
        domain: Domain,
        resourceType: ResourceType,
        resourceId: ResourceId,
        accountId: AccountId
      }))
      return { items, nextMarker: NextMarker || undefined }
    }
  }
}

interface DomainsIn<Config> {
  readonly hasDomain: (config: Config) => boolean
  readonly withDomain: (config: Config) => Config
}

function tenantDomains(domain: string): DomainsIn<object> {
  const hasDomain = ({ Domains = [] }: Pick<DistributionTenant, 'Domains'>) =>
    Domains.some(({ Domain }) => Domain === domain)
  return {
    hasDomain,
    withDomain: (config: Pick<DistributionTenant, 'Domains'>) =>
      hasDomain(config) ? config : { ...config, Domains: [...(config.Domains ?? []), { Domain: domain }] }
  }
}

function aliases(domain: string): DomainsIn<DistributionConfig> {
  return {
    hasDomain: ({ Aliases }) => Aliases?.Items?.includes(domain) === true,
    withDomain: config => withAlias(config, domain)
  }
}

const toResource = ({ distributionId, distributionTenantId }: DomainTarget) => ({
  DistributionId: distributionId,
  DistributionTenantId: distributionTenantId
})

function requireOne({ distributionId, distributionTenantId }: DomainTarget, place: 'pointer' | 'parameter'): void {
  if ((distributionId === undefined) !== (distributionTenantId === undefined)) return
  const detail = 'exactly one of distributionId and distributionTenantId is required'
  throw validationFailed([place === 'pointer' ? { pointer: '', detail } : { parameter: 'distributionId', detail }])
}
