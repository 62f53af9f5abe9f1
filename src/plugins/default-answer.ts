type Json = Readonly<Record<string, unknown>>
export type Answers = Readonly<Record<string, Json>>

/** Errors that any request or any call to CloudFront can end in; documented in one `default` answer. */
const STATUSES = new Set([401, 403, 408, 413, 414, 415, 417, 421, 429, 431, 500, 502, 503, 504].map(String))

/**
 * Replaces an operation's shared answers with these statuses by one `default`: otherwise they would be two thirds of what the
 * document says of an operation. `x-statuses` refers to each of the replaced answers, so that nothing is lost. It also declares
 * the headers of every answer.
 */
export function defaultAnswerOf(
  answers: Answers,
  shared: Answers,
  ofEveryAnswer: Json
): { own: Answers; defaultAnswer: Json } | undefined {
  const isFolded = ([status, { $ref }]: [string, Json]) => STATUSES.has(status) && $ref !== undefined
  const folded = Object.entries(answers).filter(isFolded)
  const [first] = folded
  if (!first) return undefined
  const onSome = folded.flatMap(([, answer]) => Object.entries(resolved(answer, shared).headers ?? {}))
  return {
    own: Object.fromEntries(Object.entries(answers).filter(entry => !isFolded(entry))),
    defaultAnswer: {
      description:
        `Errors that any such request can end in: ${folded.map(([status]) => status).join(', ')}. The answer of each is in ` +
        `\`x-statuses\`.`,
      headers: { ...Object.fromEntries(onSome), ...ofEveryAnswer },
      content: resolved(first[1], shared).content,
      'x-statuses': Object.fromEntries(folded)
    }
  }
}

/** The inverse: the answers with each of `x-statuses` at its own status. */
export function withEachStatus<Answer extends object>(
  answers: Readonly<Record<string, Answer>>,
  shared: Readonly<Record<string, Answer>>
): Record<string, Answer> {
  const { default: others, ...own } = answers
  if (!others) return own
  const { 'x-statuses': statuses } = resolved(others, shared) as { 'x-statuses'?: Record<string, Answer> }
  return { ...statuses, ...own }
}

function resolved<Answer extends object>(answer: Answer, shared: Readonly<Record<string, Answer>>): Answer {
  const { $ref } = answer as { $ref?: string }
  return (typeof $ref === 'string' && shared[$ref.slice('#/components/responses/'.length)]) || answer
}
