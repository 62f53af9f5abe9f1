type Content = Readonly<Record<string, object>>

/** A body or an answer of an operation. */
export interface WithContent {
  readonly content?: Content
  readonly 'x-other-media-types'?: Content
}
interface Operation {
  readonly requestBody?: WithContent
  readonly responses: Record<string, WithContent>
}

/**
 * Leaves only `application/json`, or the first media type, in `content`, and moves the others to `x-other-media-types`.
 * For two media types, some generators (orval 8) send requests without Content-Type, and make a union type that fits
 * neither.
 */
export function withOneMediaType(document: Record<string, unknown>): Record<string, unknown> {
  const paths = document.paths as Record<string, Record<string, Operation>>
  const changed = Object.entries(paths).map(([path, operations]) => {
    const own = Object.entries(operations).map(
      ([method, operation]) => [method, operationWithoutOthers(operation)] as const
    )
    return [path, Object.fromEntries(own)] as const
  })
  return { ...document, paths: Object.fromEntries(changed) }
}

function operationWithoutOthers({ requestBody, responses, ...operation }: Operation): Operation {
  const answers = Object.entries(responses).map(([status, answer]) => [status, withoutOthers(answer)] as const)
  return {
    ...operation,
    ...(requestBody && { requestBody: withoutOthers(requestBody) }),
    responses: Object.fromEntries(answers)
  }
}

function withoutOthers(part: WithContent): WithContent {
  const { content = {} } = part
  const type = 'application/json' in content ? 'application/json' : Object.keys(content)[0]
  const main = type === undefined ? undefined : content[type]
  if (type === undefined || !main) return part
  const text = JSON.stringify(main)
  const others = Object.entries(content).filter(([other, each]) => other !== type && JSON.stringify(each) !== text)
  return {
    ...part,
    content: { [type]: main },
    ...(others.length > 0 && { 'x-other-media-types': Object.fromEntries(others) })
  }
}

/** The inverse: all media types in `content`. */
export function withAllMediaTypes<Part extends WithContent>(part: Part): Part {
  const { 'x-other-media-types': others, ...rest } = part
  return others ? ({ ...rest, content: { ...part.content, ...others } } as Part) : part
}
