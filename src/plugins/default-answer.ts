import { responseNameOf } from './component-names.ts'
import { GENERAL_CODES } from './general-answers.ts'
import { codesIn } from './problem-schema.ts'

type Json = Readonly<Record<string, unknown>>
export type Answers = Readonly<Record<string, Json>>

/**
 * Replaces the answers of an operation whose codes any request or any CloudFront call may have by one `default`;
 * otherwise they would make up two thirds of an operation. `x-statuses` refers to each of the replaced answers, so that
 * nothing is lost; an operation's own answer with one of these statuses takes precedence. The default also declares the
 * headers of every answer.
 */
export function defaultAnswerOf(
  answers: Answers,
  shared: Answers,
  ofEveryAnswer: Json
): { own: Answers; defaultAnswer: Json } | undefined {
  const isFolded = ([, answer]: [string, Json]) => answer.$ref !== undefined && isGeneral(resolved(answer, shared))
  const folded = Object.entries(answers).flatMap(([status, answer]) => {
    if (isFolded([status, answer])) return [[status, answer] as const]
    const name = responseNameOf(status)
    const ofOthers = shared[name]
    return ofOthers && isGeneral(ofOthers) ? [[status, { $ref: `#/components/responses/${name}` }] as const] : []
  })
  const [first] = folded
  if (!first) return undefined
  const onSome = folded.flatMap(([, answer]) => Object.entries(resolved<Json>(answer, shared).headers ?? {}))
  return {
    own: Object.fromEntries(Object.entries(answers).filter(entry => !isFolded(entry))),
    defaultAnswer: {
      description:
        `Errors that any such request can result in: ${folded.map(([status]) => status).join(', ')}. The answer of each ` +
        'is in `x-statuses`.',
      headers: { ...Object.fromEntries(onSome), ...ofEveryAnswer },
      content: resolved<Json>(first[1], shared).content,
      'x-statuses': Object.fromEntries(folded)
    }
  }
}

function isGeneral(answer: Json): boolean {
  const codes = codesIn(answer as { description: string })
  return codes.length > 0 && codes.every(code => GENERAL_CODES.has(code))
}

/** The inverse: the answers with those in `x-statuses` restored. */
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
