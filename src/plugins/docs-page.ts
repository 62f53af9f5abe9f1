import { readFile, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { constantAnswer } from './constant-answer.ts'
import { linkLocalUrls } from './docs-local-links.ts'
import { followReferences } from './docs-references.ts'
import { docsStyle } from './docs-style.ts'
import { docsPolicy } from './security-headers.ts'

interface DocsPageOptions {
  readonly backend: 'local' | 'aws'
}

const CSS = 'text/css; charset=utf-8'
const JAVASCRIPT = 'text/javascript; charset=utf-8'
const FILES: Readonly<Record<string, string>> = {
  'swagger-ui.css': CSS,
  'index.css': CSS,
  'swagger-ui-bundle.js': JAVASCRIPT,
  'favicon-32x32.png': 'image/png',
  'favicon-16x16.png': 'image/png'
}
/** https://swagger.io/docs/open-source-tools/swagger-ui/usage/configuration/ */
const SETTINGS = {
  dom_id: '#swagger-ui',
  layout: 'BaseLayout',
  docExpansion: 'none',
  deepLinking: true,
  displayRequestDuration: true,
  displayOperationId: true,
  filter: true,
  persistAuthorization: true,
  // Models are shown one level deep in their operations; the list of all models is hidden.
  defaultModelsExpandDepth: -1,
  defaultModelExpandDepth: 1,
  defaultModelRendering: 'example',
  // Syntax highlighting takes a fifth of the time in which an operation opens.
  syntaxHighlight: false,
  validatorUrl: null
}

/**
 * Swagger UI at /docs, which reads the document at /docs/json. Of @fastify/swagger-ui only the files are used: its
 * plugin loads @fastify/static and 90 more modules at every start, a quarter of a second for a page that most processes
 * never serve.
 */
export async function docsPage(app: FastifyInstance, { backend }: DocsPageOptions): Promise<void> {
  const require = createRequire(import.meta.url)
  const folder = join(dirname(require.resolve('@fastify/swagger-ui')), 'static')

  for (const url of ['/docs', '/docs/']) {
    app.get(url, { schema: { hide: true } }, async (_, reply) => {
      const title = `Frontage (${backend === 'local' ? 'local CloudFront' : 'AWS'})`
      reply.type('text/html; charset=utf-8').header('content-security-policy', docsPolicy)
      return page(title, url.endsWith('/') ? 'static' : 'docs/static')
    })
  }

  const files = Object.entries(FILES).map(([name, type]) => [name, fileAnswer(join(folder, name), type)] as const)
  const own = [
    ['frontage.css', constantAnswer(CSS, () => docsStyle(backend))],
    ['swagger-initializer.js', constantAnswer(JAVASCRIPT, () => initializer())]
  ] as const
  for (const [name, answer] of [...files, ...own]) {
    app.get(`/docs/static/${name}`, { schema: { hide: true }, config: { etagCoversAnswer: true } }, answer)
  }
}

/**
 * Requests that are being answered share one read, so that many who do not read their answer cost no more than one. It is not kept
 * beyond them, because it would be the largest text in memory.
 */
function fileAnswer(path: string, type: string) {
  let latest: WeakRef<Promise<Buffer>> | undefined
  return async (_: FastifyRequest, reply: FastifyReply) => {
    const reading = latest?.deref() ?? readFile(path)
    latest = new WeakRef(reading)
    reply.raw.once('close', () => void reading)
    const [body, { mtimeMs, size }] = await Promise.all([reading, stat(path)])
    const etag = `"${size.toString(36)}-${Math.round(mtimeMs).toString(36)}"`
    reply.type(type).headers({ etag, 'cache-control': 'no-cache' })
    return reply.send(body)
  }
}

/** Addresses are relative, so that the page also works behind a proxy that adds a path. */
function page(title: string, files: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${title}</title>
<link rel="stylesheet" href="${files}/swagger-ui.css">
<link rel="stylesheet" href="${files}/index.css">
<link rel="stylesheet" href="${files}/frontage.css">
<link rel="icon" type="image/png" href="${files}/favicon-32x32.png" sizes="32x32">
<link rel="icon" type="image/png" href="${files}/favicon-16x16.png" sizes="16x16">
</head>
<body>
<div id="swagger-ui"></div>
<script src="${files}/swagger-ui-bundle.js"></script>
<script src="${files}/swagger-initializer.js"></script>
</body>
</html>
`
}

/** The plugins are sent as their source text. */
function initializer(): string {
  return `{
  const url = new URL('../json', document.currentScript.src).href
  window.onload = () => SwaggerUIBundle({
    ...${JSON.stringify(SETTINGS)},
    presets: [SwaggerUIBundle.presets.apis],
    plugins: [${[followReferences, linkLocalUrls].map(String).join(', ')}],
    url
  })
}
`
}
