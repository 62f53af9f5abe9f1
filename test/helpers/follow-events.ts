import { onTestFinished } from 'vitest'

/** Reads an event stream until the given text has come, or to its end. */
export async function followEvents(url: string, headers: Record<string, string> = {}) {
  const leave = new AbortController()
  onTestFinished(() => leave.abort())
  const response = await fetch(url, { headers, signal: leave.signal })
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  const read = async (until?: string) => {
    while (until === undefined || !text.includes(until)) {
      const part = await reader?.read()
      if (part?.done !== false) return text
      text += part.value
    }
    return text
  }
  return { response, read, leave: () => leave.abort() }
}

/** The ids of the events in a text. */
export function eventIdsIn(text: string): number[] {
  return [...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id))
}
