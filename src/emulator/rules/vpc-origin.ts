import { type Removal, type Subject } from '../families/row.ts'
import { type VpcOriginContent } from '../records.ts'
import { isPort } from './origins.ts'
import { isWithin, type Rule } from './rule.ts'

type VpcOrigin = Subject<VpcOriginContent>

/** aws/aws-cdk #34629, for an update of tags alone. */
export const VPC_ORIGIN_IN_USE =
  'The specified VPC origin is currently associated with one or more distributions. Please disassociate the VPC origin ' +
  'from all distributions before updating or deleting'

/** The code for a change to one that is being deployed is inferred: clients wait for `Deployed` (terraform-provider-aws, aws-nuke). */
const DEPLOYING = 'The specified VPC origin is still being deployed.'

const ENDPOINT =
  /^arn:aws[a-z-]*:(elasticloadbalancing:[a-z0-9-]+:\d{12}:loadbalancer\/(app|net)\/.+|ec2:[a-z0-9-]+:\d{12}:instance\/i-[0-9a-f]+)$/

const endpoint = ({ config }: VpcOrigin) => config.VpcOriginEndpointConfig

/** API reference, VpcOriginEndpointConfig; Developer Guide, "Restrict access with VPC origins". */
export const vpcOriginRules: readonly Rule<VpcOrigin>[] = [
  {
    code: 'CannotUpdateEntityWhileInUse',
    message: VPC_ORIGIN_IN_USE,
    brokenBy: ({ before, usedBy }) => before !== undefined && usedBy.length > 0
  },
  {
    code: 'CannotUpdateEntityWhileInUse',
    message: DEPLOYING,
    brokenBy: ({ ready }) => !ready
  },
  {
    // The length is inferred: no source has one.
    code: 'InvalidArgument',
    message: 'The parameter Name must have from 1 to 64 characters.',
    brokenBy: subject => !isWithin(endpoint(subject).Name.length, 1, 64)
  },
  {
    code: 'InvalidArgument',
    message: 'The parameter Arn must be that of a load balancer or of an EC2 instance.',
    brokenBy: subject => !ENDPOINT.test(endpoint(subject).Arn)
  },
  {
    code: 'InvalidArgument',
    message: 'The parameters HTTPPort and HTTPSPort must be 80, 443 or from 1024 to 65535.',
    brokenBy: subject => !(isPort(endpoint(subject).HTTPPort) && isPort(endpoint(subject).HTTPSPort))
  }
]

export const vpcOriginRemovalRules: readonly Rule<Removal<VpcOriginContent>>[] = [
  {
    code: 'CannotDeleteEntityWhileInUse',
    message: DEPLOYING,
    brokenBy: ({ ready }) => !ready
  }
]
