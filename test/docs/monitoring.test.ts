import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parser } from '@prometheus-io/lezer-promql'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { catalogue } from '../../src/errors.ts'
import { type WebhookOutcome } from '../../src/invalidation/webhooks/delivery.ts'
import { STATUSES } from '../../src/jobs/operation.ts'
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

const OUTCOMES: Readonly<Record<WebhookOutcome, true>> = { succeeded: true, failed: true, givenUp: true }
const HTTP_STATUSES = Array.from({ length: 500 }, (_, index) => String(index + 100))

/** The values that a label of a metric has, of which a query may ask for some; undefined where there is no end to them. */
function valuesOf(metric: string, label: string): readonly string[] | undefined {
  if (label === 'code') return Object.keys(catalogue)
  if (label === 'outcome') return Object.keys(OUTCOMES)
  if (label !== 'status') return undefined
  return metric.startsWith('frontage_http_') ? HTTP_STATUSES : STATUSES
}

interface Matcher {
  readonly metric: string
  readonly label: string
  readonly value: string
}

/** What a matcher asks for and its label never has. */
function unknownIn({ metric, label, value }: Matcher): string[] {
  const values = valuesOf(metric, label)
  if (!values) return []
  const [, head = '', alternatives = value, tail = ''] = /^([^(|]*)\(([^()]*)\)([^)|]*)$/.exec(value) ?? []
  return alternatives
    .split('|')
    .map(alternative => `${head}${alternative}${tail}`)
    .filter(wanted => !values.some(known => new RegExp(`^(?:${wanted})$`).test(known)))
}

/** What a query speaks of; throws where it is no PromQL. */
function partsOf(expr: string): { metrics: string[]; labels: string[]; matchers: Matcher[] } {
  // Grafana's own variables stand for what is valid at their places.
  const text = expr.replaceAll('$__rate_interval', '5m')
  const found = { metrics: [] as string[], labels: [] as string[], matchers: [] as Matcher[] }
  parser.parse(text).iterate({
    enter({ name, from, to, type }) {
      if (type.isError) throw new Error(`no PromQL at ${from}: ${text}`)
      const part = text.slice(from, to)
      if (name === 'Identifier') found.metrics.push(part)
      if (name === 'LabelName') found.labels.push(part)
      const [, label, value] = /^(\w+)=~?"(.+)"$/.exec(name === 'UnquotedLabelMatcher' ? part : '') ?? []
      const metric = found.metrics.at(-1) ?? ''
      if (label !== undefined && value !== undefined) found.matchers.push({ metric, label, value })
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
  expect(parts.matchers.flatMap(unknownIn)).toEqual([])
})

test('invalid PromQL and unknown metrics would be found', async () => {
  const { names } = await scrape()
  expect(() => partsOf('sum(rate(frontage_x[5m])')).toThrow('no PromQL')
  expect(names).not.toContain('frontage_http_request_duration_seconds')
  for (const mistyped of partsOf('frontage_mistyped_total > 0').metrics) expect(names).not.toContain(mistyped)
})

test('values that labels never have would be found', () => {
  const unknown = (expr: string) => partsOf(expr).matchers.flatMap(unknownIn)
  expect(unknown('frontage_operations_ended_total{status="failled"} > 0')).toEqual(['failled'])
  expect(unknown('frontage_operations_ended_total{status="500"} > 0')).toEqual(['500'])
  expect(unknown('frontage_webhook_attempts_total{outcome=~"failed|given_up"} > 0')).toEqual(['given_up'])
  expect(unknown('frontage_http_requests_total{status=~"5.."} > frontage_problems_total{code="NO_SUCH"}')).toEqual([
    'NO_SUCH'
  ])
  expect(unknown('frontage_cloudfront_calls_total{code=~"CLOUDFRONT_(TIMEOUT|TIME_OUT)"}')).toEqual([
    'CLOUDFRONT_TIME_OUT'
  ])
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

  test('have unique names', () => {
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
