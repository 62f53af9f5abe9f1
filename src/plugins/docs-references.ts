type Json = Readonly<Record<string, unknown>>

interface System {
  readonly specActions: { readonly updateResolvedSubtree: (path: readonly string[], value: unknown) => unknown }
  readonly specSelectors: { readonly specJS: () => Json }
}

/**
 * A plugin of Swagger UI that resolves the references of an operation when it is opened. Swagger UI itself walks
 * through the whole document several times per operation, which takes longer than rendering it, after a delay. The
 * function's source text runs in the browser, so it must not use anything outside itself.
 */
export function followReferences() {
  /**
   * As Swagger UI expects: each schema has its name in `$$ref`, and the members beside `allOf` are merged with its
   * parts.
   */
  function resolved(document: Json, value: unknown, within: readonly string[]): unknown {
    if (Array.isArray(value)) return value.map(item => resolved(document, item, within))
    if (typeof value !== 'object' || value === null) return value
    const { $ref, ...own } = value as Json
    if (typeof $ref === 'string') {
      // A recursive schema stays a reference, which is resolved when it is opened.
      if (within.includes($ref)) return value
      const target = resolved(document, at(document, $ref.split('/').slice(1)), [...within, $ref])
      return $ref.startsWith('#/components/schemas/') ? { ...(target as Json), $$ref: $ref } : target
    }
    const { allOf, ...members } = Object.fromEntries(
      Object.entries(own).map(([name, member]) => [name, resolved(document, member, within)])
    )
    return Array.isArray(allOf) ? Object.assign({}, ...(allOf as Json[]), members) : members
  }

  function at(document: Json, path: readonly string[]): unknown {
    return path.reduce<unknown>((value, name) => (value as Json | undefined)?.[name], document)
  }

  return {
    statePlugins: {
      spec: {
        wrapActions: {
          requestResolvedSubtree:
            (_original: unknown, { specActions, specSelectors }: System) =>
            (path: readonly string[]) => {
              const document = specSelectors.specJS()
              return specActions.updateResolvedSubtree(path, resolved(document, at(document, path), []))
            }
        }
      }
    }
  }
}
