import { type Pacer, type PacerClock } from '../../src/cloudfront/pacer.ts'

/** A clock that only moves when told, and calls back in order. */
export function heldClock() {
  let time = 0
  let timers: { at: number; callback: () => void }[] = []
  const clock: PacerClock = {
    now: () => time,
    after(ms, callback) {
      const timer = { at: time + ms, callback }
      const place = timers.findLastIndex(({ at }) => at <= timer.at) + 1
      timers.splice(place, 0, timer)
      return () => void (timers = timers.filter(other => other !== timer))
    }
  }
  async function advance(ms: number): Promise<void> {
    const end = time + ms
    for (;;) {
      // What has been let through goes on: a few awaits in a row, none of which waits for anything outside.
      for (let turn = 0; turn < 8; turn++) await Promise.resolve()
      const [next] = timers
      if (!next || next.at > end) break
      timers.shift()
      time = Math.max(time, next.at)
      next.callback()
    }
    time = end
  }
  return { clock, advance, sleep: (ms: number) => new Promise<void>(resolve => clock.after(ms, resolve)) }
}

export interface SeenCall {
  readonly at: number
  readonly accepted: boolean
  readonly caller: string
}

/** An account of CloudFront: a bucket of `burst` calls that is refilled at `perSecond`. It notes every call. */
export function simulatedAccount(clock: PacerClock, { perSecond, burst }: { perSecond: number; burst: number }) {
  const calls: SeenCall[] = []
  let rate = perSecond
  let tokens = burst
  let at = clock.now()
  const refill = () => {
    tokens = Math.min(burst, tokens + ((clock.now() - at) / 1_000) * rate)
    at = clock.now()
  }
  return {
    call(caller: string): boolean {
      refill()
      const accepted = tokens >= 1
      if (accepted) tokens -= 1
      calls.push({ at, accepted, caller })
      return accepted
    },
    limitTo(perSecondFromNow: number): void {
      refill()
      rate = perSecondFromNow
    },
    /** What it saw between two times in seconds: the share of calls that it refused, and of its rate that was used. */
    seen(fromSecond: number, toSecond: number) {
      const seen = calls.filter(call => call.at >= fromSecond * 1_000 && call.at < toSecond * 1_000)
      const accepted = seen.filter(call => call.accepted).length
      const by = (caller: string) => seen.filter(call => call.accepted && call.caller === caller).length / accepted
      return {
        refused: 1 - accepted / Math.max(1, seen.length),
        used: accepted / ((toSecond - fromSecond) * rate),
        refusals: seen.length - accepted,
        accepted,
        shareOf: by
      }
    }
  }
}

export type SimulatedAccount = ReturnType<typeof simulatedAccount>

/**
 * Callers that call one after the other without pause, half of them readers, each call 80 to 160 ms long. The answer ends them.
 * A call that the pacer gives up on is repeated after a second.
 */
export function steadyCallers({
  name,
  pacer,
  account,
  sleep,
  count,
  random
}: {
  name: string
  pacer: Pick<Pacer, 'acquire' | 'report'>
  account: SimulatedAccount
  sleep: (ms: number) => Promise<void>
  count: number
  random: () => number
}): () => void {
  let running = true
  const work = async (kind: 'read' | 'write') => {
    await sleep(random() * 50)
    while (running) {
      const permit = await pacer.acquire(kind).catch(() => undefined)
      if (!permit) {
        await sleep(1_000)
        continue
      }
      if (!running) return
      const halfMs = 40 + random() * 40
      await sleep(halfMs)
      const accepted = account.call(name)
      await sleep(halfMs)
      pacer.report(accepted ? 'accepted' : 'throttled', permit)
    }
  }
  for (let caller = 0; caller < count; caller++) void work(caller % 2 === 0 ? 'write' : 'read')
  return () => void (running = false)
}

/** Numbers from 0 up to 1, the same ones for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000
  }
}
