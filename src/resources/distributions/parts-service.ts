import { type DistributionConfig } from '@aws-sdk/client-cloudfront'
import { type Accounts, withAccount } from '../../accounts/accounts.ts'
import { isServiceError, ServiceError } from '../../errors.ts'
import { completed } from '../../configuration/distributions/complete.ts'
import { type DryRunOutcome } from '../../configuration/distributions/dry-run.ts'
import { findingsOf } from '../../configuration/distributions/findings/index.ts'
import { type Finding } from '../../configuration/distributions/findings/schemas.ts'
import { type StrictFindings } from '../../configuration/distributions/findings/strict.ts'
import { type Lookups } from '../../configuration/distributions/mapper.ts'
import { type ManagedAccess } from '../../configuration/distributions/origin-access.ts'
import {
  inside,
  type Members,
  type Part,
  type PartChange,
  relativeTo,
  requirePart
} from '../../configuration/distributions/parts/part.ts'
import { withUnknownPolicies } from '../../configuration/distributions/policy-names.ts'
import { type PolicyNames } from '../../configuration/distributions/policies.ts'
import { omittedSettings, withOmitted } from '../../configuration/distributions/omitted.ts'
import { toChanged } from '../../configuration/distributions/replacement.ts'
import { refuse } from '../../configuration/editing/faults.ts'
import { inFormat } from '../../configuration/distributions/config-format.ts'
import {
  type ConfigChange,
  type DistributionEditor,
  type EditOptions
} from '../../configuration/distributions/editor.ts'

/** The whole configuration of a version, in JSON and as CloudFront has it. */
interface PartsVersion {
  readonly config: Members
  readonly etag: string
  /** Present if there are several. */
  readonly account: string | undefined
  readonly findings: () => Finding[]
}

export type PartService = ReturnType<typeof createPartService>

/** Reads and edits single parts of distributions; everything else stays the same, even with concurrent writers. */
export function createPartService({
  editor,
  policyNames,
  access,
  strictFindings,
  accountOf
}: {
  editor: DistributionEditor
  policyNames: PolicyNames
  access: ManagedAccess
  strictFindings: StrictFindings
  /** Present if there are several accounts. */
  accountOf?: Accounts['nameOf'] | undefined
}) {
  const toWrite: Lookups = { policyNames, findAccessControl: access.ensureId }
  const toPreview: Lookups = { policyNames, findAccessControl: access.previewId }

  /** Checks a preview first: a change that is then refused must not create an access control. */
  function changeOf(
    part: Part,
    key: string,
    change: PartChange,
    strict: boolean | undefined,
    lookups: Lookups
  ): ConfigChange {
    return async (current, again) => {
      const { config, json: before } = current
      const document = change.apply(before, again)
      if (document === before) return config
      const changed = async (by: Lookups) => relocated(part, key, document, () => toChanged(document, current, by))
      if (change.refusesOmissions) await refuseOmitted(part, key, { document, before }, () => changed(toPreview))
      const refuse = strictFindings(strict)
      if (refuse) {
        const after = await changed(toPreview)
        await relocated(part, key, document, async () => refuse({ before: config, after }))
      }
      return changed(lookups)
    }
  }

  function versionOf(id: string, { config, etag }: { config: DistributionConfig; etag: string }): PartsVersion {
    return {
      config: inFormat(config, 'json') as Members,
      etag,
      account: accountOf?.(id),
      findings: () => findingsOf(config)
    }
  }

  return {
    async read(distributionId: string): Promise<PartsVersion> {
      return versionOf(distributionId, await editor.read(distributionId))
    },

    /**
     * Applies the change to the newest version, again after an edit conflict. Throws what the change throws, and
     * VALIDATION_FAILED with pointers into the part for what CloudFront would refuse. Safe to repeat if the change is.
     */
    async edit(
      distributionId: string,
      part: Part,
      key: string,
      change: PartChange,
      { ifMatch, strict }: EditOptions
    ): Promise<PartsVersion> {
      const wanted = changeOf(part, key, change, strict, toWrite)
      return versionOf(distributionId, await editor.edit(distributionId, ifMatch, wanted))
    },

    /** What `edit` would do. Reads only. */
    async preview(
      distributionId: string,
      part: Part,
      key: string,
      change: PartChange,
      { ifMatch, strict }: EditOptions
    ): Promise<DryRunOutcome> {
      return editor.preview(distributionId, ifMatch, changeOf(part, key, change, strict, toPreview))
    }
  }
}

/**
 * Throws VALIDATION_FAILED, with pointers into the part, for members with non-default values that the replacement
 * omits, together with what `changed` refuses: each place is reported once.
 */
async function refuseOmitted(
  part: Part,
  key: string,
  { document, before }: { readonly document: Members; readonly before: Members },
  changed: () => Promise<DistributionConfig>
): Promise<void> {
  const resolved = withUnknownPolicies(document, [])
  const { broken, config } = await changed().then(
    after => ({ broken: [], config: inFormat(after, 'json') as Members }),
    (error: unknown) => {
      if (!isServiceError(error, 'VALIDATION_FAILED') || error.errors.length === 0) throw error
      return { broken: error.errors, config: completed(resolved, before) }
    }
  )
  const [given, was, after] = [resolved, before, config].map(each => part.find(each, key)?.value)
  refuse(withOmitted(broken, omittedSettings({ given, before: was, after })))
}

/** A part as callers see it. Throws its NOT_FOUND. */
export function shownPart(part: Part, { config }: PartsVersion, distributionId: string, key: string): Members {
  return part.shown(requirePart(part, config, distributionId, key).value, distributionId)
}

/** The same with its account and its findings, whose pointers are into the part. */
export function writtenPart(part: Part, version: PartsVersion, distributionId: string, key: string): Members {
  const found = requirePart(part, version.config, distributionId, key)
  const shown = withAccount(part.shown(found.value, distributionId), version.account)
  return { ...shown, findings: inside(found, version.findings()) }
}

/** Makes the pointers of errors relative to the part, as the caller sent it. */
async function relocated<Result>(
  part: Part,
  key: string,
  document: Members,
  work: () => Promise<Result>
): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    const found = part.find(document, key)
    if (!found || !isRelocatable(error)) throw error
    throw new ServiceError(error.code, error.message, { errors: relativeTo(found, error.errors), cause: error })
  }
}

const isRelocatable = (error: unknown) =>
  isServiceError(error, 'VALIDATION_FAILED') || isServiceError(error, 'SEVERE_FINDINGS')
