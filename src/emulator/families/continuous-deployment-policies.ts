import { DEPLOYMENT_POLICIES, type DeploymentPolicyConfig, DISTRIBUTIONS } from '../records.ts'
import { deploymentPolicyRules } from '../rules/deployment-policy.ts'
import { references } from '../rules/references.ts'
import { inDistributions } from './account.ts'
import { type FamilyRow } from './row.ts'

/** Each routes some viewers of its primary distribution to a staging distribution. */
export const continuousDeploymentPolicy: FamilyRow<DeploymentPolicyConfig> = {
  entity: 'ContinuousDeploymentPolicy',
  noun: 'a continuous deployment policy',
  collection: DEPLOYMENT_POLICIES,
  errors: {
    missing: 'NoSuchContinuousDeploymentPolicy',
    tooMany: 'TooManyContinuousDeploymentPolicies',
    inUse: {
      code: 'ContinuousDeploymentPolicyInUse',
      message: 'You cannot delete a continuous deployment policy that is associated with a primary distribution.'
    }
  },
  id: ids => ids.policy(),
  quota: 'continuousDeploymentPolicies',
  usedBy: inDistributions(references.continuousDeploymentPolicies),
  rules: deploymentPolicyRules,
  // It takes effect when its primary distribution is deployed with it (Developer Guide, "Update a continuous deployment policy").
  alongside: ({ id }, account) =>
    account
      .distributions()
      .filter(({ config }) => config.ContinuousDeploymentPolicyId === id)
      .map(primary => [DISTRIBUTIONS, primary.id, { ...primary, deployedAt: account.readyAt() }])
}
