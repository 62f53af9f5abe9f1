import Type from 'typebox'
import { findingList } from '../../configuration/distributions/findings/schemas.ts'
import { account } from '../../accounts/schemas.ts'
import { Origin } from '../../configuration/distributions/answer-schemas.ts'
import { OriginReplace } from '../../configuration/distributions/schemas.ts'
import { patchMembers } from '../../configuration/editing/patch-members.ts'
import { registerMergePatch } from '../../validation/merge-patches.ts'

export const originId = Type.String({
  minLength: 1,
  maxLength: 255,
  description: "The origin's id, percent-encoded: it may contain slashes.",
  examples: ['mybucket.s3.amazonaws.com']
})

export const OriginWithFindings = Type.Object(
  {
    ...Origin.properties,
    account,
    findings: {
      ...findingList,
      description: 'Settings that will not work or will cause harm. Pointers refer to this answer.'
    }
  },
  { 'x-component': 'OriginWithFindings', 'x-component-description': 'An origin as it is now, with its findings.' }
)

export const Origins = Type.Object(
  { items: Type.Array(Origin, { description: 'All of its origins.' }), account },
  { 'x-component': 'Origins' }
)

export const OriginPatch = Type.Object(
  {},
  {
    additionalProperties: true,
    'x-component': 'OriginPatch',
    ...patchMembers(OriginReplace),
    description: 'A JSON merge patch (RFC 7396) of the origin. originAccess replaces the access from before.',
    examples: [{ connectionTimeout: 5 }]
  }
)
registerMergePatch(OriginPatch, OriginReplace)
