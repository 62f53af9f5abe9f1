import { createHash } from 'node:crypto'
import {
  type CloudFrontClient,
  DeleteResourcePolicyCommand,
  GetResourcePolicyCommand,
  PutResourcePolicyCommand
} from '@aws-sdk/client-cloudfront'
import { type ConfigOutcome } from '../../configuration/editing/dry-run.ts'
import { diff } from '../../configuration/editing/diff.ts'
import { type IfMatch, requireEtag } from '../../configuration/editing/if-match.ts'
import { createKeyedMutex } from '../../configuration/editing/keyed-mutex.ts'
import { isServiceError, ServiceError } from '../../errors.ts'
import { isObject } from '../../json-object.ts'
import { currentTrail } from '../../plugins/request-context.ts'

export type PolicyDocument = Readonly<Record<string, unknown>>

export interface ResourcePolicy {
  readonly document: PolicyDocument
  /** Computed from the document, since CloudFront has none. */
  readonly etag: string
}

export type ResourcePolicyService = ReturnType<typeof createResourcePolicyService>

export function createResourcePolicyService({ cloudfront }: { cloudfront: CloudFrontClient }) {
  const exclusive = createKeyedMutex()

  async function read(arn: string): Promise<ResourcePolicy> {
    const { PolicyDocument: text } = await cloudfront.send(new GetResourcePolicyCommand({ ResourceArn: arn }))
    const document = parsed(text ?? '')
    if (document) return { document, etag: etagOf(document) }
    throw new ServiceError('CLOUDFRONT_BAD_ANSWER', 'CloudFront answered a policy that is not a JSON object.')
  }

  /** The policy that would be replaced, if there is one. Throws what a replacement does. */
  async function readForReplacing(arn: string, ifMatch: IfMatch | undefined): Promise<ResourcePolicy | undefined> {
    const before = await read(arn).catch((error: unknown) => {
      if (isServiceError(error, 'RESOURCE_NOT_FOUND')) return undefined
      throw error
    })
    if (before && ifMatch === undefined) {
      throw new ServiceError('PRECONDITION_REQUIRED', 'The resource already has a policy: replacing it needs If-Match.')
    }
    if (before) requireEtag(arn, ifMatch, before.etag)
    else if (ifMatch !== undefined) throw new ServiceError('ETAG_MISMATCH', `${arn} has no policy to replace.`)
    return before
  }

  return {
    read,

    /** What `replace` would do. Reads only. */
    async previewReplace(
      arn: string,
      document: PolicyDocument,
      ifMatch: IfMatch | undefined
    ): Promise<ConfigOutcome<PolicyDocument>> {
      const before = await readForReplacing(arn, ifMatch)
      return { after: document, ...(before && { before: before.document, etag: before.etag }) }
    },

    /** What `remove` would do. Reads only. */
    async previewRemove(arn: string, ifMatch: IfMatch | undefined): Promise<ConfigOutcome<PolicyDocument>> {
      const { document, etag } = await read(arn)
      requireEtag(arn, ifMatch, etag)
      return { before: document, after: {}, etag }
    },

    /**
     * Creates or replaces the policy of the resource. To replace one, the caller must name its version; otherwise
     * throws PRECONDITION_REQUIRED or ETAG_MISMATCH. Writers in this process take turns; other processes' writes
     * between the two calls are not detected. Safe to repeat.
     */
    async replace(
      arn: string,
      document: PolicyDocument,
      ifMatch: IfMatch | undefined
    ): Promise<ResourcePolicy & { readonly created: boolean }> {
      return exclusive(arn, async () => {
        const before = await readForReplacing(arn, ifMatch)
        const etag = etagOf(document)
        currentTrail()?.note({
          etagBefore: before?.etag,
          etagAfter: etag,
          changes: diff(before?.document ?? {}, document)
        })
        const input = { ResourceArn: arn, PolicyDocument: JSON.stringify(document) }
        await cloudfront.send(new PutResourcePolicyCommand(input))
        return { document, etag, created: before === undefined }
      })
    },

    /** Removes the policy from the resource: other accounts can no longer use it. */
    async remove(arn: string, ifMatch: IfMatch | undefined): Promise<void> {
      await exclusive(arn, async () => {
        const before = await read(arn)
        requireEtag(arn, ifMatch, before.etag)
        currentTrail()?.note({ etagBefore: before.etag, changes: diff(before.document, {}) })
        try {
          await cloudfront.send(new DeleteResourcePolicyCommand({ ResourceArn: arn }))
        } catch (error) {
          // It has just been read, so an answer was lost and the SDK has repeated the call.
          if (!isServiceError(error, 'RESOURCE_NOT_FOUND')) throw error
        }
      })
    }
  }
}

function parsed(text: string): PolicyDocument | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) && !Array.isArray(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** Equal policies have equal ETags. */
function etagOf(document: PolicyDocument): string {
  return `F${createHash('sha256').update(JSON.stringify(document)).digest('hex').slice(0, 13).toUpperCase()}`
}
