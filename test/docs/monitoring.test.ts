import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parser } from '@prometheus-io/lezer-promql'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { catalogue } from '../../src/errors.ts'
import { projectFolder } from '../helpers/project.ts'
import { settingsForLocal, start } from '../helpers/run-server.ts'
import { readSamples } from '../helpers/samples.ts'

interface Rule {
  readonly alert: string
  readonly expr: string
  readonly for?: string
  readonly labels: { readonly severity: string }
  readonly annotations: { readonly summary: string; readonly description: string }
}
interface Panel {
  readonly title: string
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number }
  readonly targets?: readonly { readonly expr: string }[]
}

const read = (name: string) => readFileSync(join(projectFolder, 'docs/monitoring', name), 'utf8')
const rules = (parse(read('alerts.yaml')) as { groups: { rules: Rule[] }[] }).groups.flatMap(group => group.rules)
const dashboard = JSON.parse(read('grafana-dashboard.json')) as { panels: Panel[] }
const queries = [
  ...rules.map(({ alert, expr }) => [alert, expr] as const),
  ...dashboard.panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => [title, expr] as const))
]

let scraped: Promise<{ names: Set<string>; labels: Set<string> }> | undefined

/** What the running service has, as Prometheus gets it; asked once for all tests. */
function scrape() {
  scraped ??= (async () => {
    const service = start(await settingsForLocal({ LOG_LEVEL: 'fatal' }))
    const { url } = await service.ready()
    const created = await fetch(`${url}/distributions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ origins: [{ domainName: 'www.example.com' }] })
    })
    const { id } = (await created.json()) as { id: string }
    await fetch(`${url}/distributions/${id}`, { method: 'DELETE' })
    await fetch(`${url}/distributions/EUNKNOWN12345`)
    const { types, samples } = readSamples(await (await fetch(`${url}/metrics`)).text())
    const suffixes = (type: string) => (type === 'histogram' ? ['_bucket', '_sum', '_count'] : [''])
    const labelled = [...samples.keys()].flatMap(sample => [...sample.matchAll(/(\w+)="/g)])
    return {
      names: new Set([...types].flatMap(([name, type]) => suffixes(type).map(suffix => name + suffix))),
      labels: new Set(labelled.map(([, label = '']) => label))
    }
  })()
  return scraped
}

/** What Prometheus adds, and labels of what has not happened yet in that service. */
const OTHER_METRICS = ['up']
const OTHER_LABELS = ['job', 'instance', 'outcome']

/** What a query speaks of; throws where it is no PromQL. */
function partsOf(expr: string): { metrics: string[]; labels: string[]; codes: string[] } {
  // Grafana's own variables stand for what is valid at their places.
  const text = expr.replaceAll('$__rate_interval', '5m')
  const found = { metrics: [] as string[], labels: [] as string[], codes: [] as string[] }
  parser.parse(text).iterate({
    enter({ name, from, to, type }) {
      if (type.isError) throw new Error(`no PromQL at ${from}: ${text}`)
      const part = text.slice(from, to)
      if (name === 'Identifier') found.metrics.push(part)
      if (name === 'LabelName') found.labels.push(part)
      const [, code] = /^code=~?"(.+)"$/.exec(name === 'UnquotedLabelMatcher' ? part : '') ?? []
      if (code !== undefined) found.codes.push(code)
    }
  })
  return found
}

test.each(queries)('%s asks for what the service has: %s', async (_, expr) => {
  const { names, labels } = await scrape()
  const parts = partsOf(expr)
  expect(parts.metrics.length).toBeGreaterThan(0)
  for (const metric of parts.metrics) expect([...names, ...OTHER_METRICS]).toContain(metric)
  for (const label of parts.labels) expect([...labels, ...OTHER_LABELS]).toContain(label)
  for (const code of parts.codes) {
    const matching = Object.keys(catalogue).filter(known => new RegExp(`^(?:${code})$`).test(known))
    // As many as the alternatives in it: none is mistyped.
    expect(matching, code).toHaveLength(code.split('|').length)
  }
})

test('what is no PromQL, and no metric of ours, would be found', async () => {
  const { names } = await scrape()
  expect(() => partsOf('sum(rate(frontage_x[5m])')).toThrow('no PromQL')
  expect(names).not.toContain('frontage_http_request_duration_seconds')
  for (const mistyped of partsOf('frontage_mistyped_total > 0').metrics) expect(names).not.toContain(mistyped)
})

describe('the alerts', () => {
  test.each(rules.map(rule => [rule.alert, rule] as const))('%s says what it is and how bad', (name, rule) => {
    expect(name).toMatch(/^Frontage[A-Za-z]+$/)
    expect(['critical', 'warning', 'info']).toContain(rule.labels.severity)
    if (rule.for !== undefined) expect(rule.for).toMatch(/^\d+[smh]$/)
    expect(rule.annotations.summary).not.toBe('')
    expect(rule.annotations.description).not.toBe('')
    for (const [, label = ''] of rule.annotations.description.matchAll(/\$labels\.(\w+)/g)) {
      expect(rule.expr.includes(label) || label === 'instance', label).toBe(true)
    }
  })

  test('have names of their own', () => {
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length)
  })
})

test('no two panels of the dashboard lie on each other', () => {
  const taken = new Set<string>()
  for (const { title, gridPos } of dashboard.panels) {
    const { x, y, w, h } = gridPos
    expect(x + w, title).toBeLessThanOrEqual(24)
    for (let column = x; column < x + w; column++) {
      for (let row = y; row < y + h; row++) {
        expect(taken.has(`${column},${row}`), title).toBe(false)
        taken.add(`${column},${row}`)
      }
    }
  }
})
