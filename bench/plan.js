// @ts-check
/**
 * `npm run build && node bench/plan.js`: how long planning an invalidation of a million paths takes, from the strings of
 * JSON.parse to the items that are sent to CloudFront. The second figure shows that it is linear.
 */
import { planInvalidation } from '../dist/invalidation/planning/plan.js'

const MILLION = 1_000_000
const RUNS = 5

/** @typedef {import('../dist/invalidation/planning/plan.js').PlanRequest} PlanRequest */

/** @param {number} count @param {(index: number) => string} pathAt @returns {PlanRequest} */
const paths = (count, pathAt) => ({ paths: Array.from({ length: count }, (_, index) => pathAt(index)) })

/** @param {number} index */
const asset = index => `/assets/${index % 1_000}/images/product-${index}.jpg`

/** @type {[string, (count: number) => PlanRequest][]} */
const cases = [
  ['plain paths', count => paths(count, asset)],
  ['the same, every second one twice', count => paths(count, index => asset(index - (index % 4 === 1 ? 1 : 0)))],
  ['with a query string', count => paths(count, index => `${asset(index)}?size=${index % 7}`)],
  ['already encoded', count => paths(count, index => `/stra%C3%9Fe/${index}%20b.html`)],
  ['to be encoded', count => paths(count, index => `/straße/${index} b.html`)],
  [
    'one wildcard in ten, covering half',
    count => paths(count, index => (index % 10 === 0 ? `/assets/${index % 500}/*` : asset(index)))
  ],
  ['only wildcards, none covers another', count => paths(count, index => `${asset(index)}?*`)],
  ['wildcards inside wildcards', count => paths(count, index => `/${'a/'.repeat(index % 40)}${index}*`)],
  [
    'collapse, 1,000 folders within /assets/',
    count => ({ ...paths(count, asset), strategy: 'collapse', collapse: { within: ['/assets/'] } })
  ],
  ['all invalid', count => paths(count, index => `assets/${index}.jpg`)]
]

/** @param {PlanRequest} request A fresh copy for each run: strings that were hashed before would flatter the figure. */
function measure(request) {
  const json = JSON.stringify(request)
  const times = Array.from({ length: RUNS }, () => {
    const given = /** @type {PlanRequest} */ (JSON.parse(json))
    const startedAt = performance.now()
    planInvalidation(given)
    return performance.now() - startedAt
  })
  return times.toSorted((a, b) => a - b)[Math.floor(RUNS / 2)] ?? NaN
}

console.log(`Median of ${RUNS}, Node ${process.versions.node}.`)
for (const [name, requestOf] of cases) {
  const tenth = measure(requestOf(MILLION / 10))
  const whole = measure(requestOf(MILLION))
  const { items } = planInvalidation(requestOf(MILLION))
  console.log(
    `${name.padEnd(42)} ${whole.toFixed(0).padStart(6)} ms for a million, ${(whole / tenth).toFixed(1).padStart(5)} ` +
      `times a tenth, ${items.length} items`
  )
}
