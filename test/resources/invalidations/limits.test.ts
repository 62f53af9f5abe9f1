import { describe, expect, test } from 'vitest'
import { createLimits } from '../../../src/invalidation/queue/limits.ts'

function startLimits(headRoom = { paths: 0, wildcards: 0 }) {
  let time = 0
  return { limits: createLimits({ headRoom, now: () => time }), pass: (ms: number) => (time += ms) }
}

describe('the free quota', () => {
  test('is CloudFront’s without what is live and what is left to others', () => {
    const { limits } = startLimits({ paths: 500, wildcards: 5 })
    expect([limits.free('path', 1_000), limits.free('wildcard', 4)]).toEqual([1_500, 6])
    expect([limits.free('path', 3_000), limits.free('wildcard', 10)]).toEqual([0, 0])
  })

  test('halves with each refusal, without a pause, until one is tried', () => {
    const { limits } = startLimits()
    const tried: number[] = []
    for (let free = limits.free('wildcard', 0); free > 0; free = limits.free('wildcard', 0)) {
      tried.push(free)
      limits.refused('wildcard', { live: 0, tried: free })
    }
    expect(tried).toEqual([15, 7, 3, 1])
    expect(limits.free('path', 0)).toBe(3_000)
  })

  test('after one was refused, another one is tried after pauses that grow up to five seconds for wildcards', () => {
    const { limits, pass } = startLimits()
    const pauses: number[] = []
    for (let round = 0; round < 7; round++) {
      limits.refused('wildcard', { live: 3, tried: 1 })
      const pause = limits.pauseLeftMs('wildcard') ?? 0
      pauses.push(pause)
      expect(limits.free('wildcard', 3)).toBe(0)
      pass(pause)
      expect(limits.free('wildcard', 3)).toBe(1)
    }
    expect(pauses).toEqual([200, 400, 800, 1_600, 3_200, 5_000, 5_000])
  })

  test('widens with what is accepted, and places of ours that become free are ours', () => {
    const { limits } = startLimits()
    limits.refused('path', { live: 100, tried: 1_000 })
    expect(limits.free('path', 100)).toBe(500)
    limits.accepted('path', 500)
    expect(limits.free('path', 600)).toBe(500)
    expect(limits.free('path', 0)).toBe(1_100)
  })

  test('what others used is forgotten after two minutes', () => {
    const { limits, pass } = startLimits()
    limits.refused('path', { live: 0, tried: 10 })
    pass(120_001)
    expect([limits.free('path', 0), limits.pauseLeftMs('path')]).toEqual([3_000, undefined])
  })
})
