import { ServiceError } from '../../errors.ts'

const WAIT_MS_MAX = 60_000

/**
 * A fair mutex for each key, so that writers of one resource in this process do not conflict. A caller that has waited
 * for a minute gets CLOUDFRONT_TIMEOUT, so that callers do not pile up while CloudFront hangs.
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
    // Not in `finally`: after a timeout an earlier run may still be in progress, and the next one must wait for it.
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
