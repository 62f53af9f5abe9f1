import { fault } from './handlers.ts'

/** A parsed request target. */
export interface Target {
  /** Still percent-encoded, so that `%2F` stays inside its segment. */
  readonly segments: readonly string[]
  /** Decoded; the first of duplicate parameters counts. */
  readonly query: ReadonlyMap<string, string>
}

/** Parses `/2020-05-31/distribution?MaxItems=5`; throws the 400 fault `InvalidArgument` for a malformed percent-encoding. */
export function readTarget(url: string): Target {
  if (!url.startsWith('/')) throw fault('InvalidArgument', 'The request target is not a path.')
  const [, path = '', search = ''] = /^([^?#]*)\??([^#]*)/.exec(url) ?? []
  const query = new Map<string, string>()
  for (const pair of search.split('&')) {
    const equals = pair.indexOf('=')
    const name = decodeParameter(equals < 0 ? pair : pair.slice(0, equals))
    if (name !== '' && !query.has(name)) query.set(name, equals < 0 ? '' : decodeParameter(pair.slice(equals + 1)))
  }
  return { segments: path.slice(1).split('/'), query }
}

export function decodePart(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch (error) {
    if (!(error instanceof URIError)) throw error
    throw fault('InvalidArgument', 'The request URI has a malformed percent-encoding.')
  }
}

function decodeParameter(text: string): string {
  return decodePart(text.replaceAll('+', ' '))
}
