import { type DistributionRecord, DISTRIBUTIONS } from '../records.ts'
import { isWebAclArn } from '../rules/general.ts'
import { type Store } from '../store.ts'
import { versioned } from '../versioned.ts'
import { fault, type Handlers } from '../wire/handlers.ts'
import { type DistributionRegister } from './distribution-register.ts'

/** Associates web ACLs with distributions without the rest of the configuration; each call makes a new version. */
export function webAclHandlers({ store, register }: { store: Store; register: DistributionRegister }): Handlers {
  // These two are among the newer operations: an unknown distribution is EntityNotFound here (API reference, AssociateDistributionWebACL).
  const { getVersion } = versioned(store.collection<DistributionRecord>(DISTRIBUTIONS), {
    code: 'EntityNotFound',
    message: 'The specified distribution does not exist.'
  })

  function put(before: DistributionRecord, WebACLId: string): DistributionRecord {
    // Developer Guide, "Quotas and other considerations for continuous deployment". Neither operation has IllegalUpdate.
    if (before.config.ContinuousDeploymentPolicyId && before.config.WebACLId !== WebACLId) {
      throw fault('InvalidArgument', 'The web ACL of a distribution with a continuous deployment policy cannot change.')
    }
    const record = register.revised(before, { ...before.config, WebACLId })
    store.commit([[DISTRIBUTIONS, record.id, record]])
    return record
  }

  return {
    AssociateDistributionWebACL({ Id, IfMatch, WebACLArn }) {
      const before = getVersion(Id, IfMatch)
      if (!isWebAclArn(WebACLArn)) {
        throw fault('InvalidArgument', 'The parameter WebACLArn is not the ARN of a global web ACL in us-east-1.')
      }
      return { Id, WebACLArn, ETag: put(before, WebACLArn).etag }
    },

    DisassociateDistributionWebACL: ({ Id, IfMatch }) => ({ Id, ETag: put(getVersion(Id, IfMatch), '').etag })
  }
}
