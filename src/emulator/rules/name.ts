import { type Subject } from '../families/row.ts'
import { type Rule } from './rule.ts'

/** A name of letters, digits, `-`, `_` and possibly one other character. */
export function nameRule(lengthMax: 64 | 128, also: '' | '.' = ''): Rule<Subject<{ readonly Name: string }>> {
  const name = new RegExp(`^[\\w${also}-]{1,${lengthMax}}$`)
  return {
    code: 'InvalidArgument',
    message: `The parameter Name must have 1 to ${lengthMax} letters, digits and -_${also} characters.`,
    brokenBy: ({ config }) => !name.test(config.Name)
  }
}
