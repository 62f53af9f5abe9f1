type Content = Readonly<Record<string, object>>

/** A body or an answer, and its operation. */
export interface Told {
  readonly content?: Content
  readonly 'x-other-media-types'?: Content
}
interface Operation {
  readonly requestBody?: Told
  readonly responses: Record<string, Told>
}

/**
 * What is sent and answered as `application/json`, or first where that is not offered, is all that `content` says; in what other media
 * types it may be is in `x-other-media-types`, in the same form. Of two media types some generators (orval 8) make a
 * request without Content-Type, which nothing can read, and one type of both that fits neither.
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

function withoutOthers(told: Told): Told {
  const { content = {} } = told
  const type = 'application/json' in content ? 'application/json' : Object.keys(content)[0]
  const main = type === undefined ? undefined : content[type]
  if (type === undefined || !main) return told
  const text = JSON.stringify(main)
  const others = Object.entries(content).filter(([other, each]) => other !== type && JSON.stringify(each) !== text)
  return {
    ...told,
    content: { [type]: main },
    ...(others.length > 0 && { 'x-other-media-types': Object.fromEntries(others) })
  }
}

/** The inverse: all media types in `content`. */
export function withAllMediaTypes<Part extends Told>(told: Part): Part {
  const { 'x-other-media-types': others, ...rest } = told
  return others ? ({ ...rest, content: { ...told.content, ...others } } as Part) : told
}
