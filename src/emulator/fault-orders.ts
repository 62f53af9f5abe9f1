import Type, { type Static } from 'typebox'
import { operations } from '../cloudfront/model/shapes.ts'
import { KEY_VALUE_OPERATIONS } from './key-value-stores/rest-json.ts'

const names = [...operations.keys(), ...KEY_VALUE_OPERATIONS]
const strict = { additionalProperties: false }

/** Which calls it affects and how often: all of them, the next `count`, or each with a `probability` (reproducible with `seed`). */
const aim = {
  operations: Type.Optional(Type.Array(Type.Enum(names, { type: 'string' }), { minItems: 1, maxItems: names.length })),
  count: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
  probability: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
  seed: Type.Optional(Type.Integer({ minimum: 0, maximum: 0xffffffff }))
}
const plain = <Kind extends string>(kind: Kind) => Type.Object({ kind: Type.Literal(kind), ...aim }, strict)
const xmlName = Type.String({ pattern: '^[A-Za-z][A-Za-z0-9]{0,63}$' })

/** The faults that can be requested, by kind. */
export const faultKinds = {
  /** 400 `Throttling`, `Rate exceeded`, before any effect. */
  throttle: plain('throttle'),
  /** Any refusal, before any effect. */
  error: Type.Object(
    {
      kind: Type.Literal('error'),
      code: Type.String({ pattern: '^[A-Za-z][A-Za-z0-9.]{0,99}$' }),
      status: Type.Integer({ minimum: 400, maximum: 599 }),
      message: Type.Optional(Type.String({ maxLength: 1000 })),
      ...aim
    },
    strict
  ),
  /** Waits (in real time) before anything else happens. */
  slow: Type.Object(
    { kind: Type.Literal('slow'), milliseconds: Type.Integer({ minimum: 0, maximum: 600_000 }), ...aim },
    strict
  ),
  /** Holds the calls until it is released: before they take effect, or afterwards, before they are answered. */
  hold: Type.Object(
    { kind: Type.Literal('hold'), at: Type.Optional(Type.Enum(['request', 'answer'], { type: 'string' })), ...aim },
    strict
  ),
  /** Cuts the connection before the call takes effect. */
  resetBefore: plain('resetBefore'),
  /** Cuts the connection after the call took effect, which the caller cannot know. */
  resetAfter: plain('resetAfter'),
  /** Declares the full length of the response's body, sends half of it, then cuts the connection. */
  truncate: plain('truncate'),
  /** After the effect, answers with something that is not XML. */
  garbage: plain('garbage'),
  /**
   * A bucket of `burst` calls (the rate rounded up, by default), refilled at `perSecond` by the emulator's clock; `Throttling`
   * when it is empty.
   */
  rateLimit: Type.Object(
    {
      kind: Type.Literal('rateLimit'),
      perSecond: Type.Number({ exclusiveMinimum: 0, maximum: 1_000_000 }),
      burst: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
      ...aim
    },
    strict
  ),
  /** Adds an element that no model knows to every `inside` element of a successful answer, as a newer CloudFront would. */
  unknownElement: Type.Object(
    {
      kind: Type.Literal('unknownElement'),
      inside: Type.Optional(xmlName),
      name: Type.Optional(xmlName),
      value: Type.Optional(
        Type.String({ maxLength: 1000, pattern: '^[^\\u0000-\\u001f\\ud800-\\udfff\\ufffe\\uffff]*$' })
      ),
      ...aim
    },
    strict
  )
}

export type FaultKind = keyof typeof faultKinds
export type FaultOrder = { [Kind in FaultKind]: Static<(typeof faultKinds)[Kind]> }[FaultKind]
