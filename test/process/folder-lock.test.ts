import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { FolderInUseError, lockFolder } from '../../src/process/folder-lock.ts'
import { temporaryFolder } from '../helpers/start-process.ts'

test.each(['linux', 'darwin'] as const)('on %s a folder is one process’ at a time', async platform => {
  const folder = await temporaryFolder()
  const lock = await lockFolder(folder, { program: 'test', platform })
  await expect(lockFolder(folder, { program: 'test', platform })).rejects.toThrow(FolderInUseError)
  await lock.release()
  await lock.release()
  await (await lockFolder(folder, { program: 'test', platform })).release()
  expect(readdirSync(folder)).toEqual([])
})

test('where the lock is a file, it names its process, and one left by a dead process is no obstacle', async () => {
  const folder = await temporaryFolder()
  const lock = await lockFolder(folder, { program: 'test', platform: 'darwin' })
  await expect(lockFolder(folder, { program: 'test', platform: 'darwin' })).rejects.toThrow(`by process ${process.pid}`)
  await lock.release()
  const dead = spawn(process.execPath, ['-e', ''])
  await once(dead, 'exit')
  writeFileSync(join(folder, 'lock'), `${dead.pid}\n`)
  await (await lockFolder(folder, { program: 'test', platform: 'darwin' })).release()
})
