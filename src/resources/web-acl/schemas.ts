import Type, { type Static } from 'typebox'
import { account } from '../../accounts/schemas.ts'
import { findingList } from '../../configuration/distributions/findings/schemas.ts'

export const WebAcl = Type.Object(
  {
    webAclId: Type.String({
      pattern: '^arn:aws(-[a-z]+)*:wafv2:us-east-1:\\d{12}:global/webacl/[^/]+/[^/]+$',
      'x-expected': 'the ARN of a global web ACL, such as arn:aws:wafv2:us-east-1:123456789012:global/webacl/NAME/ID',
      description: 'The ARN of a global web ACL of AWS WAF, which is in us-east-1.'
    })
  },
  {
    additionalProperties: false,
    'x-component': 'WebAcl',
    examples: [
      {
        webAclId: 'arn:aws:wafv2:us-east-1:123456789012:global/webacl/shop/473e64fd-f30b-4765-81a0-62ad96dd167a'
      }
    ]
  }
)
export type WebAcl = Static<typeof WebAcl>

export const WebAclWithFindings = Type.Object(
  {
    ...WebAcl.properties,
    account,
    findings: {
      ...findingList,
      description:
        'Settings of the distribution that will not work or will cause harm. Pointers refer to its configuration.'
    }
  },
  {
    'x-component': 'WebAclWithFindings',
    'x-component-description': 'The web ACL, with the findings of the distribution.'
  }
)
