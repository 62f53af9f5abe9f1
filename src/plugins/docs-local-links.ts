interface React {
  readonly createElement: (type: unknown, props: object | null, ...children: readonly unknown[]) => unknown
}

interface Answer {
  readonly content?: unknown
}

/**
 * A plugin of Swagger UI that links each `localUrl` of an answer below it, so that the distribution is one click away. What an answer says becomes
 * text and the address of a link, never markup, and only where it leads to this machine. This runs in the browser as its own source text: nothing of
 * this file's surroundings is there.
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
      // Not JSON after all: it is shown as it is.
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
