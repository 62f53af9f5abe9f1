import { type Config, type OriginGroup } from '../records.ts'
import { checkRules, type Rule } from './rule.ts'

/** Developer Guide, "Create an origin group": any combination of these. */
const FAILOVER_CODES = new Set([400, 403, 404, 416, 429, 500, 502, 503, 504])

interface Subject {
  readonly group: OriginGroup
  readonly originIds: ReadonlySet<string>
}

/** Developer Guide, "Optimize high availability with origin failover". */
const groupRules: readonly Rule<Subject>[] = [
  {
    code: 'InvalidArgument',
    message: 'The parameter OriginGroup must have two members.',
    brokenBy: ({ group }) => group.Members.Items.length !== 2
  },
  {
    code: 'NoSuchOrigin',
    message: 'One or more of your origins or origin groups do not exist.',
    brokenBy: ({ group, originIds }) => group.Members.Items.some(({ OriginId }) => !originIds.has(OriginId))
  },
  {
    code: 'InvalidArgument',
    message:
      'The parameter StatusCodes must have at least one of 400, 403, 404, 416, 429, 500, 502, 503 and 504, and no other.',
    brokenBy: ({ group }) => {
      const codes = group.FailoverCriteria.StatusCodes.Items
      return codes.length === 0 || codes.some(code => !FAILOVER_CODES.has(code))
    }
  }
]

export function checkOriginGroups(config: Config): void {
  const groups = config.OriginGroups?.Items ?? []
  const originIds = new Set(config.Origins.Items.map(({ Id }) => Id))
  for (const group of groups) checkRules({ group, originIds }, groupRules)
}
