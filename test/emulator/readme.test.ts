import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { operations } from '../../src/cloudfront/model/shapes.ts'
import { createClock } from '../../src/emulator/clock.ts'
import { faultKinds } from '../../src/emulator/fault-orders.ts'
import { createIdentifiers } from '../../src/emulator/identifiers.ts'
import { createKeyValueStores } from '../../src/emulator/key-value-stores/key-value-stores.ts'
import { createQuotas } from '../../src/emulator/quotas.ts'
import { createHandlers } from '../../src/emulator/resources/handlers.ts'
import { createStore } from '../../src/emulator/store.ts'
import { createTrust } from '../../src/emulator/trust.ts'
import { recordingLog } from './recording-log.ts'

const readme = readFileSync(join(import.meta.dirname, '../../src/emulator/README.md'), 'utf8')
const rows = [...readme.matchAll(/^\| (\w+)\s*\| (faithful|partial|missing)\s*\| (.*?)\s*\|$/gm)].map(
  ([, name = '', state = '', note = '']) => ({ name, state, note })
)

test('the README’s table names every operation of CloudFront once', () => {
  expect(rows.map(({ name }) => name).sort()).toEqual([...operations.keys()].sort())
})

function handlers(): string[] {
  const store = createStore({ log: recordingLog([]) })
  const [clock, ids] = [createClock(), createIdentifiers()]
  const made = createHandlers({
    store,
    clock,
    ids,
    keyValueStores: createKeyValueStores({ store, clock, ids }),
    propagationSeconds: 1,
    quotas: createQuotas({ store }),
    trust: createTrust({ store })
  })
  return Object.keys(made)
}

test('an operation is missing in the README exactly when it has no handler', () => {
  const there = rows.filter(({ state }) => state !== 'missing').map(({ name }) => name)
  expect(there.sort()).toEqual(handlers().sort())
})

test('every operation of CloudFront is here', () => {
  const there = new Set(handlers())
  expect([...operations.keys()].filter(name => !there.has(name))).toEqual([])
})

test('what is not missing says how that is known', () => {
  for (const { name, state, note } of rows) expect([name, note !== '']).toEqual([name, state !== 'missing'])
})

test('the README’s headings give the number of operations below them', () => {
  const sections = readme.split(/^\| \*\*[\w-]+\*\* \((?=\d+\))/m).slice(1)
  const counted = sections.map(section => section.match(/^\| \w+\s*\| (faithful|partial|missing)/gm)?.length)
  expect(counted).toEqual(sections.map(section => Number.parseInt(section, 10)))
})

test('the README describes every kind of fault', () => {
  for (const kind of Object.keys(faultKinds)) expect(readme).toMatch(new RegExp(`^\\| \`${kind}\`\\s+\\|`, 'm'))
})
