import {
  type CloudFrontClient,
  CreateInvalidationCommand,
  CreateInvalidationForDistributionTenantCommand,
  GetDistributionCommand,
  GetDistributionTenantCommand,
  GetInvalidationCommand,
  GetInvalidationForDistributionTenantCommand,
  type Invalidation as CloudFrontInvalidation,
  type InvalidationBatch,
  type InvalidationList,
  ListInvalidationsCommand,
  ListInvalidationsForDistributionTenantCommand
} from '@aws-sdk/client-cloudfront'
import { catalogue, isServiceError, ServiceError } from '../errors.ts'
import { asPartOf } from '../cloudfront/call-context.ts'
import { withoutRepetition } from '../cloudfront/single-attempt.ts'
import { type TraceContext } from '../tracing/trace-context.ts'

export const TARGET_KINDS = ['distributions', 'distribution-tenants'] as const
export type TargetKind = (typeof TARGET_KINDS)[number]

/** The distribution or tenant of an invalidation. */
export interface Target {
  readonly kind: TargetKind
  readonly id: string
}

/** The address of a target, by which it is stored: `/distributions/E123`. */
export function addressOf({ kind, id }: Target): string {
  return `/${kind}/${id}`
}

export function targetAt(address: string): Target {
  const [, kind, id] = /^\/(distributions|distribution-tenants)\/(.+)$/.exec(address) ?? []
  if (kind === undefined || id === undefined) throw new Error(`${address} is not the address of a target`)
  return { kind: kind as TargetKind, id }
}

/**
 * Joins rows that have a `target` with its AWS account, `home.account`; NULL if there is only one account, or if it is
 * not known.
 */
export const WITH_HOME = "LEFT JOIN resource_accounts AS home ON home.id = split_part(target, '/', 3)"

/** Whether the id of an invalidation is Frontage's, not CloudFront's. */
export function isOurs(invalidationId: string): boolean {
  return invalidationId.startsWith('inv_')
}

export interface TargetState {
  /** Whether its distribution reads cache tags. */
  readonly cacheTags: boolean
}

export type TargetCalls = ReturnType<typeof createTargetCalls>

/** CloudFront's calls for invalidations, the same for each kind of target. */
export function createTargetCalls({ cloudfront }: { cloudfront: CloudFrontClient }) {
  async function describeDistribution(id: string): Promise<TargetState> {
    const { Distribution: found } = await cloudfront.send(new GetDistributionCommand({ Id: id }))
    return { cacheTags: found?.DistributionConfig?.CacheTagConfig !== undefined }
  }

  return {
    /** Throws DISTRIBUTION_NOT_FOUND or RESOURCE_NOT_FOUND if there is none. */
    async describe({ kind, id }: Target): Promise<TargetState> {
      if (kind === 'distributions') return describeDistribution(id)
      const { DistributionTenant: tenant } = await cloudfront.send(new GetDistributionTenantCommand({ Identifier: id }))
      if (tenant?.DistributionId === undefined || tenant.Id === undefined) throw badAnswer()
      // GetDistributionTenant also accepts a tenant's name, but invalidations need its id.
      if (tenant.Id !== id) {
        throw new ServiceError(
          'RESOURCE_NOT_FOUND',
          `${id} is not the id of a distribution tenant, but the name of one.`,
          {
            remedy: `Use its id, ${tenant.Id}.`
          }
        )
      }
      return describeDistribution(tenant.DistributionId)
    },

    /** Makes one attempt, so that its outcome is known; the dispatcher repeats it. `requestId` is CloudFront's. */
    async create(
      { kind, id }: Target,
      batch: InvalidationBatch,
      trace?: TraceContext
    ): Promise<{ id: string; requestId: string | undefined }> {
      const once = <Command extends { input: object }>(command: Command) => asPartOf(withoutRepetition(command), trace)
      const { Invalidation: made, $metadata } =
        kind === 'distributions'
          ? await cloudfront.send(once(new CreateInvalidationCommand({ DistributionId: id, InvalidationBatch: batch })))
          : await cloudfront.send(
              once(new CreateInvalidationForDistributionTenantCommand({ Id: id, InvalidationBatch: batch }))
            )
      if (made?.Id === undefined) throw badAnswer()
      return { id: made.Id, requestId: $metadata.requestId }
    },

    async get({ kind, id }: Target, invalidationId: string): Promise<CloudFrontInvalidation> {
      const { Invalidation: found } =
        kind === 'distributions'
          ? await cloudfront.send(new GetInvalidationCommand({ DistributionId: id, Id: invalidationId }))
          : await cloudfront.send(
              new GetInvalidationForDistributionTenantCommand({ DistributionTenantId: id, Id: invalidationId })
            )
      if (!found) throw badAnswer()
      return found
    },

    /** Newest first. */
    async list({ kind, id }: Target, page: { limit: number; marker?: string | undefined }): Promise<InvalidationList> {
      const query = { MaxItems: page.limit, Marker: page.marker }
      const { InvalidationList: list } =
        kind === 'distributions'
          ? await cloudfront.send(new ListInvalidationsCommand({ DistributionId: id, ...query }))
          : await cloudfront.send(new ListInvalidationsForDistributionTenantCommand({ Id: id, ...query }))
      if (!list) throw badAnswer()
      return list
    }
  }
}

/** The answer, or CloudFront's error if the invalidation or its whole target does not exist. */
export async function unlessGone<Answer>(call: Promise<Answer>): Promise<Answer | ServiceError> {
  try {
    return await call
  } catch (error) {
    if (isServiceError(error) && catalogue[error.code].status === 404) return error
    throw error
  }
}

function badAnswer(): ServiceError {
  return new ServiceError('CLOUDFRONT_BAD_ANSWER', "CloudFront's answer lacks what was requested.")
}
