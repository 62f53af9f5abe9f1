type Json = Readonly<Record<string, unknown>>

interface System {
  readonly specActions: { readonly updateResolvedSubtree: (path: readonly string[], value: unknown) => unknown }
  readonly specSelectors: { readonly specJS: () => Json }
}

/**
 * A plugin of Swagger UI that follows the references of an operation when it is opened. Swagger UI's own way walks through the whole
 * document several times for each operation, which takes longer than drawing it, and waits before it starts. This runs in the
 * browser as its own source text: nothing of this file's surroundings is there.
 */
export function followReferences() {
  /** As Swagger UI wants it: each schema says in `$$ref` what it is, and what stands beside `allOf` is one with its parts. */
  function resolved(document: Json, value: unknown, within: readonly string[]): unknown {
    if (Array.isArray(value)) return value.map(item => resolved(document, item, within))
    if (typeof value !== 'object' || value === null) return value
    const { $ref, ...own } = value as Json
    if (typeof $ref === 'string') {
      // A schema of itself stays a reference, which is drawn when it is opened.
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
