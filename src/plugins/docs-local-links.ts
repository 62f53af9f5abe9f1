interface React {
  readonly createElement: (type: unknown, props: object | null, ...children: readonly unknown[]) => unknown
}

interface Answer {
  readonly content?: unknown
}

/**
 * A plugin of Swagger UI that adds a link below an answer for each `localUrl` in it that leads to this machine. Content
 * of an answer never becomes markup. The function's source text runs in the browser, so it must not use anything
 * outside itself.
 */
export function linkLocalUrls() {
  function localUrlsIn(content: unknown): readonly string[] {
    if (typeof content !== 'string' || !content.includes('"localUrl"')) return []
    const found = new Set<string>()
    try {
      JSON.parse(content, (name, value: unknown) => {
        if (name === 'localUrl' && isLocal(value)) found.add(value)
        return value
      })
    } catch {
      // Not JSON: there are no links.
      return []
    }
    return [...found]
  }

  function isLocal(value: unknown): value is string {
    if (typeof value !== 'string' || !URL.canParse(value)) return false
    const { protocol, hostname } = new URL(value)
    return /^https?:$/.test(protocol) && /(^|\.)localhost$/.test(hostname)
  }

  return {
    wrapComponents: {
      responseBody:
        (Original: unknown, { React: { createElement } }: { readonly React: React }) =>
        (props: Answer) =>
          createElement(
            'div',
            null,
            createElement(Original, props),
            ...localUrlsIn(props.content).map(address =>
              createElement('a', { className: 'local-url', href: address, target: '_blank', rel: 'noopener' }, address)
            )
          )
    }
  }
}
