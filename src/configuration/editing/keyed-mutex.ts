import { ServiceError } from '../../errors.ts'

const WAIT_MS_MAX = 60_000

/**
 * A mutex for each key, had in the order of asking: writers of one thing inside this process need not
 * race each other. A caller that waits for longer than a minute gets CLOUDFRONT_TIMEOUT, so that a CloudFront that hangs does not
 * gather callers without end.
 */
export function createKeyedMutex({ waitMsMax = WAIT_MS_MAX }: { waitMsMax?: number } = {}) {
  const last = new Map<string, Promise<void>>()

  return async function runExclusive<Result>(key: string, run: () => Promise<Result>): Promise<Result> {
    const before = last.get(key)
    let end = () => {}
    const mine = new Promise<void>(resolve => {
      end = resolve
    })
    const all = before ? before.then(() => mine) : mine
    last.set(key, all)
    // Not when this one ends: one that was given up may leave an earlier one running, for which the next must wait.
    void all.then(() => {
      if (last.get(key) === all) last.delete(key)
    })
    try {
      if (before) await waitFor(before, waitMsMax, key)
      return await run()
    } finally {
      end()
    }
  }
}

async function waitFor(earlier: Promise<void>, waitMsMax: number, key: string): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const expired = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(
        new ServiceError(
          'CLOUDFRONT_TIMEOUT',
          `Earlier changes of ${key} have been in progress for more than ${waitMsMax} ms.`
        )
      )
    }, waitMsMax)
  })
  try {
    await Promise.race([earlier, expired])
  } finally {
    clearTimeout(timer)
  }
}
