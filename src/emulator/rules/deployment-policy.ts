import { isDeepStrictEqual } from 'node:util'
import { type Subject } from '../families/row.ts'
import { type DeploymentPolicyConfig, stagingNamesOf } from '../records.ts'
import { isWithin, type Rule } from './rule.ts'

type Policy = Subject<DeploymentPolicyConfig>

const traffic = ({ config }: Policy) => config.TrafficConfig
const weight = (subject: Policy) => traffic(subject)?.SingleWeightConfig
const header = (subject: Policy) => traffic(subject)?.SingleHeaderConfig
const stickiness = (subject: Policy) => weight(subject)?.SessionStickinessConfig

/** API reference, ContinuousDeploymentPolicyConfig and TrafficConfig; Developer Guide, "Use CloudFront continuous deployment". */
export const deploymentPolicyRules: readonly Rule<Policy>[] = [
  {
    code: 'InvalidArgument',
    message: 'The parameter StagingDistributionDnsNames must have one domain name.',
    brokenBy: ({ config }) => stagingNamesOf(config).length !== 1
  },
  {
    code: 'InvalidArgument',
    message: 'The parameter StagingDistributionDnsNames must be the domain name of a staging distribution.',
    brokenBy: ({ config, account }) =>
      !stagingNamesOf(config).every(name =>
        account.distributions().some(each => each.domainName === name && each.config.Staging === true)
      )
  },
  {
    code: 'InvalidArgument',
    message: 'The parameter TrafficConfig must have the settings of its type and no other.',
    brokenBy: subject => {
      const { Type, SingleWeightConfig, SingleHeaderConfig } = traffic(subject) ?? {}
      if (Type === undefined) return false
      const given = { SingleWeight: SingleWeightConfig, SingleHeader: SingleHeaderConfig }
      return (['SingleWeight', 'SingleHeader'] as const).some(type => (given[type] !== undefined) !== (type === Type))
    }
  },
  {
    code: 'InvalidArgument',
    message: 'The parameter Weight must be from 0 to 0.15.',
    brokenBy: subject => {
      const { Weight = 0 } = weight(subject) ?? {}
      return !(Weight >= 0 && Weight <= 0.15)
    }
  },
  {
    code: 'InvalidArgument',
    message: 'The parameters IdleTTL and MaximumTTL must be from 300 to 3600 seconds, IdleTTL not above MaximumTTL.',
    brokenBy: subject => {
      const { IdleTTL, MaximumTTL } = stickiness(subject) ?? {}
      return !isWithin(IdleTTL, 300, 3600) || !isWithin(MaximumTTL, 300, 3600) || (IdleTTL ?? 0) > (MaximumTTL ?? 0)
    }
  },
  {
    code: 'InvalidArgument',
    message: 'The parameter Header must begin with aws-cf-cd- and have at most 256 characters.',
    brokenBy: subject =>
      header(subject) !== undefined &&
      !/^aws-cf-cd-[!#$%&'*+.^_`|~0-9A-Za-z-]{1,246}$/i.test(header(subject)?.Header ?? '')
  },
  {
    code: 'InvalidArgument',
    message: 'The parameter Value of the header must have from 1 to 1783 characters.',
    brokenBy: subject => header(subject) !== undefined && !isWithin(header(subject)?.Value.length, 1, 1783)
  },
  {
    // UpdateContinuousDeploymentPolicy does not have this error.
    code: 'ContinuousDeploymentPolicyAlreadyExists',
    message: 'A continuous deployment policy with this configuration already exists.',
    brokenBy: ({ config, others, before }) =>
      before === undefined && others.some(other => isDeepStrictEqual(other.config, config))
  },
  {
    code: 'StagingDistributionInUse',
    message: 'A continuous deployment policy for this staging distribution already exists.',
    brokenBy: ({ config, others }) =>
      others.some(other => stagingNamesOf(other.config).some(name => stagingNamesOf(config).includes(name)))
  }
]
