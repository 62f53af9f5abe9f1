import { type Subject } from '../families/row.ts'
import { type Rule } from './rule.ts'

interface Referenced {
  readonly CallerReference: string
}

/** A caller reference identifies a creation, so it is required and never changes. */
export const callerReferenceRules: readonly Rule<Subject<Referenced>>[] = [
  {
    code: 'InvalidArgument',
    message: 'The parameter CallerReference must not be empty.',
    brokenBy: ({ config }) => config.CallerReference === ''
  },
  {
    // The text is that of a distribution's update (aws/aws-sdk-js #1263).
    code: 'IllegalUpdate',
    message: 'You cannot update Origin or CallerReference.',
    brokenBy: ({ config, before }) => before !== undefined && config.CallerReference !== before.config.CallerReference
  }
]
