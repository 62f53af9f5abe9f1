import { STATUS_CODES } from 'node:http'
import { escapeHtml as text, htmlOf, PAGE_STYLE, policyOf } from '../../plugins/html-page.ts'
import { type ProblemType } from './schemas.ts'

/** The Content-Security-Policy of both pages. */
export const pagePolicy = policyOf({ style: PAGE_STYLE })

/** One kind of problem as a page. */
export function problemPage(problem: ProblemType): string {
  const { code, title, status, quota, cloudFrontCodes } = problem
  const facts: (readonly [string, string] | false)[] = [
    ['HTTP status', `${status} ${text(STATUS_CODES[status] ?? '')}`],
    ['Who has to act', text(problem.actor)],
    ['Does retrying help?', text(retryAdvice(problem))],
    problem.remedy !== undefined && ['What to do', text(problem.remedy)],
    quota !== undefined && [
      'The quota',
      text(`${quota.name}: ${quota.default} unless it has been raised. ${raising(quota)}`)
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

/** All problems, with links to their pages. */
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

function retryAdvice({ retryable, retryAfterSeconds }: ProblemType): string {
  if (!retryable) return 'No: the same request fails again until something is changed.'
  const earliest = retryAfterSeconds === undefined ? '' : `, after ${retryAfterSeconds} seconds at the earliest`
  return `Yes, the same request may succeed later${earliest}.`
}

function raising({ adjustable }: NonNullable<ProblemType['quota']>): string {
  return adjustable ? 'AWS raises it on request (Service Quotas, Amazon CloudFront).' : 'AWS does not raise it.'
}

function page(title: string, body: string): string {
  return htmlOf({ title, style: PAGE_STYLE, body })
}
