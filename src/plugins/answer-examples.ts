import { recordedAnswers } from './recorded-answers.ts'

interface Media {
  readonly schema?: {
    readonly $ref?: string
    readonly anyOf?: readonly { readonly $ref?: string }[]
    readonly contentSchema?: { readonly $ref?: string }
  }
  readonly example?: unknown
  examples?: Record<string, unknown>
}
interface Operation {
  readonly operationId: string
  readonly responses: Record<string, { readonly content?: Record<string, Media> }>
}

/**
 * The keys of an answer's examples: the names of its possible schemas, or of its events, or the operation's if they
 * have no name.
 */
export function namesOfAnswer(operationId: string, { schema }: Media): string[] {
  const nameOf = (each: { readonly $ref?: string } | undefined) => each?.$ref?.split('/').at(-1)
  const ofEvents = nameOf(schema?.contentSchema)
  if (ofEvents !== undefined) return [`${ofEvents}Stream`]
  const names = [schema, ...(schema?.anyOf ?? [])].flatMap(each => nameOf(each) ?? [])
  return names.length > 0 ? names : [operationId]
}

/** Adds a recorded answer as the example of every answer except problems, once for each schema. */
export function withAnswerExamples(document: Record<string, unknown>): Record<string, unknown> {
  const used = new Set<string>()
  const paths = document.paths as Record<string, Record<string, Operation>>
  for (const { operationId, responses } of Object.values(paths).flatMap(path => Object.values(path))) {
    const successes = Object.entries(responses).filter(([status]) => status.startsWith('2'))
    const answers = successes.flatMap(([, { content = {} }]) => Object.values(content))
    for (const media of answers) {
      if (media.example !== undefined || media.examples) continue
      const names = namesOfAnswer(operationId, media).filter(name => name in recordedAnswers)
      if (names.length === 0) continue
      media.examples = Object.fromEntries(names.map(name => [name, { $ref: `#/components/examples/${name}` }]))
      for (const name of names) used.add(name)
    }
  }
  const examples = Object.fromEntries([...used].toSorted().map(name => [name, { value: recordedAnswers[name] }]))
  return { ...document, components: { ...(document.components as object), examples } }
}
