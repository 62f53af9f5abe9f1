import { DRY_RUN_JSON } from './media-types.ts'

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
 * What is sent and answered as `application/json` is all that `content` says, beside what a dry run answers; in what other
 * media types it may be is in `x-other-media-types`, in the same form. Of two media types some generators (orval 8) make a
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
  const { 'application/json': json, ...rest } = told.content ?? {}
  if (!json) return told
  const text = JSON.stringify(json)
  const others = Object.entries(rest).filter(([type, other]) => type !== DRY_RUN_JSON && JSON.stringify(other) !== text)
  const dryRun = Object.entries(rest).filter(([type]) => type === DRY_RUN_JSON)
  return {
    ...told,
    content: { 'application/json': json, ...Object.fromEntries(dryRun) },
    ...(others.length > 0 && { 'x-other-media-types': Object.fromEntries(others) })
  }
}

/** The same with all its media types in `content`, for who can choose one. */
export function withAllMediaTypes<Part extends Told>(told: Part): Part {
  const { 'x-other-media-types': others, ...rest } = told
  return others ? ({ ...rest, content: { ...told.content, ...others } } as Part) : told
}
