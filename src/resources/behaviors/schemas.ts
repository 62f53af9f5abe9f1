import Type from 'typebox'
import { findingList } from '../../configuration/distributions/findings/schemas.ts'
import { account } from '../../accounts/schemas.ts'
import { Behavior } from '../../configuration/distributions/answer-schemas.ts'
import { BehaviorReplace } from '../../configuration/distributions/schemas.ts'
import { patchMembers } from '../../configuration/editing/patch-members.ts'
import { registerMergePatch } from '../../validation/merge-patches.ts'

export const pathPattern = Type.String({
  minLength: 1,
  // 255 for the pattern, and 8 for the prefix.
  maxLength: 263,
  description:
    'The path pattern, percent-encoded: `%2Fapi%2F*` for `/api/*`. `default` is the default behavior, for requests ' +
    'that no pattern matches; any pattern may be written with the prefix `pattern:`, and the pattern `default` must ' +
    'be.',
  examples: ['default']
})

const neighbour = (place: string) =>
  Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 255,
      description: `The path pattern of the behavior that it comes directly ${place}.`
    })
  )

/** CloudFront uses the first behavior whose pattern matches. */
export const PositionQuery = Type.Object({
  position: Type.Optional(
    Type.Enum(['first', 'last'], {
      type: 'string',
      description:
        'Its position in the list; CloudFront uses the first behavior that matches. Without position, before and after, ' +
        'a new behavior comes last and an existing one keeps its position.'
    })
  ),
  before: neighbour('before'),
  after: neighbour('after')
})

export const BehaviorWithFindings = Type.Object(
  {
    ...Behavior.properties,
    account,
    findings: {
      ...findingList,
      description: 'Settings that will not work or will cause harm. Pointers refer to this answer.'
    }
  },
  { 'x-component': 'BehaviorWithFindings', 'x-component-description': 'A behavior as it is now, with its findings.' }
)

export const Behaviors = Type.Object(
  {
    items: Type.Array(Behavior, { description: 'In order: CloudFront uses the first whose pattern matches.' }),
    default: Behavior,
    account
  },
  { 'x-component': 'Behaviors' }
)

export const BehaviorPatch = Type.Object(
  {},
  {
    additionalProperties: true,
    'x-component': 'BehaviorPatch',
    ...patchMembers(BehaviorReplace),
    description:
      'A JSON merge patch (RFC 7396) of the behavior. The name of a policy, or null for it, replaces its id from before.',
    examples: [{ compress: true }]
  }
)
registerMergePatch(BehaviorPatch, BehaviorReplace)
