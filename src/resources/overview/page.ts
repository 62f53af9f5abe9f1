import { htmlOf, policyOf } from '../../plugins/html-page.ts'
import { script } from './page-script.ts'

const style = `
:root {
  color-scheme: light dark; --line: #d8dee4; --dim: #59636e; --good: #1a7f37; --busy: #9a6700; --bad: #cf222e; --link: #0550ae;
  --panel: #f6f8fa
}
@media (prefers-color-scheme: dark) {
  :root {
    --line: #30363d; --dim: #9198a1; --good: #3fb950; --busy: #d29922; --bad: #f85149; --link: #79c0ff; --panel: #161b22
  }
}
* { box-sizing: border-box }
body { font: .9rem/1.45 system-ui, sans-serif; margin: 0 auto; max-width: 90rem; padding: 1rem 1.5rem 3rem }
header {
  display: flex; flex-wrap: wrap; align-items: baseline; gap: .5rem 1.5rem; border-bottom: 1px solid var(--line);
  padding-bottom: .75rem
}
h1 { font-size: 1.25rem; margin: 0 } h2 { font-size: 1rem; margin: 1.75rem 0 .25rem }
nav { margin-left: auto; display: flex; gap: 1rem }
a { color: var(--link) }
code, .id { font: .85rem ui-monospace, monospace }
.badge { border: 2px solid currentColor; border-radius: 1rem; padding: .05rem .7rem; font-weight: 600 }
.local { color: var(--good) } .aws { color: var(--bad) }
.good { color: var(--good) } .busy { color: var(--busy) } .bad { color: var(--bad) } .dim { color: var(--dim) }
form {
  background: var(--panel); border: 1px solid var(--line); border-radius: .4rem; padding: .75rem 1rem; margin-top: 1rem;
  display: flex; flex-wrap: wrap; gap: .5rem; align-items: center
}
input { font: inherit; padding: .3rem .5rem; min-width: 22rem; max-width: 100% } button { font: inherit; padding: .3rem .8rem }
.scroll { overflow-x: auto }
table { border-collapse: collapse; width: 100% }
th { text-align: left; font-weight: 600; color: var(--dim); white-space: nowrap }
td, th { padding: .35rem .9rem .35rem 0; vertical-align: top; border-bottom: 1px solid var(--line) }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
meter { width: 5rem; vertical-align: middle }
.meter { white-space: nowrap }
.pages { display: flex; gap: .5rem; margin-top: .5rem }
[hidden] { display: none !important }
`

const body = `
<header>
  <h1>Frontage</h1>
  <span id="backend" class="badge" hidden></span>
  <span id="health" role="status" class="dim">asking …</span>
  <nav><a href="/docs">API</a><a href="/problems">Problems</a><button id="forget" type="button" hidden>Forget the token</button></nav>
</header>
<form id="login" hidden>
  <label for="token">This service asks for a token:</label>
  <input id="token" name="token" type="password" autocomplete="off" spellcheck="false" required pattern="[!-~]+"
    title="A token consists of visible ASCII characters, without spaces.">
  <button>Show</button>
  <span id="refused" role="alert" class="bad"></span>
</form>
<main id="content" hidden>
  <section aria-labelledby="distributions-title">
    <h2 id="distributions-title">Distributions</h2>
    <p id="distributions-note" class="dim"></p>
    <div class="scroll"><table>
      <thead><tr>
        <th scope="col">Id</th><th scope="col">Domain and aliases</th><th scope="col">Comment</th><th scope="col">Status</th>
        <th scope="col">Paths in progress</th><th scope="col" class="number">Queued paths</th><th scope="col">Waiting for</th>
        <th scope="col" class="number">Paths this month</th>
      </tr></thead>
      <tbody id="distributions"></tbody>
    </table></div>
    <div class="pages">
      <button id="previous" type="button" disabled>Previous page</button>
      <button id="next" type="button" disabled>Next page</button>
    </div>
  </section>
  <section aria-labelledby="operations-title">
    <h2 id="operations-title">Operations</h2>
    <p id="operations-note" class="dim"></p>
    <div class="scroll"><table>
      <thead><tr>
        <th scope="col">Begun</th><th scope="col">Kind</th><th scope="col">On</th><th scope="col">Status</th><th scope="col">Step</th>
        <th scope="col">Why</th>
      </tr></thead>
      <tbody id="operations"></tbody>
    </table></div>
  </section>
  <section aria-labelledby="audit-title">
    <h2 id="audit-title">Recent changes</h2>
    <p id="audit-note" class="dim"></p>
    <div class="scroll"><table>
      <thead><tr>
        <th scope="col">When</th><th scope="col">Who</th><th scope="col">What</th><th scope="col">On</th><th scope="col">Changed</th>
        <th scope="col">Outcome</th>
      </tr></thead>
      <tbody id="audit"></tbody>
    </table></div>
  </section>
</main>
<noscript>This page needs its script; <a href="/docs">the API</a> does not.</noscript>
`

/** The read-only page for operators. */
export const overviewPage = htmlOf({ title: 'Overview', style, script, body })
export const overviewPolicy = policyOf({ style, script })
