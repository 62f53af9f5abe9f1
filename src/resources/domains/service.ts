import {
  type CloudFrontClient,
  type DistributionConfig,
  type DistributionTenant,
  ListDomainConflictsCommand,
  UpdateDomainAssociationCommand
} from '@aws-sdk/client-cloudfront'
import { structure } from '../../cloudfront/model/shapes.ts'
import { type ConfigDryRun, toConfigDryRun } from '../../configuration/editing/dry-run.ts'
import { type Preview, type VersionedWrite } from '../../configuration/editing/edit.ts'
import { type IfMatch } from '../../configuration/editing/if-match.ts'
import { ServiceError } from '../../errors.ts'
import { type Page } from '../../plugins/pagination.ts'
import { validationFailed } from '../../plugins/validation.ts'
import { type DomainAssociation, type DomainConflict, type DomainTarget } from './schemas.ts'

/** Writes on the newest version of one kind of resource, as its editor does. */
interface VersionWriter<Config> {
  writeVersion<Result>(id: string, ifMatch: IfMatch | undefined, steps: VersionedWrite<Config, Result>): Promise<Result>
  previewVersion(id: string, ifMatch: IfMatch | undefined, change: (config: Config) => Config): Promise<Preview<Config>>
}

export type DomainService = ReturnType<typeof createDomainService>

export function createDomainService({
  cloudfront,
  distributions,
  tenants
}: {
  cloudfront: CloudFrontClient
  distributions: VersionWriter<DistributionConfig>
  tenants: VersionWriter<object>
}) {
  /** Nothing is sent where the target has the domain already. */
  function writes<Config>(
    domain: string,
    target: DomainTarget,
    hasDomain: (config: Config) => boolean
  ): VersionedWrite<Config, string> {
    return {
      async write({ config, etag }) {
        if (hasDomain(config)) return etag
        const input = { Domain: domain, TargetResource: toResource(target), IfMatch: etag }
        const { ETag } = await cloudfront.send(new UpdateDomainAssociationCommand(input))
        if (!ETag) throw new ServiceError('CLOUDFRONT_BAD_ANSWER', 'CloudFront answered a change without its ETag.')
        return ETag
      },
      findWritten: ({ config, etag }) => (hasDomain(config) ? etag : undefined)
    }
  }

  return {
    /**
     * Gives the domain to the target and takes it from what has it, which must be disabled. Safe to repeat. Throws
     * VALIDATION_FAILED for anything but one target, ETAG_MISMATCH for a version that If-Match does not name.
     */
    async associate(
      domain: string,
      target: DomainTarget,
      ifMatch: IfMatch | undefined
    ): Promise<{ association: DomainAssociation; etag: string }> {
      requireOne(target, 'pointer')
      const { distributionId, distributionTenantId } = target
      const etag =
        distributionId === undefined
          ? await tenants.writeVersion(
              distributionTenantId ?? '',
              ifMatch,
              writes<object>(domain, target, tenantHas(domain))
            )
          : await distributions.writeVersion(
              distributionId,
              ifMatch,
              writes<DistributionConfig>(domain, target, distributionHas(domain))
            )
      return { association: { domain, ...target }, etag }
    },

    /** What `associate` would make of the target. Reads only; what else has the domain is not looked at. */
    async previewAssociation(
      domain: string,
      target: DomainTarget,
      ifMatch: IfMatch | undefined
    ): Promise<ConfigDryRun> {
      requireOne(target, 'pointer')
      const { distributionId, distributionTenantId = '' } = target
      if (distributionId === undefined) {
        const outcome = await tenants.previewVersion(distributionTenantId, ifMatch, config => {
          if (tenantHas(domain)(config)) return config
          return { ...config, Domains: [...((config as DistributionTenant).Domains ?? []), { Domain: domain }] }
        })
        return toConfigDryRun(structure('UpdateDistributionTenantRequest'), outcome, 'json')
      }
      const outcome = await distributions.previewVersion(distributionId, ifMatch, config => {
        if (distributionHas(domain)(config)) return config
        const Items = [...(config.Aliases?.Items ?? []), domain]
        return { ...config, Aliases: { Quantity: Items.length, Items } }
      })
      return toConfigDryRun(structure('DistributionConfig'), outcome, 'json')
    },

    /** What else has the domain, or one that it overlaps with, in any account: a page of them. Reads only. */
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

const tenantHas = (domain: string) => (config: object) =>
  ((config as DistributionTenant).Domains ?? []).some(({ Domain }) => Domain === domain)

const distributionHas =
  (domain: string) =>
  ({ Aliases }: DistributionConfig) =>
    Aliases?.Items?.includes(domain) === true

const toResource = ({ distributionId, distributionTenantId }: DomainTarget) => ({
  DistributionId: distributionId,
  DistributionTenantId: distributionTenantId
})

function requireOne({ distributionId, distributionTenantId }: DomainTarget, place: 'pointer' | 'parameter'): void {
  if ((distributionId === undefined) !== (distributionTenantId === undefined)) return
  const detail = 'exactly one of distributionId and distributionTenantId is required'
  throw validationFailed([place === 'pointer' ? { pointer: '', detail } : { parameter: 'distributionId', detail }])
}
