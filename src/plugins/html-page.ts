import { createHash } from 'node:crypto'
import { type FastifyReply, type FastifyRequest } from 'fastify'
import { ServiceError } from '../errors.ts'

/** A page with inline style and script, which loads nothing else. */
interface HtmlPage {
  readonly title: string
  readonly style: string
  /** Runs when the page has been parsed. It may send requests to this service only. */
  readonly script?: string
  readonly body: string
}

/** The default style of pages, light and dark. */
export const PAGE_STYLE = `
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 46rem; margin: 3rem auto; padding: 0 1rem; color: #1f2328; background: #fff }
h1 { font-size: 1.5rem; line-height: 1.25; margin-bottom: .25rem }
code { font: .9em ui-monospace, monospace; background: #f1f3f5; padding: .1em .35em; border-radius: .25em }
dt { font-weight: 600; margin-top: 1rem } dd { margin: 0 }
td, th { text-align: left; padding: .3rem 1rem .3rem 0; vertical-align: top; border-top: 1px solid #d8dee4 }
a { color: #0550ae }
@media (prefers-color-scheme: dark) {
  body { color: #e6edf3; background: #0d1117 } code { background: #21262d } td, th { border-color: #30363d } a { color: #79c0ff }
}`

/** The whole page. Texts in `body` have been escaped by `escapeHtml`; the title is escaped here. */
export function htmlOf({ title, style, script, body }: HtmlPage): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)} – Frontage</title>
<style>${style}</style>
</head>
<body>
${body}
${script === undefined ? '' : `<script type="module">${script}</script>\n`}</body>
</html>
`
}

export function escapeHtml(value: string): string {
  return value.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`)
}

/** The Content-Security-Policy that allows exactly this style and script. */
export function policyOf({ style, script }: Pick<HtmlPage, 'style' | 'script'>): string {
  return [
    "default-src 'none'",
    `style-src '${hashOf(style)}'`,
    ...(script === undefined ? [] : [`script-src '${hashOf(script)}'`, "connect-src 'self'"]),
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'"
  ].join('; ')
}

function hashOf(source: string): string {
  return `sha256-${createHash('sha256').update(source).digest('base64')}`
}

/**
 * Whether the caller prefers a page to JSON, as browsers do; if so, sets the answer's type and policy. Throws
 * NOT_ACCEPTABLE if it accepts neither.
 */
export function prefersHtml(request: FastifyRequest, reply: FastifyReply, policy: string): boolean {
  const type = request.accepts().type(['application/json', 'text/html'])
  reply.header('vary', 'Accept')
  if (type === false) throw new ServiceError('NOT_ACCEPTABLE', 'This address answers application/json and text/html.')
  if (type !== 'text/html') return false
  reply.type('text/html; charset=utf-8').header('content-security-policy', policy)
  return true
}

/** The content of an answer that browsers get as a page, for the document. */
export const htmlContent = { 'text/html': { schema: { type: 'string' } } }
