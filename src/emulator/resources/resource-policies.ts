import { type Families } from '../families/families.ts'
import { RESOURCE_POLICIES, type ResourcePolicyRecord } from '../records.ts'
import { type Store } from '../store.ts'
import { fault, type Handlers } from '../wire/handlers.ts'
import { shareableOf } from './distributions-by.ts'

/** Policies on what can be shared with other accounts, one per resource, deleted with it. */
export function resourcePolicyHandlers({ store, families }: { store: Store; families: Families }): Handlers {
  const policies = store.collection<ResourcePolicyRecord>(RESOURCE_POLICIES)

  function checkResource(arn: string): void {
    const kind = shareableOf(arn)
    if (!kind) {
      throw fault('InvalidArgument', 'The parameter ResourceArn is not the ARN of something that can be shared.')
    }
    if (!families[kind].resources.find(arn)) {
      throw fault('EntityNotFound', 'The specified resource does not exist.')
    }
  }

  function get(arn: string): ResourcePolicyRecord {
    checkResource(arn)
    const policy = policies.get(arn)
    if (!policy) throw fault('EntityNotFound', 'The specified resource has no policy.')
    return policy
  }

  return {
    GetResourcePolicy({ ResourceArn }) {
      const { arn, document } = get(ResourceArn)
      return { ResourceArn: arn, PolicyDocument: document }
    },

    PutResourcePolicy({ ResourceArn, PolicyDocument }) {
      checkResource(ResourceArn)
      if (!isPolicy(PolicyDocument)) {
        throw fault('InvalidArgument', 'The parameter PolicyDocument must be JSON with at least one statement.')
      }
      const record: ResourcePolicyRecord = { arn: ResourceArn, document: PolicyDocument }
      store.commit([[RESOURCE_POLICIES, ResourceArn, record]])
      return { ResourceArn }
    },

    DeleteResourcePolicy({ ResourceArn }) {
      const { arn } = get(ResourceArn)
      store.commit([[RESOURCE_POLICIES, arn, undefined]])
      return {}
    }
  }
}

/** Whether a text has the format of a policy (IAM User Guide, "Grammar of the IAM JSON policy language"). */
function isPolicy(text: string): boolean {
  let policy: unknown
  try {
    policy = JSON.parse(text)
  } catch {
    return false
  }
  const statements = (policy as { Statement?: unknown } | null)?.Statement
  const all = Array.isArray(statements) ? (statements as unknown[]) : [statements]
  return all.length > 0 && all.every(each => typeof each === 'object' && each !== null && 'Effect' in each)
}
