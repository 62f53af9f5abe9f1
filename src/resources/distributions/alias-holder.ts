import { type CloudFrontClient, type DistributionConfig } from '@aws-sdk/client-cloudfront'
import { inFormat } from '../../configuration/distributions/config-format.ts'
import { type DistributionEditor } from '../../configuration/distributions/editor.ts'
import { diff } from '../../configuration/editing/diff.ts'
import { isServiceError } from '../../errors.ts'
import { currentTrail } from '../../plugins/request-context.ts'
import { allDistributions, nextMarkerOf, PAGE_ITEMS_MAX } from './list-by.ts'

type Trail = NonNullable<ReturnType<typeof currentTrail>>

export type AliasHolders = ReturnType<typeof createAliasHolders>

/** Finds the distribution that has an alias and loses it if it is moved. */
export function createAliasHolders({
  cloudfront,
  editor,
  logger
}: {
  cloudfront: CloudFrontClient
  editor: Pick<DistributionEditor, 'read'>
  logger: { warn(details: object, message: string): void }
}) {
  const all = allDistributions(cloudfront)

  /** The distribution of this account that has the alias itself, not a wildcard that covers it. Reads only. */
  async function find(alias: string): Promise<string | undefined> {
    let marker: string | undefined
    do {
      const page = await all({ Marker: marker, MaxItems: PAGE_ITEMS_MAX })
      const holder = page?.Items?.find(({ Aliases: aliases }) => aliases?.Items?.includes(alias))
      if (holder) return holder.Id
      marker = nextMarkerOf(page)
    } while (marker !== undefined)
    return undefined
  }

  /**
   * Runs reads that only the audit record needs. Failures are logged: the role may lack permission, or an account may
   * be unavailable.
   */
  async function ifReadable(run: () => Promise<void>): Promise<void> {
    try {
      await run()
    } catch (error) {
      if (!isServiceError(error)) throw error
      logger.warn(
        { err: error },
        'the previous owner of a name could not be read, so its history does not show the loss'
      )
    }
  }

  return {
    find,
    ifReadable,

    /**
     * Records the loss of an alias in the history of the distribution that has it, if the request moves it to another
     * one. If that distribution cannot be read, the move continues without a record.
     */
    async noteLoss(alias: string, target: string | undefined): Promise<void> {
      const trail = currentTrail()
      if (trail) await ifReadable(() => note(trail, alias, target))
    }
  }

  async function note(trail: Trail, alias: string, target: string | undefined): Promise<void> {
    const holder = await find(alias)
    if (holder === undefined || holder === target) return
    const { config, etag } = await editor.read(holder)
    trail.addRelated({
      resource: `/distributions/${holder}/aliases/${encodeURIComponent(alias)}`,
      distribution: holder,
      etagBefore: etag,
      changes: diff(inFormat(config, 'json'), inFormat(without(config, alias), 'json'))
    })
  }
}

function without(config: DistributionConfig, alias: string): DistributionConfig {
  const Items = (config.Aliases?.Items ?? []).filter(name => name !== alias)
  return { ...config, Aliases: { Quantity: Items.length, Items } }
}

/** The configuration with the alias. */
export function withAlias(config: DistributionConfig, alias: string): DistributionConfig {
  const Items = config.Aliases?.Items ?? []
  if (Items.includes(alias)) return config
  return { ...config, Aliases: { Quantity: Items.length + 1, Items: [...Items, alias] } }
}
