import Type, { type Static } from 'typebox'
import { catalogue, type ErrorCode } from '../errors.ts'

export const Quota = Type.Object(
  {
    name: Type.String({ description: 'What it counts.', examples: ['Origins per distribution'] }),
    default: Type.Integer({ description: 'Its value in an account for which nobody has raised it.' }),
    adjustable: Type.Boolean({ description: 'Whether AWS raises it on request (Service Quotas, Amazon CloudFront).' })
  },
  { 'x-component': 'Quota', 'x-component-description': 'The quota of CloudFront that is reached.' }
)

/** Known values that generators can list, and any other text, because a newer version may know more. */
function openEnum(values: readonly string[], description: string) {
  return Type.Unsafe<string>(
    Type.String({ description, 'x-document': { anyOf: [{ enum: [...values].sort() }, { type: 'string' }] } })
  )
}

export const Problem = Type.Object(
  {
    type: Type.String({ description: 'Names the kind of problem, and is where it is explained: `/problems/{code}`.' }),
    title: Type.String({ description: 'The kind of problem in a few words.' }),
    status: Type.Integer({ description: 'The HTTP status.' }),
    detail: Type.String({ description: 'What is the matter with this request.' }),
    code: openEnum(Object.keys(catalogue), 'For programs: codes are added, and never renamed.'),
    class: Type.Enum(['caller', 'conflict', 'quota', 'throttle', 'service'], {
      type: 'string',
      description: 'Who has to act: the caller, whoever holds the other end of a conflict, time, or the operator.'
    }),
    requestId: Type.String({ description: 'Finds the request in the log; also in X-Request-Id.' }),
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
                description: 'A merge patch of the configuration that puts it right, where there is one.'
              }
            )
          )
        }),
        { description: 'Each member or parameter that is wrong.' }
      )
    ),
    cloudFront: Type.Optional(
      Type.Object(
        {
          code: Type.String({ description: "CloudFront's own name of the error." }),
          requestId: Type.Optional(Type.String({ description: "CloudFront's request id, for AWS Support." }))
        },
        { description: 'Present when CloudFront gave the reason.' }
      )
    )
  },
  { 'x-component': 'Problem', description: 'A failure as RFC 9457 has it.' }
)
export type Problem = Static<typeof Problem>

/** What several codes mean is said once, at /problems/{code}. */
function describe(codes: readonly ErrorCode[]): string {
  const [only, ...others] = codes
  return only !== undefined && others.length === 0
    ? `\`${only}\`: ${catalogue[only].title}.`
    : `${codes.map(code => `\`${code}\``).join(', ')}.`
}

/** An answer by its codes, so that more can be added to them. */
const codesOf = new WeakMap<object, readonly ErrorCode[]>()

function problemAnswer(codes: readonly ErrorCode[]): object {
  const answer = { description: describe(codes), content: { 'application/problem+json': { schema: Problem } } }
  codesOf.set(answer, codes)
  return answer
}

/**
 * The answers a route gives for these codes of the catalogue, one for each status, for its `response` schema:
 * `response: { 200: Distribution, ...problemResponses('DISTRIBUTION_NOT_FOUND', 'ETAG_MISMATCH') }`.
 */
export function problemResponses(...codes: ErrorCode[]): Record<number, unknown> {
  return withProblems({}, ...codes)
}

/** These answers with those for more codes; a code that an answer has already is not repeated. */
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
    const known = codesOf.get(answers[status] ?? {}) ?? []
    return [status, problemAnswer([...new Set([...known, ...sameStatus])])]
  })
  return { ...answers, ...(Object.fromEntries(added) as Record<number, unknown>) }
}
