/**
 * The page's script. Answers of the API are inserted as text, never as markup. The token is kept while the tab is open.
 */
export const script = String.raw`
const SLOW_MS = 15_000
const FAST_MS = 5_000
const PER_PAGE = 20
const CONCURRENCY = 4
const PLACES = 3

const at = id => document.getElementById(id)
const cursors = [undefined]
let rows = []

class Refused extends Error {
  constructor(problem, token) {
    super(problem.detail ?? problem.title)
    this.problem = problem
    this.token = token
  }
}

async function ask(path) {
  const token = sessionStorage.getItem('token')
  const response = await fetch(path, {
    headers: { accept: 'application/json', ...(token && { authorization: 'Bearer ' + token }) }
  })
  const answer = await response.json()
  if (!response.ok && response.status !== 503) throw new Refused(answer, token)
  return answer
}

function element(name, content, className) {
  const made = document.createElement(name)
  for (const part of [content].flat()) made.append(part ?? '')
  if (className) made.className = className
  return made
}

const cell = (content, className) => element('td', content, className)
const plural = (count, noun) => count + ' ' + noun + (count === 1 ? '' : 's')

function time(text) {
  const made = element('time', new Date(text).toLocaleString())
  made.dateTime = text
  return made
}

/** Replaces all rows in one step, to avoid flicker and duplicates. */
function show(id, shown, nothing) {
  at(id).replaceChildren(...shown)
  at(id + '-note').textContent = shown.length === 0 ? nothing : ''
}

/** Shows an error in place of a section that the token may not read. */
async function inPlace(id, load) {
  try {
    await load()
  } catch (error) {
    if (!(error instanceof Refused) || error.problem.status !== 403) throw error
    show(id, [], error.message)
  }
}

async function showHealth() {
  const { status, backend, cloudFront, store, accounts = [] } = await ask('/health/ready')
  const where = backend === 'local' ? 'Local CloudFront' : 'AWS'
  at('backend').textContent = [where, accounts.map(({ account }) => account).join(', ')].filter(Boolean).join(': ')
  at('backend').className = 'badge ' + backend
  at('backend').hidden = false
  const states = [
    status === 'ready' ? 'ready' : 'not ready',
    'store ' + (store.answers ? 'answers' : 'fails: ' + (store.code ?? 'unknown')),
    ...(accounts.length > 0 ? accounts : [cloudFront]).map(
      ({ account, answers, code }) =>
        (account ? 'CloudFront of ' + account : 'CloudFront') +
        (answers ? ' answers' : ' does not answer: ' + (code ?? 'unknown'))
    )
  ]
  at('health').textContent = states.join(' \u00b7 ')
  at('health').className = status !== 'ready' ? 'bad' : cloudFront.answers ? 'good' : 'busy'
}

async function showDistributions() {
  const cursor = cursors.at(-1)
  const page = await ask('/distributions?limit=' + PER_PAGE + (cursor ? '&cursor=' + encodeURIComponent(cursor) : ''))
  rows = page.items.map(({ id, account, domainName, status, config }) => {
    const domains = [domainName, ...config.aliases].flatMap((name, index) => (index ? [element('br'), name] : [name]))
    const state = config.enabled ? status : status + ', disabled'
    const usage = ['meter', 'number', '', 'number'].map(className => cell('', className))
    const cells = [
      cell(account ? [id, element('br'), account] : id, 'id'),
      cell(domains),
      cell(config.comment),
      cell(state, status === 'Deployed' ? (config.enabled ? 'good' : 'dim') : 'busy'),
      ...usage
    ]
    return { id, usage, row: element('tr', cells) }
  })
  show('distributions', rows.map(({ row }) => row), 'There are none yet. POST /distributions creates one.')
  at('next').disabled = page.nextCursor === undefined
  at('next').dataset.cursor = page.nextCursor ?? ''
  at('previous').disabled = cursors.length === 1
}

async function showUsage() {
  const waiting = [...rows]
  const one = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      try {
        await showUsageOf(next)
      } catch (error) {
        if (!(error instanceof Refused) || ![403, 404].includes(error.problem.status)) throw error
        // It no longer exists; or the token lacks the scope, so that all other requests would fail, too.
        if (error.problem.code === 'SCOPE_MISSING') waiting.length = 0
      }
    }
  }
  await Promise.all(Array.from({ length: CONCURRENCY }, one))
}

async function showUsageOf({ id, usage: [inProgress, queued, reason, month] }) {
  const usage = await ask('/distributions/' + encodeURIComponent(id) + '/invalidations/usage')
  const max = usage.inFlight.paths + usage.free.paths
  const meter = element('meter')
  meter.max = max
  meter.value = usage.inFlight.paths
  meter.title = plural(usage.inFlight.wildcards, 'wildcard') + ' of ' + (usage.inFlight.wildcards + usage.free.wildcards)
  inProgress.replaceChildren(meter, ' ' + usage.inFlight.paths + ' of ' + max)
  queued.textContent = usage.queued.paths
  reason.textContent = usage.waitingFor?.detail ?? fullQuota(usage)
  reason.className = usage.waitingFor?.code ? 'bad' : ''
  month.textContent = usage.month.paths
}

function fullQuota({ queued, free }) {
  if (queued.paths === 0) return ''
  if (free.paths === 0) return "CloudFront's quota of paths in progress"
  return free.wildcards === 0 ? "CloudFront's quota of wildcards in progress" : ''
}

const colours = { succeeded: 'good', refused: 'dim', failed: 'bad', cancelled: 'dim' }

async function showOperations() {
  const { items } = await ask('/operations?limit=' + PER_PAGE)
  const shown = items.map(({ createdAt, kind, resource, status, steps, reason, error }) => {
    const step = steps.find(each => ['running', 'waiting', 'failed'].includes(each.status))
    return element('tr', [
      cell(time(createdAt)),
      cell(kind),
      cell(resource, 'id'),
      cell(status, colours[status] ?? 'busy'),
      cell(step?.title),
      cell(error?.detail ?? reason)
    ])
  })
  show('operations', shown, 'No recent operations.')
}

async function showAudit() {
  const { items } = await ask('/audit?limit=' + PER_PAGE)
  const shown = items.map(({ at, caller, action, resource, dryRun, changes = [], changesLeftOut = 0, outcome, code, count }) =>
    element('tr', [
      cell(time(at)),
      cell(caller?.name ?? caller?.id),
      cell(action + (dryRun ? ' (dry run)' : '') + (count ? ', ' + count + ' times' : '')),
      cell(resource, 'id'),
      cell(changedPlaces(changes, changesLeftOut), 'id'),
      cell(code ?? outcome, colours[outcome] ?? 'busy')
    ])
  )
  show('audit', shown, 'Nothing has been written yet.')
}

function changedPlaces(changes, leftOut) {
  const more = Math.max(0, changes.length - PLACES) + leftOut
  return changes.slice(0, PLACES).map(({ path }) => path).join(' ') + (more ? ' and ' + more + ' more' : '')
}

const distributions = () => inPlace('distributions', showDistributions)
const operations = () => inPlace('operations', showOperations)
const audit = () => inPlace('audit', showAudit)

async function showAll() {
  await Promise.all([showHealth(), distributions(), operations(), audit()])
  at('login').hidden = true
  at('content').hidden = false
  at('forget').hidden = sessionStorage.getItem('token') === null
  await showUsage()
}

/** Asks for a missing token; shows any other error in the state line. Requests are repeated. */
function showError(error) {
  if (error instanceof Refused && error.problem.status === 401) {
    // A late answer to an earlier request must not discard a token that was entered since.
    if (error.token !== sessionStorage.getItem('token')) return
    sessionStorage.removeItem('token')
    at('refused').textContent = error.token === null ? '' : error.message
    at('content').hidden = true
    at('login').hidden = false
    return
  }
  at('health').className = 'bad'
  at('health').textContent = error instanceof Refused ? error.message : 'This service does not answer. Trying again.'
}

function repeat(everyMs, show) {
  let inProgress = false
  setInterval(async () => {
    // The page is hidden, or the previous request is still in progress.
    if (document.hidden || inProgress || at('content').hidden) return
    inProgress = true
    try {
      await show()
    } catch (error) {
      showError(error)
    } finally {
      inProgress = false
    }
  }, everyMs)
}

at('login').addEventListener('submit', event => {
  event.preventDefault()
  sessionStorage.setItem('token', at('token').value.trim())
  at('token').value = ''
  showAll().catch(showError)
})
at('forget').addEventListener('click', () => {
  sessionStorage.removeItem('token')
  location.reload()
})
at('next').addEventListener('click', () => {
  cursors.push(at('next').dataset.cursor)
  showAll().catch(showError)
})
at('previous').addEventListener('click', () => {
  cursors.pop()
  showAll().catch(showError)
})
repeat(SLOW_MS, async () => {
  await Promise.all([showHealth(), distributions()])
  await showUsage()
})
repeat(FAST_MS, async () => {
  await Promise.all([operations(), audit(), showUsage()])
})
showHealth().catch(showError)
showAll().catch(showError)
`
