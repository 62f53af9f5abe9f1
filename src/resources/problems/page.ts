import { createHash } from 'node:crypto'
import { STATUS_CODES } from 'node:http'
import { type ProblemType } from './schemas.ts'

const STYLE = `
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 46rem; margin: 3rem auto; padding: 0 1rem; color: #1f2328; background: #fff }
h1 { font-size: 1.5rem; line-height: 1.25; margin-bottom: .25rem }
code { font: .9em ui-monospace, monospace; background: #f1f3f5; padding: .1em .35em; border-radius: .25em }
dt { font-weight: 600; margin-top: 1rem } dd { margin: 0 }
td, th { text-align: left; padding: .3rem 1rem .3rem 0; vertical-align: top; border-top: 1px solid #d8dee4 }
a { color: #0550ae }
@media (prefers-color-scheme: dark) {
  body { color: #e6edf3; background: #0d1117 } code { background: #21262d } td, th { border-color: #30363d } a { color: #79c0ff }
}`

/** The page brings its own style and nothing else. */
export const pagePolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'"
].join('; ')

/** One kind of problem as a page. */
export function problemPage(problem: ProblemType): string {
  const { code, title, status, quota, cloudFrontCodes } = problem
  const facts: (readonly [string, string] | false)[] = [
    ['HTTP status', `${status} ${text(STATUS_CODES[status] ?? '')}`],
    ['Who has to act', text(problem.actor)],
    ['Does a repetition help?', text(repetition(problem))],
    problem.remedy !== undefined && ['What to do', text(problem.remedy)],
    quota !== undefined && [
      'The quota',
      text(`${quota.name}: ${quota.default} where nobody has raised it. ${raising(quota)}`)
    ],
    cloudFrontCodes.length > 0 && [
      "CloudFront's own name",
      cloudFrontCodes.map(name => `<code>${text(name)}</code>`).join(', ')
    ]
  ]
  const list = facts.flatMap(fact => (fact ? [`<dt>${fact[0]}</dt><dd>${fact[1]}</dd>`] : [])).join('\n')
  return page(
    title,
    `<h1>${text(title)}</h1>\n<code>${text(code)}</code>\n<dl>\n${list}\n</dl>\n<p><a href="/problems">All problems</a></p>`
  )
}

/** All of them, each with the way to its own page. */
export function problemsPage(problems: readonly ProblemType[]): string {
  const rows = problems.map(
    ({ type, code, title, status }) =>
      `<tr><td>${status}</td><td><a href="${text(type)}"><code>${text(code)}</code></a></td><td>${text(title)}</td></tr>`
  )
  return page(
    'Problems',
    `<h1>Problems</h1>\n<table>\n<tr><th>Status</th><th>Code</th><th>Meaning</th></tr>\n${rows.join('\n')}\n</table>`
  )
}

function repetition({ retryable, retryAfterSeconds }: ProblemType): string {
  if (!retryable) return 'No: the same request fails again until something is changed.'
  return `Yes, the same request may succeed later${retryAfterSeconds === undefined ? '' : `, after ${retryAfterSeconds} seconds at the earliest`}.`
}

function raising({ adjustable }: NonNullable<ProblemType['quota']>): string {
  return adjustable ? 'AWS raises it on request (Service Quotas, Amazon CloudFront).' : 'AWS does not raise it.'
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${text(title)} – Frontage</title><style>${STYLE}</style></head>
<body>
${body}
</body>
</html>
`
}

function text(value: string): string {
  return value.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`)
}
