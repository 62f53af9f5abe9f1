import Type, { type Static } from 'typebox'
import { account } from '../../../accounts/schemas.ts'
import { severities } from './rule.ts'

export const Finding = Type.Object(
  {
    code: Type.String({ description: 'The rule. Codes may be added, but are never renamed.' }),
    severity: Type.Unsafe<(typeof severities)[number]>(
      Type.Enum([...severities], {
        type: 'string',
        description:
          'severe: requests fail. warning: it works but causes harm, or fails in some cases. info: worth knowing.'
      })
    ),
    pointer: Type.String({ description: 'JSON pointer (RFC 6901) into the configuration.' }),
    detail: Type.String({ description: 'What is wrong, in a sentence.' }),
    fix: Type.Optional(
      Type.Object(
        {},
        {
          additionalProperties: true,
          description:
            'A merge patch for PATCH /distributions/{distributionId} that resolves the finding. It replaces whole arrays: ' +
            'send it with the ETag of the answer as If-Match.'
        }
      )
    )
  },
  {
    'x-component': 'Finding',
    'x-component-description': 'A setting that CloudFront accepts but that will not work or will cause harm.'
  }
)
export type Finding = Static<typeof Finding>

export const findingList = Type.Array(Finding, {
  description: 'Settings that CloudFront accepts but that will not work or will cause harm, most severe first.'
})

export const Findings = Type.Object(
  {
    account,
    findings: findingList,
    unreadPolicies: Type.Optional(
      Type.Array(Type.String(), {
        description:
          'The policies that could not be read, because they were deleted meanwhile or the role may not. What they say is in no finding.'
      })
    )
  },
  { 'x-component': 'Findings' }
)
export type Findings = Static<typeof Findings>
