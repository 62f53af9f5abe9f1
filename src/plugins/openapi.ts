import swagger from '@fastify/swagger'
import { type FastifyInstance, type FastifySchema } from 'fastify'
import { forAllRoutes } from './for-all-routes.ts'
import { stringify } from 'yaml'
import { version } from '../version.ts'
import { withAnswerExamples } from './answer-examples.ts'
import { createComponentShelf, hoistComponents } from './components.ts'
import { securityOf } from './authorization.ts'
import { constantAnswer } from './constant-answer.ts'
import { docsPage } from './docs-page.ts'
import { docsView } from './docs-view.ts'
import { ABOUT_DRY_RUNS, DRY_RUNS_TAG, withoutDryRun, withoutImpliedByWrites } from './dry-runs.ts'
import { withGeneralAnswers, withMethodNotAllowed } from './general-answers.ts'
import { withOneMediaType } from './other-media-types.ts'
import { hoistShared } from './shared-parts.ts'

declare module 'fastify' {
  interface FastifySchema {
    /** The operations of CloudFront that the route may call, for the document. */
    'x-cloudfront-operations'?: readonly string[]
  }
}

const ABOUT = "A REST service in front of Amazon CloudFront's control plane."
/** For whoever reads it by a program; its page shows what is said here. */
const ABOUT_THE_DOCUMENT =
  'A method that an address does not have is answered with 405 `METHOD_NOT_ALLOWED` ' +
  '(`#/components/responses/MethodNotAllowed`); `Allow` names those it has: its operations in this document, ' +
  'and HEAD if there is GET, except for events.\n\nEvery answer has the headers `X-Request-Id` and ' +
  '`X-Frontage-Backend`, which are declared with `default` only. If requests are limited, every answer also has ' +
  '`RateLimit-Limit`, `RateLimit-Remaining` and `RateLimit-Reset`, which are declared with 429 only.\n\n' +
  'Errors that any request can result in are declared once, as `default`: its `x-statuses` lists them with their codes.\n\n' +
  'In the document of an instance in front of several AWS accounts, operations also have the parameter `account`, ' +
  'with the names of the accounts.'

interface OpenApiOptions {
  readonly backend: 'local' | 'aws'
  readonly describeBackend?: (() => string) | undefined
}

/**
 * Swagger UI at /docs, and the OpenAPI 3.1 document, made from the routes' schemas, at /openapi.json. The document says
 * which CloudFront is in use. /docs/yaml is the same document, /docs/json the view for Swagger UI.
 */
export const openapi = forAllRoutes<OpenApiOptions>(
  async (app: FastifyInstance, { backend, describeBackend = () => '' }) => {
    const described = (about = `${ABOUT}\n\n${ABOUT_THE_DOCUMENT}`) => {
      const { info, ...document } = app.swagger() as { info: object } & Record<string, unknown>
      const sentence = describeBackend()
      return {
        ...document,
        info: { ...info, description: sentence === '' ? about : `> ${sentence}\n\n${about}` }
      }
    }
    const asJson = constantAnswer(JSON_TYPE, () => JSON.stringify(described()), describeBackend)
    // Looking for shared objects and folding long lines, neither of which is needed, would double the time.
    const asYaml = constantAnswer(
      'application/yaml; charset=utf-8',
      () => stringify(described(), { aliasDuplicateObjects: false, lineWidth: 0 }),
      describeBackend
    )
    const asView = constantAnswer(JSON_TYPE, () => JSON.stringify(docsView(described(ABOUT))), describeBackend)
    const shelf = createComponentShelf()
    const withoutNamed = ({ body, response, ...schema }: FastifySchema): FastifySchema => {
      return {
        ...schema,
        ...(body !== undefined && { body: shelf.withoutNamed(body) }),
        response: shelf.withoutNamed(response)
      }
    }
    await app.register(swagger, {
      convertConstToEnum: false,
      openapi: {
        openapi: '3.1.0',
        info: {
          title: 'Frontage',
          version,
          description: `${ABOUT}\n\n${ABOUT_THE_DOCUMENT}`,
          license: { name: 'Apache-2.0', identifier: 'Apache-2.0' }
        },
        servers: [{ url: '/', description: 'This service.' }],
        tags: [
          { name: 'Distributions', description: 'Create and configure distributions.' },
          { name: 'Error pages', description: 'What viewers see when an origin fails.' },
          { name: 'Invalidations', description: 'Remove objects from the edge caches.' },
          {
            name: 'Policies',
            description: 'What is cached, what is sent to origins, and which headers viewers get; shared by behaviors.'
          },
          { name: 'Access', description: 'Who may read from an origin, and who from the edge.' },
          { name: 'Functions', description: 'Code that runs at the edge, and the data it reads.' },
          { name: 'Tenants', description: 'Tenants of multi-tenant distributions, and their connection groups.' },
          {
            name: 'Network',
            description: 'Static IP addresses, origins in private networks, and client certificates.'
          },
          { name: 'Field-level encryption', description: 'Form fields that only the origin can read.' },
          { name: 'Logs', description: 'Real-time logs.' },
          { name: 'Streaming', description: 'RTMP distributions, which CloudFront has discontinued.' },
          {
            name: 'Operations',
            description: 'Work that takes longer than a request: follow it, cancel it, retry it.'
          },
          {
            name: DRY_RUNS_TAG,
            description: ABOUT_DRY_RUNS
          },
          { name: 'Tokens', description: 'Who may call Frontage, and for what.' },
          { name: 'Audit', description: 'Who wrote what, and how it ended.' },
          { name: 'Service', description: 'The state of Frontage itself.' }
        ],
        components: {
          securitySchemes: {
            bearer: { type: 'http', scheme: 'bearer', description: 'Required if the operator has configured tokens.' }
          }
        },
        security: [{ bearer: [] }, {}]
      },
      // Fastify serves a prefix with and without a trailing slash; the document has the one without.
      transform: ({ schema, url, route }) => ({
        schema: schema.hide
          ? schema
          : {
              ...withoutNamed(withGeneralAnswers(withoutDryRun(schema, route.method), String(route.method))),
              security: securityOf(route.config?.scope)
            },
        url: url.replace(/(?<=.)\/$/, '')
      }),
      transformObject: document => {
        if (!('openapiObject' in document)) throw new Error('@fastify/swagger made a Swagger 2 document')
        const whole = hoistComponents(plain(withMethodNotAllowed(document.openapiObject)), shelf.kept)
        const complete = withAnswerExamples(withOneMediaType(withoutEmptyContent(withOptionalDefaults(whole))))
        return withoutImpliedByWrites(hoistShared(complete))
      }
    })
    await docsPage(app, { backend })
    const answers = { '/openapi.json': asJson, '/docs/json': asView, '/docs/yaml': asYaml }
    for (const [url, answer] of Object.entries(answers)) {
      app.get(url, { schema: { hide: true }, config: { etagCoversAnswer: true } }, answer)
    }
  }
)

const JSON_TYPE = 'application/json; charset=utf-8'

/** Schemas are shared objects with hidden marks of TypeBox; the document is plain JSON. */
function plain(document: object): Record<string, unknown> {
  return JSON.parse(JSON.stringify(document)) as Record<string, unknown>
}

/** Handlers always find a parameter that has a default, so its schema requires it; callers may omit it. */
function withOptionalDefaults(document: Record<string, unknown>): Record<string, unknown> {
  const paths = document.paths as Record<string, Record<string, { parameters?: Parameter[] }>>
  for (const operation of Object.values(paths).flatMap(path => Object.values(path))) {
    for (const parameter of operation.parameters ?? []) {
      if (parameter.in === 'query' && parameter.schema.default !== undefined) parameter.required = false
    }
  }
  return document
}

/** @fastify/swagger gives every answer a media type, including these, which have no content. */
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
