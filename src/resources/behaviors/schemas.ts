import Type from 'typebox'
import { findingList } from '../../configuration/distributions/findings/schemas.ts'
import { account, Behavior } from '../../configuration/distributions/answer-schemas.ts'

export const pathPattern = Type.String({
  minLength: 1,
  // Of a pattern 255, and the prefix.
  maxLength: 263,
  description:
    'The path pattern, percent-encoded: `%2Fapi%2F*` for `/api/*`. `default` is the default behavior, which gets what no ' +
    'pattern matches; ' +
    'the pattern `default` is `pattern:default`, as any pattern may be written.',
  examples: ['default']
})

const neighbour = (place: string) =>
  Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 255,
      description: `The path pattern of another behavior: it comes directly ${place} that one.`
    })
  )

/** CloudFront takes the first behavior whose pattern matches. */
export const PositionQuery = Type.Object({
  position: Type.Optional(
    Type.Enum(['first', 'last'], {
      type: 'string',
      description:
        'Its position among the others, of which CloudFront takes the first that matches. Without position, before and ' +
        'after, a new one comes last and an existing one stays where it is.'
    })
  ),
  before: neighbour('before'),
  after: neighbour('after')
})

export const BehaviorWritten = Type.Object(
  {
    ...Behavior.properties,
    account,
    findings: {
      ...findingList,
      description: 'What of it will not work or will do harm. Pointers refer to this answer.'
    }
  },
  { 'x-component': 'BehaviorWritten', 'x-component-description': 'A behavior as it is now, and what is found of it.' }
)

export const Behaviors = Type.Object(
  {
    items: Type.Array(Behavior, { description: 'In order: CloudFront takes the first whose pattern matches.' }),
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
    description: 'A JSON merge patch (RFC 7396) of the behavior.',
    examples: [{ compress: true }]
  }
)
