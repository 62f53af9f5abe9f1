import { expect, test } from 'vitest'
import { Cancellation } from '../../../src/emulator/edge/cancellation.ts'

test('each action runs once, whether it came before or after', () => {
  const cancellation = new Cancellation()
  const ran: string[] = []
  cancellation.onCancel(() => ran.push('before'))
  cancellation.cancel()
  cancellation.cancel()
  expect(ran).toEqual(['before'])
  cancellation.onCancel(() => ran.push('after'))
  expect(ran).toEqual(['before', 'after'])
})

test('an action that is forgotten does not run', () => {
  const cancellation = new Cancellation()
  const forget = cancellation.onCancel(() => expect.unreachable())
  forget()
  cancellation.cancel()
})

test('its signal is aborted with it, also if it is asked for later', () => {
  const [early, late] = [new Cancellation(), new Cancellation()]
  const { signal } = early
  expect(signal.aborted).toBe(false)
  for (const cancellation of [early, late]) cancellation.cancel()
  expect([signal.aborted, late.signal.aborted]).toEqual([true, true])
})
