import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { type Operation as PatchOperation } from 'rfc6902'
import Type from 'typebox'
import { problemsOf } from '../../cloudfront/operation-problems.ts'
import { JsonPatch } from '../../configuration/editing/json-patch-schema.ts'
import { requireIfMatchForArrays, requireIfMatchForLists } from '../../configuration/editing/array-precondition.ts'
import { type ConfigOutcome, DryRunQuery, toConfigDryRun } from '../../configuration/editing/dry-run.ts'
import { RequiredIfMatchHeader, requireIfMatch } from '../../configuration/editing/if-match.ts'
import { isObject } from '../../json-object.ts'
import { IfMatchHeader, quoteEtag, readIfMatch } from '../../plugins/conditional-requests.ts'
import { dryRunReply } from '../../plugins/dry-runs.ts'
import { type EditHeaders } from '../../plugins/edit-headers.ts'
import { etagHeader, jsonAnswer, locationHeader } from '../../plugins/json-answer.ts'
import {
  CLOUDFRONT_JSON,
  cloudFrontFormatSentAsJson,
  DRY_RUN_JSON,
  JSON_PATCH,
  sendsCloudFrontJson,
  sendsJsonPatch,
  wantsCloudFrontJson
} from '../../plugins/media-types.ts'
import { pageOf, readCursor } from '../../plugins/pagination.ts'
import { held, PreferHeader } from '../../plugins/prefer.ts'
import { problemResponses } from '../../plugins/problem-schema.ts'
import { localUrlOf } from '../distributions/local-url.ts'
import { type FamilyDeletions } from './deletion.ts'
import { registerDeletionRoute } from './deletion-routes.ts'
import { type Family, type Json, withArticle } from './family.ts'
import { type FamilySchemas } from './schemas.ts'
import { type Given } from './configurations.ts'
import { type FamilyService, type Shown } from './service.ts'

interface FamilyRouteOptions {
  readonly family: Family
  readonly schemas: FamilySchemas
  readonly service: FamilyService
  readonly deletions: FamilyDeletions
}

interface FamilyRequest {
  Params: Readonly<Record<string, string>>
  Querystring: Readonly<Record<string, unknown>> & { dryRun?: boolean; limit: number; cursor?: string }
  Headers: EditHeaders
  Body: Json
}

/** GET, POST, PUT, PATCH and DELETE of one family, with the same conventions as for distributions. */
export function registerFamilyRoutes(app: FastifyInstance, options: FamilyRouteOptions): void {
  const { family, schemas, service } = options
  const { calls, noun, plural, name, id } = family
  const tags = [family.tag]
  const one = withArticle(noun)
  const url = `/:${id.parameter}`
  const prefer = family.status === undefined ? {} : PreferHeader.properties
  const idOf = (request: FastifyRequest<FamilyRequest>) => request.params[id.parameter] ?? ''
  const inBothFormats = {
    'application/json': { schema: schemas.answer },
    [CLOUDFRONT_JSON]: { schema: schemas.ownFormatInDocument }
  }
  const orDryRun = { ...inBothFormats, [DRY_RUN_JSON]: { schema: schemas.dryRun } }
  const bodyInBoth = (schema: object, ownFormat: object) => ({
    content: { 'application/json': { schema }, [CLOUDFRONT_JSON]: { schema: ownFormat } }
  })

  async function send(request: FastifyRequest<FamilyRequest>, reply: FastifyReply, written: Shown): Promise<unknown> {
    const inCloudFrontFormat = wantsCloudFrontJson(request)
    const shown =
      family.status === undefined
        ? written
        : await held(request, reply, written, async seconds => service.whenSettled(written, seconds, request.gone))
    reply.header('etag', quoteEtag(shown.etag)).header('vary', 'Accept')
    if (!inCloudFrontFormat) {
      const localUrl = localUrlOf(reply.server.edgeUrl(), family.hostOf?.(shown.json))
      return localUrl === undefined ? shown.json : { ...shown.json, localUrl }
    }
    reply.type(CLOUDFRONT_JSON)
    return shown.inCloudFrontFormat()
  }

  function sendDryRun(request: FastifyRequest<FamilyRequest>, reply: FastifyReply, outcome: ConfigOutcome<object>) {
    const format = wantsCloudFrontJson(request) ? 'cloudfront' : 'json'
    reply.header('vary', 'Accept')
    return dryRunReply(reply, toConfigDryRun(family.configShape, outcome, format))
  }

  const listCalls = [...new Set([calls.list.name, ...(family.listsBy ?? []).map(({ operation }) => operation)])]

  // The last ones are for a creation whose answer was lost.
  const createCalls = [
    ...new Set([
      calls.create.name,
      ...(family.withTags === undefined ? [] : [family.withTags]),
      calls.list.name,
      calls.get.name,
      ...(family.updateWith ? [family.updateWith.operation] : [])
    ])
  ]

  app.get<FamilyRequest>(
    '/',
    {
      schema: {
        operationId: `list${family.pluralName}`,
        summary: `List ${plural}`,
        tags,
        querystring: schemas.listQuery,
        'x-cloudfront-operations': listCalls,
        response: {
          200: jsonAnswer(`A page of ${plural}.`, schemas.page),
          ...problemResponses('VALIDATION_FAILED', ...problemsOf(...listCalls))
        }
      }
    },
    async (request, reply) => {
      const { limit, cursor, ...filters } = request.query
      const marker = readCursor(family.address, cursor)
      return pageOf(request, reply, family.address, await service.list({ limit, marker }, filters))
    }
  )

  app.post<FamilyRequest>(
    '/',
    {
      preValidation: refuseCloudFrontFormatAsJson,
      schema: {
        operationId: `create${name}`,
        summary: `Create ${one}`,
        description:
          `CloudFront's own format (\`${CLOUDFRONT_JSON}\`) is accepted, too.` +
          (family.price === undefined ? '' : ` ${family.price}`),
        tags,
        querystring: DryRunQuery,
        ...(family.status && { headers: PreferHeader }),
        body: bodyInBoth(schemas.create, schemas.ownCreationInDocument),
        'x-cloudfront-operations': createCalls,
        response: {
          200: {
            description: 'What would be created.',
            content: { [DRY_RUN_JSON]: { schema: schemas.dryRun } }
          },
          201: { description: `The ${noun}.`, headers: { ...locationHeader, ...etagHeader }, content: inBothFormats },
          ...problemResponses('VALIDATION_FAILED', 'NOT_ACCEPTABLE', ...problemsOf(calls.create.name))
        }
      }
    },
    async (request, reply) => {
      const given = givenIn(request)
      if (request.query.dryRun) {
        return sendDryRun(request, reply, service.previewCreate(given, request.callerReference))
      }
      wantsCloudFrontJson(request)
      const created = await service.create(given, request)
      reply.code(201).header('location', service.addressOf(created.id))
      return send(request, reply, created)
    }
  )

  app.get<FamilyRequest>(
    url,
    {
      schema: {
        operationId: `get${name}`,
        summary: `Read ${one}`,
        tags,
        params: schemas.params,
        querystring: schemas.getQuery,
        ...(family.status && { headers: PreferHeader }),
        'x-cloudfront-operations': [calls.get.name, ...(family.findUsers?.operations ?? [])],
        response: {
          200: { description: `The ${noun}.`, headers: etagHeader, content: inBothFormats },
          ...problemResponses('VALIDATION_FAILED', 'NOT_ACCEPTABLE', ...problemsOf(calls.get.name))
        }
      }
    },
    async (request, reply) => {
      // Callers limited to some distributions must not learn of others.
      const withUsers = request.caller.grant.distributions === undefined
      return send(request, reply, await service.get(idOf(request), request.query, { withUsers }))
    }
  )

  const editProblems = [
    'VALIDATION_FAILED',
    'NOT_ACCEPTABLE',
    'PRECONDITION_REQUIRED',
    'ETAG_MISMATCH',
    'UNKNOWN_UPSTREAM_SETTING',
    ...problemsOf(calls.getConfig.name, calls.update.name)
  ] as const
  const edited = {
    description: `The ${noun}.`,
    headers: etagHeader,
    content: orDryRun
  }
  const readCalls = [calls.getConfig.name, calls.get.name]
  const editCalls = [
    ...new Set([...readCalls, ...(family.updateWith ? [family.updateWith.operation] : []), calls.update.name])
  ]

  app.put<FamilyRequest>(
    url,
    {
      preValidation: refuseCloudFrontFormatAsJson,
      schema: {
        operationId: `replace${name}`,
        summary: `Replace the configuration of ${one}`,
        description: 'The body is the whole `config` as GET returns it.',
        tags,
        params: schemas.params,
        querystring: DryRunQuery,
        headers: Type.Object({ ...RequiredIfMatchHeader.properties, ...prefer }),
        body: bodyInBoth(schemas.replace, schemas.ownFormatInDocument),
        'x-cloudfront-operations': editCalls,
        response: { 200: edited, ...problemResponses(...editProblems) }
      }
    },
    async (request, reply) => {
      const ifMatch = requireIfMatch(readIfMatch(request.headers['if-match']))
      const given = givenIn(request)
      if (request.query.dryRun) {
        return sendDryRun(request, reply, await service.previewReplace(idOf(request), given, ifMatch))
      }
      wantsCloudFrontJson(request)
      return send(request, reply, await service.replace(idOf(request), given, ifMatch))
    }
  )

  app.patch<FamilyRequest>(
    url,
    {
      schema: {
        operationId: `patch${name}`,
        summary: `Change some of the configuration of ${one}`,
        description:
          'A JSON merge patch (RFC 7396), in which arrays need If-Match (428), or a JSON patch (RFC 6902) of `config`.',
        tags,
        params: schemas.params,
        querystring: DryRunQuery,
        headers: Type.Object({ ...IfMatchHeader.properties, ...prefer }),
        body: {
          content: {
            'application/merge-patch+json': { schema: schemas.patch },
            'application/json': { schema: schemas.patch },
            [JSON_PATCH]: { schema: JsonPatch }
          }
        },
        'x-cloudfront-operations': editCalls,
        response: { 200: edited, ...problemResponses('PATCH_TEST_FAILED', ...editProblems) }
      }
    },
    async (request, reply) => {
      const ifMatch = readIfMatch(request.headers['if-match'])
      const patch: Json | readonly PatchOperation[] = request.body
      if (sendsJsonPatch(request)) requireIfMatchForLists(patch as unknown as PatchOperation[], ifMatch)
      else requireIfMatchForArrays(patch, ifMatch)
      if (request.query.dryRun) {
        return sendDryRun(request, reply, await service.previewPatch(idOf(request), patch, ifMatch))
      }
      wantsCloudFrontJson(request)
      return send(request, reply, await service.patch(idOf(request), patch, ifMatch))
    }
  )

  registerDeletionRoute(app, options)
}

function givenIn(request: FastifyRequest<FamilyRequest>): Given {
  return { format: sendsCloudFrontJson(request) ? 'cloudfront' : 'json', body: request.body }
}

/** Throws VALIDATION_FAILED, naming the media type, for a body whose members all have CloudFront's own names. */
async function refuseCloudFrontFormatAsJson(request: FastifyRequest): Promise<void> {
  const { body } = request
  if (sendsCloudFrontJson(request) || !isObject(body)) return
  const names = Object.keys(body)
  if (names.length > 0 && names.every(name => /^[A-Z]/.test(name))) throw cloudFrontFormatSentAsJson()
}
