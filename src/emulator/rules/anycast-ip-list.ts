import { type Subject } from '../families/row.ts'
import { type AnycastIpListContent } from '../records.ts'
import { nameRule } from './name.ts'
import { type Rule } from './rule.ts'

/** API reference, CreateAnycastIpList. */
export const anycastIpListRules: readonly Rule<Subject<AnycastIpListContent>>[] = [
  // The format is inferred.
  nameRule(64, '.'),
  {
    code: 'InvalidArgument',
    message: 'The parameter IpCount must be 3 or 21.',
    brokenBy: ({ config }) => config.IpCount !== 3 && config.IpCount !== 21
  }
]
