import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import { type FastifyInstance, type RouteHandlerMethod } from 'fastify'
import fp from 'fastify-plugin'
import { stringify } from 'yaml'
import { version } from '../version.ts'
import { withAnswerExamples } from './answer-examples.ts'
import { hoistComponents } from './components.ts'
import { constantAnswer } from './constant-answer.ts'
import { docsStyle } from './docs-style.ts'
import { docsView } from './docs-view.ts'
import { withGeneralAnswers, withMethodNotAllowed } from './general-answers.ts'
import { withOneMediaType } from './other-media-types.ts'
import { hoistShared } from './shared-parts.ts'
import { docsPolicy } from './security-headers.ts'

interface OpenApiOptions {
  readonly backend: 'local' | 'aws'
  readonly describeBackend?: (() => string) | undefined
}

/**
 * Swagger UI at /docs and the OpenAPI 3.1 document, made of the routes' schemas, at /openapi.json. The document says which
 * CloudFront is behind it. Swagger UI has addresses of its own for it: /docs/yaml is the same, /docs/json its own view.
 */
export const openapi = fp<OpenApiOptions>(async (app: FastifyInstance, { backend, describeBackend = () => '' }) => {
  const described = () => {
    const document = plain(app.swagger())
    const info = document.info as { description: string }
    const sentence = describeBackend()
    if (sentence !== '') info.description = `> ${sentence}\n\n${info.description}`
    return document
  }
  const asJson = constantAnswer(JSON_TYPE, () => JSON.stringify(described()), describeBackend)
  const asYaml = constantAnswer('application/yaml; charset=utf-8', () => stringify(described()), describeBackend)
  const asView = constantAnswer(JSON_TYPE, () => JSON.stringify(docsView(described())), describeBackend)
  const answers: Readonly<Record<string, RouteHandlerMethod>> = {
    '/openapi.json': asJson,
    '/docs/json': asView,
    '/docs/yaml': asYaml
  }
  app.addHook('onRoute', route => {
    const answer = answers[route.url]
    if (answer) Object.assign(route, { handler: answer, config: { ...route.config, etagCoversAnswer: true } })
  })
  await app.register(swagger, {
    convertConstToEnum: false,
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Frontage',
        version,
        description:
          "A REST service in front of Amazon CloudFront's control plane.\n\n" +
          'To a method that it does not have an address answers 405 `METHOD_NOT_ALLOWED` ' +
          '(`#/components/responses/MethodNotAllowed`), and `Allow` names those it has: its operations in this document, ' +
          'and HEAD where there is GET, except for events.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' }
      },
      servers: [{ url: '/', description: 'This service.' }],
      tags: [
        { name: 'Distributions', description: 'Create and configure distributions.' },
        { name: 'Error pages', description: 'What viewers see when an origin fails.' },
        { name: 'Invalidations', description: 'Remove objects from the caches of the edge.' },
        {
          name: 'Operations',
          description: 'Work that takes longer than a request: follow it, cancel it, try it again.'
        },
        { name: 'Service', description: 'The state of Frontage itself.' }
      ],
      components: {
        securitySchemes: {
          bearer: { type: 'http', scheme: 'bearer', description: 'Needed when the operator has configured tokens.' }
        }
      },
      security: [{ bearer: [] }, {}]
    },
    // Fastify serves a prefix with and without a slash at its end; the document names the one without.
    transform: ({ schema, url, route }) => ({
      schema: schema.hide ? schema : withGeneralAnswers(schema, String(route.method)),
      url: url.replace(/(?<=.)\/$/, '')
    }),
    transformObject: document => {
      if (!('openapiObject' in document)) throw new Error('@fastify/swagger made a Swagger 2 document')
      const whole = hoistComponents(plain(withMethodNotAllowed(document.openapiObject)))
      return hoistShared(withAnswerExamples(withOneMediaType(withoutEmptyContent(withOptionalDefaults(whole)))))
    }
  })
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: docsPolicy,
    uiConfig: {
      layout: 'BaseLayout',
      deepLinking: true,
      displayRequestDuration: true,
      displayOperationId: true,
      filter: true,
      persistAuthorization: true,
      // The models are one level deep below the operation that has them; a list of all of them is for programs.
      defaultModelsExpandDepth: -1,
      defaultModelExpandDepth: 1,
      defaultModelRendering: 'example'
    },
    theme: {
      title: `Frontage (${backend === 'local' ? 'local CloudFront' : 'AWS'})`,
      css: [{ filename: 'frontage.css', content: docsStyle(backend) }]
    }
  })
  app.get('/openapi.json', { schema: { hide: true } }, asJson)
})

const JSON_TYPE = 'application/json; charset=utf-8'

/** Schemas are shared objects with hidden marks of TypeBox; the document is plain JSON. */
function plain(document: object): Record<string, unknown> {
  return JSON.parse(JSON.stringify(document)) as Record<string, unknown>
}

/** A parameter with a default is in its schema's `required`, since handlers always find it; callers may leave it out. */
function withOptionalDefaults(document: Record<string, unknown>): Record<string, unknown> {
  const paths = document.paths as Record<string, Record<string, { parameters?: Parameter[] }>>
  for (const operation of Object.values(paths).flatMap(path => Object.values(path))) {
    for (const parameter of operation.parameters ?? []) {
      if (parameter.in === 'query' && parameter.schema.default !== undefined) parameter.required = false
    }
  }
  return document
}

/** @fastify/swagger gives every answer a media type; these have no content. */
function withoutEmptyContent(document: Record<string, unknown>): Record<string, unknown> {
  const paths = document.paths as Record<string, Record<string, { responses: Record<string, { content?: unknown }> }>>
  for (const operation of Object.values(paths).flatMap(path => Object.values(path))) {
    for (const status of [204, 304]) delete operation.responses[status]?.content
  }
  return document
}

interface Parameter {
  readonly in: string
  readonly schema: { readonly default?: unknown }
  required: boolean
}
