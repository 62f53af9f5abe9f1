import {
  type CloudFrontClient,
  DeleteResourcePolicyCommand,
  GetResourcePolicyCommand,
  ListTagsForResourceCommand,
  PutResourcePolicyCommand
} from '@aws-sdk/client-cloudfront'
import { type ComputedVersion, createUnversionedEditor } from '../../configuration/editing/computed-versions.ts'
import { type ConfigOutcome } from '../../configuration/editing/dry-run.ts'
import { type IfMatch } from '../../configuration/editing/if-match.ts'
import { isServiceError, ServiceError } from '../../errors.ts'
import { isObject } from '../../json-object.ts'
import { currentTrail } from '../../plugins/request-context.ts'

export type PolicyDocument = Readonly<Record<string, unknown>>

export type ResourcePolicyService = ReturnType<typeof createResourcePolicyService>

export function createResourcePolicyService({ cloudfront }: { cloudfront: CloudFrontClient }) {
  const editor = createUnversionedEditor<PolicyDocument>(
    {
      nameOf: arn => `the policy of ${arn}`,
      absent: 'RESOURCE_NOT_FOUND',
      async read(arn) {
        const { PolicyDocument: text } = await cloudfront.send(new GetResourcePolicyCommand({ ResourceArn: arn }))
        const document = parsed(text ?? '')
        if (document) return document
        throw new ServiceError('CLOUDFRONT_BAD_ANSWER', 'CloudFront answered a policy that is not a JSON object.')
      }
    },
    { note: notes => currentTrail()?.note(notes) }
  )

  function replaceWith(document: PolicyDocument, ifMatch: IfMatch | undefined) {
    return (before: PolicyDocument | undefined): PolicyDocument => {
      if (before === undefined || ifMatch !== undefined) return document
      throw new ServiceError('PRECONDITION_REQUIRED', 'The resource already has a policy: replacing it needs If-Match.')
    }
  }

  /** Reads its tags, which CloudFront answers as it would answer the write if there is no such resource. */
  async function requireResource(arn: string): Promise<void> {
    try {
      await cloudfront.send(new ListTagsForResourceCommand({ Resource: arn }))
    } catch (error) {
      // The write needs no permission to read tags.
      if (!isServiceError(error, 'CLOUDFRONT_ACCESS_DENIED')) throw error
    }
  }

  return {
    read: async (arn: string): Promise<ComputedVersion<PolicyDocument>> => editor.read(arn),

    /**
     * Puts the policy on the resource. Where it has one, the caller has to name its version: PRECONDITION_REQUIRED, or
     * ETAG_MISMATCH. Safe to repeat.
     */
    async replace(arn: string, document: PolicyDocument, ifMatch: IfMatch | undefined) {
      return editor.edit(arn, ifMatch, {
        change: replaceWith(document, ifMatch),
        write: async () =>
          cloudfront.send(new PutResourcePolicyCommand({ ResourceArn: arn, PolicyDocument: JSON.stringify(document) }))
      })
    },

    /** What `replace` would do. Reads only. */
    async previewReplace(
      arn: string,
      document: PolicyDocument,
      ifMatch: IfMatch | undefined
    ): Promise<ConfigOutcome<object>> {
      const outcome = await editor.preview(arn, ifMatch, replaceWith(document, ifMatch))
      if (outcome.before === undefined) await requireResource(arn)
      return outcome
    },

    /** Removes the policy from the resource: other accounts can no longer use it. */
    async remove(arn: string, ifMatch: IfMatch | undefined): Promise<void> {
      await editor.remove(arn, ifMatch, async () =>
        cloudfront.send(new DeleteResourcePolicyCommand({ ResourceArn: arn }))
      )
    },

    /** What `remove` would do. Reads only. */
    async previewRemove(arn: string, ifMatch: IfMatch | undefined): Promise<ConfigOutcome<object>> {
      return editor.previewRemoval(arn, ifMatch)
    }
  }
}

function parsed(text: string): PolicyDocument | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}
