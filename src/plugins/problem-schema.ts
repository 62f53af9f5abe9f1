import Type, { type Static } from 'typebox'
import { catalogue, type ErrorCode } from '../errors.ts'

export const Quota = Type.Object(
  {
    name: Type.String({ description: 'What it limits.', examples: ['Origins per distribution'] }),
    default: Type.Integer({ description: 'Its value unless it has been raised for the account.' }),
    adjustable: Type.Boolean({ description: 'Whether AWS raises it on request (Service Quotas, Amazon CloudFront).' })
  },
  { 'x-component': 'Quota', 'x-component-description': 'The CloudFront quota that has been reached.' }
)

/** Known values, which generators can list, and any other text, because a newer version may have more. */
export function knownAndOther(values: readonly string[]): readonly object[] {
  return [{ enum: [...values].sort() }, { type: 'string' }]
}

function openEnum(values: readonly string[], description: string) {
  return Type.Unsafe<string>(Type.String({ description, 'x-document': { anyOf: knownAndOther(values) } }))
}

export const Problem = Type.Object(
  {
    type: Type.String({
      description: 'Identifies the kind of problem; also the address of its explanation: `/problems/{code}`.'
    }),
    title: Type.String({ description: 'The kind of problem in a few words.' }),
    status: Type.Integer({ description: 'The HTTP status.' }),
    detail: Type.String({ description: 'What is wrong with this request.' }),
    code: openEnum(Object.keys(catalogue), 'For programs. Codes may be added, but are never renamed.'),
    class: Type.Enum(['caller', 'conflict', 'quota', 'throttle', 'service'], {
      type: 'string',
      description:
        'Who must act. caller: the caller. conflict: the caller, or others who work on the resource. quota: the caller, ' +
        'or the owner of the account. throttle: nobody, it is temporary. service: the operator.'
    }),
    requestId: Type.String({ description: 'Identifies the request in the log; also in X-Request-Id.' }),
    retryable: Type.Boolean({ description: 'Whether the same request may succeed later.' }),
    remedy: Type.Optional(Type.String({ description: 'What to do about it.' })),
    quota: Type.Optional(Quota),
    errors: Type.Optional(
      Type.Array(
        Type.Object({
          pointer: Type.Optional(Type.String({ description: 'JSON pointer (RFC 6901) to a member of the body.' })),
          parameter: Type.Optional(Type.String({ description: 'The name of a query, path or header parameter.' })),
          detail: Type.String({ description: 'What is wrong with it.' }),
          fix: Type.Optional(
            Type.Object(
              {},
              {
                additionalProperties: true,
                description: 'A merge patch of the configuration that corrects it, if there is one.'
              }
            )
          )
        }),
        { description: 'Each member or parameter that is wrong.' }
      )
    ),
    usedBy: Type.Optional(
      Type.Array(Type.String(), {
        description: 'For a resource in use, the addresses of the resources that refer to it, at most 50.'
      })
    ),
    cloudFront: Type.Optional(
      Type.Object(
        {
          code: Type.String({ description: "CloudFront's own name of the error." }),
          requestId: Type.Optional(Type.String({ description: "CloudFront's request id, for AWS Support." }))
        },
        { description: "Present when the problem is CloudFront's error." }
      )
    )
  },
  { 'x-component': 'Problem', description: 'A problem (RFC 9457).' }
)
export type Problem = Static<typeof Problem>

/** Several codes are only listed, since /problems/{code} explains them. */
function describe(codes: readonly ErrorCode[]): string {
  const [only, ...others] = codes
  return only !== undefined && others.length === 0
    ? `\`${only}\`: ${catalogue[only].title}.`
    : `${codes.map(code => `\`${code}\``).join(', ')}.`
}

/** The codes that the description of an answer names. */
export function codesIn({ description }: { readonly description: string }): ErrorCode[] {
  return [...description.matchAll(/`([A-Z][A-Z0-9_]+)`/g)].map(([, code]) => code as ErrorCode)
}

const ORDER = new Map(Object.keys(catalogue).map((code, index) => [code, index]))

/** In the order of the catalogue, so that two routes with the same codes have the same answer. */
function inOrder(codes: Iterable<ErrorCode>): ErrorCode[] {
  return [...codes].sort((one, other) => (ORDER.get(one) ?? 0) - (ORDER.get(other) ?? 0))
}

/** An answer by its codes, so that more can be added to them. */
const codesOf = new WeakMap<object, readonly ErrorCode[]>()

function problemAnswer(codes: readonly ErrorCode[]): object {
  const answer = { description: describe(codes), content: { 'application/problem+json': { schema: Problem } } }
  codesOf.set(answer, codes)
  return answer
}

/**
 * The answers for these codes of the catalogue, one for each status, for a route's `response` schema: `response: { 200:
 * Distribution, ...problemResponses('DISTRIBUTION_NOT_FOUND', 'ETAG_MISMATCH') }`.
 */
export function problemResponses(...codes: ErrorCode[]): Record<number, unknown> {
  return withProblems({}, ...codes)
}

/** The answers extended by more codes, without duplicates, each status with its codes in the order of the catalogue. */
export function withProblems(
  answers: Readonly<Record<number, unknown>>,
  ...codes: ErrorCode[]
): Record<number, unknown> {
  const byStatus = new Map<number, ErrorCode[]>()
  for (const code of codes) {
    const { status } = catalogue[code]
    byStatus.set(status, [...(byStatus.get(status) ?? []), code])
  }
  const added = [...byStatus].map(([status, sameStatus]) => {
    const answer = answers[status] as { readonly description: string } | undefined
    const known = answer ? codesOf.get(answer) : []
    if (known) return [status, problemAnswer(inOrder(new Set([...known, ...sameStatus])))]
    // The status is also used for an answer that is not a problem.
    return [status, { ...answer, description: `${answer?.description}\n\n${describe(inOrder(sameStatus))}` }]
  })
  return { ...answers, ...(Object.fromEntries(added) as Record<number, unknown>) }
}
