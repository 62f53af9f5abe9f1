import { expect, test } from 'vitest'
import { REFERENCE_KINDS } from '../../../src/emulator/trust.ts'
import { createDistribution } from '../distribution-calls.ts'
import { refusal } from '../refusal.ts'
import { sample, type Sample } from '../sample-config.ts'
import { startEmulator } from '../start-emulator.ts'
import { type BrokenRule } from './broken-rules.ts'

/** The statuses of the codes that are not 400. */
const STATUSES: Readonly<Record<string, number>> = {
  NoSuchOrigin: 404,
  NoSuchCachePolicy: 404,
  NoSuchOriginRequestPolicy: 404,
  NoSuchResponseHeadersPolicy: 404,
  NoSuchFieldLevelEncryptionConfig: 404,
  NoSuchRealtimeLogConfig: 404,
  NoSuchContinuousDeploymentPolicy: 404
}

/** One test per row: CreateDistribution refuses the sample with this change, and makes nothing. */
export function expectRefusals(rows: readonly BrokenRule[]): void {
  test.each(rows.map(row => [row.code, row.says, row] as const))('%s: %s', async (_code, _says, row) => {
    const { client, emulator, errors } = await startEmulator()
    const refused = await refusal(createDistribution(client, sample(row.change)))
    const { code, message } = row
    expect(refused).toMatchObject({ code, status: STATUSES[code] ?? 400, ...(message !== undefined && { message }) })
    expect(refused.message).not.toBe('')
    expect(errors()).toEqual([])
    expect(emulator.calls.count('CreateDistribution')).toBe(1)
  })
}

/** One test per row: CreateDistribution takes the sample with this change. */
export function expectAccepted(rows: readonly (readonly [says: string, change: (config: Sample) => void])[]): void {
  test.each(rows)('accepted: %s', async (_says, change) => {
    // What is judged here is the configuration by itself.
    const { client } = await startEmulator({ trusted: REFERENCE_KINDS })
    const { distribution } = await createDistribution(client, sample(change))
    expect(distribution.Status).toBe('InProgress')
  })
}
