import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { projectFolder } from '../helpers/project.ts'

/** Ends with 1 where rows were lost, which is an answer, too. */
async function cutPower(...args: string[]): Promise<{ acknowledged: number; lost: number; cutsWithLoss: number }> {
  const output = await new Promise<string>((resolve, reject) => {
    execFile(process.execPath, [join(projectFolder, 'scripts/power-cut.js'), ...args], (error, stdout) => {
      if (stdout === '') reject(error ?? new Error('no output'))
      else resolve(stdout)
    })
  })
  return JSON.parse(output) as { acknowledged: number; lost: number; cutsWithLoss: number }
}

test.skipIf(process.platform !== 'linux')(
  'a power cut in the middle of commits loses no acknowledged row, and would if fsync did nothing [Linux]',
  async () => {
    const kept = await cutPower('--cuts', '2')
    expect(kept.acknowledged).toBeGreaterThan(2)
    expect(kept.lost).toBe(0)
    const lost = await cutPower('--cuts', '1', '--without-fsync')
    expect(lost.cutsWithLoss).toBe(1)
  },
  120_000
)
