import { type BehaviorJson, eachBehavior, type FindingRule, withBehavior } from './rule.ts'

const MEMBERS = ['trustedKeyGroups', 'trustedSigners'] as const
const requiresSignatures = (behavior: BehaviorJson) => MEMBERS.some(member => behavior[member]?.enabled === true)
const hasItems = (behavior: BehaviorJson, member: (typeof MEMBERS)[number]) =>
  (behavior[member]?.items?.length ?? 0) > 0

/** Whether a behavior requires signed URLs or cookies. */
export const signerRules: readonly FindingRule[] = [
  {
    /** CloudFront API Reference, TrustedKeyGroups and TrustedSigners: `Enabled` alone decides whether signatures are required. */
    code: 'SIGNERS_NOT_ENABLED',
    severity: 'warning',
    find: config =>
      eachBehavior(config, ({ behavior, path, name }) => {
        const member = MEMBERS.find(candidate => hasItems(behavior, candidate))
        if (member === undefined || requiresSignatures(behavior)) return undefined
        return {
          at: [member, 'enabled'],
          detail: `The ${name} serves everyone without a signature: what ${member} lists has no effect while enabled is false.`,
          fixed: withBehavior(config, path, given => ({ ...given, [member]: { ...given[member], enabled: true } }))
        }
      })
  },
  {
    /** CloudFront Developer Guide, "Specify signers that can create signed URLs and signed cookies": a request needs the key of one. */
    code: 'SIGNERS_MISSING',
    severity: 'severe',
    find: config =>
      eachBehavior(config, ({ behavior, name }) => {
        const member = MEMBERS.find(candidate => behavior[candidate]?.enabled === true)
        if (member === undefined || MEMBERS.some(candidate => hasItems(behavior, candidate))) return undefined
        return {
          at: [member, 'items'],
          detail: `The ${name} requires signatures, but nobody can sign: every request gets 403.`
        }
      })
  }
]
