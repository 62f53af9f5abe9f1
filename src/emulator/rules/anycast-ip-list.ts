import { type Subject } from '../families/row.ts'
import { type AnycastIpListContent } from '../records.ts'
import { type Rule } from './rule.ts'

/** API reference, CreateAnycastIpList. */
export const anycastIpListRules: readonly Rule<Subject<AnycastIpListContent>>[] = [
  {
    // The form is inferred.
    code: 'InvalidArgument',
    message: 'The parameter Name must have 1 to 64 letters, digits and -_. characters.',
    brokenBy: ({ config }) => !/^[\w.-]{1,64}$/.test(config.Name)
  },
  {
    code: 'InvalidArgument',
    message: 'The parameter IpCount must be 3 or 21.',
    brokenBy: ({ config }) => config.IpCount !== 3 && config.IpCount !== 21
  }
]
