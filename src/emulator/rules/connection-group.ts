import { type Removal, type Subject } from '../families/row.ts'
import { type ConnectionGroupContent } from '../records.ts'
import { type Rule } from './rule.ts'

/** The format of the names of tenants and connection groups, which is inferred. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/

export const multiTenantNameRule: Rule<Subject<{ readonly Name: string }>> = {
  code: 'InvalidArgument',
  message: 'The parameter Name must have 1 to 128 letters, digits and -_. characters.',
  brokenBy: ({ config }) => !NAME.test(config.Name)
}

export const connectionGroupRules: readonly Rule<Subject<ConnectionGroupContent>>[] = [multiTenantNameRule]

/** For resources that must be disabled before they are deleted. */
export function isDisabledRule(noun: string): Rule<Removal<{ readonly Enabled?: boolean | undefined }>> {
  return {
    code: 'ResourceNotDisabled',
    message: `The ${noun} has not been disabled.`,
    brokenBy: ({ record }) => record.config.Enabled === true
  }
}
