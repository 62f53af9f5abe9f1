import { appendFileSync, existsSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { DamagedStateError } from '../../src/emulator/journal.ts'
import { createStore } from '../../src/emulator/store.ts'
import { FolderInUseError, lockFolder } from '../../src/process/folder-lock.ts'
import { type LogEntry, recordingLog } from './recording-log.ts'
import { times } from './sample-config.ts'
import { temporaryFolder } from './temporary-folder.ts'

interface Thing {
  readonly name: string
}

/** A store that is closed when the test ends, if it has not been before. */
async function openStore(folder: string | undefined, log: LogEntry[] = []) {
  const store = createStore({ folder, log: recordingLog(log) })
  const things = store.collection<Thing>('things')
  onTestFinished(() => store.close())
  await store.open()
  return { store, things, put: (id: string, name: string) => store.commit([['things', id, { name }]]) }
}

const journalOf = (folder: string) => join(folder, 'journal.jsonl')
const snapshotOf = (folder: string) => join(folder, 'snapshot.jsonl')

test('a change is on disk before commit returns', async () => {
  const folder = temporaryFolder()
  const { put } = await openStore(folder)
  put('a', 'one')
  expect(readFileSync(journalOf(folder), 'utf8')).toBe('[["things","a",{"name":"one"}]]\n')
})

test('nobody else on the machine can read the state', async () => {
  const folder = join(temporaryFolder(), 'not', 'there yet')
  const { put } = await openStore(folder)
  put('a', 'one')
  const lockFile = temporaryFolder()
  await lockFolder(lockFile, { program: 'test', platform: 'darwin' })
  const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8)
  expect([folder, join(folder, '..')].map(modeOf)).toEqual(['700', '700'])
  expect([journalOf(folder), snapshotOf(folder), join(lockFile, 'lock')].map(modeOf)).toEqual(['600', '600', '600'])
})

test('what was put, replaced and removed is so after opening again, and again after that', async () => {
  const folder = temporaryFolder()
  const first = await openStore(folder)
  first.put('a', 'one')
  first.put('b', 'two')
  first.put('b', 'two again')
  first.store.commit([
    ['things', 'a', undefined],
    ['things', 'c', { name: 'three' }]
  ])
  await first.store.close()
  for (const _attempt of times(2, String)) {
    const { store, things } = await openStore(folder)
    expect([...things]).toEqual([
      ['b', { name: 'two again' }],
      ['c', { name: 'three' }]
    ])
    await store.close()
  }
})

test('a watcher is told of every change, those read from disk included', async () => {
  const folder = temporaryFolder()
  const first = await openStore(folder)
  first.put('a', 'one')
  first.put('a', 'two')
  await first.store.close()
  const told: unknown[] = []
  const store = createStore({ folder, log: recordingLog([]) })
  onTestFinished(() => store.close())
  store.collection<Thing>('things', (record, before) => told.push([record, before]))
  await store.open()
  store.commit([['things', 'a', undefined]])
  expect(told).toEqual([
    [{ name: 'one' }, undefined],
    [{ name: 'two' }, { name: 'one' }],
    [undefined, { name: 'two' }]
  ])
})

test('opening shortens the journal into a snapshot', async () => {
  const folder = temporaryFolder()
  const first = await openStore(folder)
  for (const name of times(100, String)) first.put('a', name)
  await first.store.close()
  await openStore(folder)
  expect(statSync(journalOf(folder)).size).toBe(0)
  expect(readFileSync(snapshotOf(folder), 'utf8').split('\n')).toHaveLength(3)
  expect(readdirSync(folder).sort()).toEqual(['journal.jsonl', 'snapshot.jsonl'])
})

test('a journal that has grown is shortened while running, and loses nothing', async () => {
  const folder = temporaryFolder()
  const { store, put, things } = await openStore(folder)
  const long = 'x'.repeat(100_000)
  for (const id of times(10, String)) for (const round of times(10, String)) put(id, `${long}${round}`)
  expect(statSync(journalOf(folder)).size).toBeLessThan(6_000_000)
  const before = [...things]
  await store.close()
  expect([...(await openStore(folder)).things]).toEqual(before)
})

test('a last line that was cut off is dropped with a warning, and what comes after is kept', async () => {
  const folder = temporaryFolder()
  const first = await openStore(folder)
  first.put('a', 'one')
  await first.store.close()
  appendFileSync(journalOf(folder), '[["things","b",{"na')
  const log: LogEntry[] = []
  const second = await openStore(folder, log)
  expect(log).toMatchObject([{ level: 'warn', message: 'dropped the last line: it was cut off while being written' }])
  second.put('c', 'three')
  await second.store.close()
  expect([...(await openStore(folder)).things.keys()]).toEqual(['a', 'c'])
})

test.each([
  ['no JSON', 'what is this'],
  ['JSON of another kind', '{"things":1}'],
  ['changes of another kind', '[["things",1,{}]]']
])('a damaged line (%s) stops the start and is named, and nothing is overwritten', async (_what, damage) => {
  const folder = temporaryFolder()
  const content = `[["things","a",{"name":"one"}]]\n${damage}\n[["things","b",{"name":"two"}]]\n`
  writeFileSync(journalOf(folder), content)
  await expect(openStore(folder)).rejects.toThrow(DamagedStateError)
  await expect(openStore(folder)).rejects.toThrow(/journal\.jsonl is damaged in line 2/)
  expect(readFileSync(journalOf(folder), 'utf8')).toBe(content)
  expect(existsSync(snapshotOf(folder))).toBe(false)
})

test.each([
  ['of another version', '{"format":"frontage-local-cloudfront","version":2}\n'],
  ['that was cut off', '{"format":"frontage-local-cloudfront","version":1}\n[["things"'],
  ['that is empty', '']
])('a snapshot %s stops the start', async (_what, content) => {
  const folder = temporaryFolder()
  writeFileSync(snapshotOf(folder), content)
  await expect(openStore(folder)).rejects.toThrow(/snapshot\.jsonl is damaged in line 1/)
})

test('a journal that repeats its snapshot, as after a crash between the two, changes nothing', async () => {
  const folder = temporaryFolder()
  const first = await openStore(folder)
  first.put('a', 'one')
  first.put('a', 'two')
  first.put('b', 'three')
  first.store.commit([['things', 'b', undefined]])
  const journal = readFileSync(journalOf(folder))
  await first.store.close()
  const second = await openStore(folder)
  await second.store.close()
  writeFileSync(journalOf(folder), journal)
  expect([...(await openStore(folder)).things]).toEqual([['a', { name: 'two' }]])
})

test('a second store on the folder is refused, by any path to it, until the first is closed', async () => {
  const folder = temporaryFolder()
  const first = await openStore(folder)
  const link = join(temporaryFolder(), 'link')
  symlinkSync(folder, link)
  await expect(openStore(folder)).rejects.toThrow(FolderInUseError)
  await expect(openStore(link)).rejects.toThrow(/^another local CloudFront is using .*: stop it, or give this one/)
  await first.store.close()
  await openStore(folder)
})

test('without a folder nothing is written and everything works', async () => {
  const { store, things, put } = await openStore(undefined)
  put('a', 'one')
  expect([...things]).toEqual([['a', { name: 'one' }]])
  store.clear()
  expect([...things]).toEqual([])
})

test('a cleared store is empty after opening again, too', async () => {
  const folder = temporaryFolder()
  const first = await openStore(folder)
  first.put('a', 'one')
  first.store.clear()
  await first.store.close()
  expect([...(await openStore(folder)).things]).toEqual([])
})
