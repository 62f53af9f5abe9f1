import { isUtf8 } from 'node:buffer'
import { type FastifyInstance, type FastifyRequest } from 'fastify'
import Type from 'typebox'
import { type Output } from '../../cloudfront/call.ts'
import { fromSdk } from '../../cloudfront/model/json.ts'
import { jsonName } from '../../cloudfront/model/json-names.ts'
import { problemsOf } from '../../cloudfront/operation-problems.ts'
import { type IfMatch, RequiredIfMatchHeader, requireIfMatch } from '../../configuration/editing/if-match.ts'
import { diff } from '../../configuration/editing/diff.ts'
import { ConfigDryRun, type ConfigOutcome, DryRunQuery, toDryRun } from '../../configuration/editing/dry-run.ts'
import { ServiceError } from '../../errors.ts'
import { IfMatchHeader, quoteEtag, readIfMatch } from '../../plugins/conditional-requests.ts'
import { dryRunAnswer, dryRunContent, dryRunReply } from '../../plugins/dry-runs.ts'
import { etagHeader } from '../../plugins/json-answer.ts'
import { BYTES_MAX } from '../../plugins/json-bodies.ts'
import { BYTES } from '../../plugins/media-types.ts'
import { problemResponses } from '../../plugins/problem-schema.ts'
import { currentTrail } from '../../plugins/request-context.ts'
import { validationFailed } from '../../plugins/validation.ts'
import { idInput, type Json, type VerbOptions, withArticle } from './family.ts'
import { operationOf, requireOne, type Stage, stage } from './function-requests.ts'
import { registerFunctionTest, type TestInput } from './function-test-routes.ts'
import { isGone } from '../../configuration/editing/in-use.ts'
import { resourceOf, updateInput } from './mapping.ts'

interface CodeRequest {
  Params: Readonly<Record<string, string>>
  Querystring: { stage?: Stage } & DryRunQuery
  Headers: IfMatchHeader
  Body: Buffer | Json
}

const JAVASCRIPT = 'application/javascript'

/** Code, publication and tests of functions, for both kinds, whose operations differ only in their names. */
export function functionVerbs(tested: TestInput): (app: FastifyInstance, options: VerbOptions) => void {
  return (app, options) => {
    registerCode(app, options)
    registerPublication(app, options)
    registerFunctionTest(app, options, tested)
  }
}

async function readCode(
  { family: { name }, service }: VerbOptions,
  functionId: string,
  Stage: Stage
): Promise<{ code: Buffer; etag: string }> {
  const Get = operationOf(`Get${name}`)
  const { [`${name}Code`]: code, ETag: etag } = await service.call(Get.name, { ...idInput(Get, functionId), Stage })
  if (code instanceof Uint8Array && typeof etag === 'string') return { code: Buffer.from(code), etag }
  throw new ServiceError('CLOUDFRONT_BAD_ANSWER', `CloudFront answered without the code of ${functionId} or its ETag.`)
}

/** Code in a dry run: as text, or in base64 if it is not UTF-8, under the names that a creation has for them. */
function shownCode({ family: { name } }: VerbOptions, code: Buffer): object {
  return isUtf8(code) ? { code: code.toString() } : { [jsonName(`${name}Code`)]: code.toString('base64') }
}

function registerCode(app: FastifyInstance, options: VerbOptions): void {
  const { family, service, schemas } = options
  const { name, noun, tag, id, calls, creation } = family
  const [Get, codeMember] = [operationOf(`Get${name}`), `${name}Code`]
  const idOf = (request: FastifyRequest<CodeRequest>) => request.params[id.parameter] ?? ''
  const url = `/:${id.parameter}/code`

  app.get<CodeRequest>(
    url,
    {
      config: { etagCoversAnswer: true },
      schema: {
        operationId: `get${name}Code`,
        summary: `Read the code of ${withArticle(noun)}`,
        description: 'The code, byte for byte. Each stage has its own ETag.',
        tags: [tag],
        params: schemas.params,
        querystring: Type.Object({ stage: Type.Optional(stage) }, { additionalProperties: false }),
        'x-cloudfront-operations': [Get.name],
        response: {
          200: {
            description: 'The code.',
            headers: etagHeader,
            content: { [JAVASCRIPT]: { schema: Type.String({ description: 'The code as text.' }) } }
          },
          ...problemResponses('VALIDATION_FAILED', ...problemsOf(Get.name))
        }
      }
    },
    async (request, reply) => {
      const { code, etag } = await readCode(options, idOf(request), request.query.stage ?? 'DEVELOPMENT')
      return reply.type(JAVASCRIPT).header('etag', quoteEtag(etag)).send(code)
    }
  )

  const bytes = Type.Unsafe<Buffer>({ description: `The code itself, at most ${BYTES_MAX} bytes.` })
  const inJson = Type.Object(creation?.members ?? {}, {
    additionalProperties: false,
    'x-component': `${name}Code`,
    description: 'The code, as text or in base64.',
    examples: [{ code: family.example.code }]
  })

  app.put<CodeRequest>(
    url,
    {
      schema: {
        operationId: `replace${name}Code`,
        summary: `Replace the code of ${withArticle(noun)}`,
        description:
          'Changes the stage DEVELOPMENT; the configuration and the stage LIVE do not change. The body is the code itself ' +
          `as ${BYTES.join(', ')}, or JSON.`,
        tags: [tag],
        params: schemas.params,
        querystring: DryRunQuery,
        headers: RequiredIfMatchHeader,
        body: {
          content: {
            'application/json': { schema: inJson },
            ...Object.fromEntries(BYTES.map(type => [type, { schema: bytes }]))
          }
        },
        'x-cloudfront-operations': [calls.getConfig.name, calls.update.name, Get.name],
        response: {
          200: dryRunAnswer(ConfigDryRun),
          204: { description: 'The code was replaced.', headers: etagHeader },
          ...problemResponses(
            'VALIDATION_FAILED',
            'PRECONDITION_REQUIRED',
            'UNKNOWN_UPSTREAM_SETTING',
            ...problemsOf(calls.getConfig.name, calls.update.name, Get.name)
          )
        }
      }
    },
    async (request, reply) => {
      const ifMatch = requireIfMatch(readIfMatch(request.headers['if-match']))
      const code = codeIn(request.body)
      const functionId = idOf(request)
      if (request.query.dryRun) {
        const { etag } = await service.previewVersion(functionId, ifMatch, config => config)
        const { code: before } = await readCode(options, functionId, 'DEVELOPMENT')
        const dryRun = toDryRun({ before: shownCode(options, before), after: shownCode(options, code), etag })
        return dryRunReply(reply, dryRun)
      }
      const etag = await service.writeVersion<string>(functionId, ifMatch, {
        writesBack: true,
        async write(version) {
          const { code: before } = await readCode(options, functionId, 'DEVELOPMENT')
          const [oldValue, value] = [before, code].map(bytes => bytes.toString('base64'))
          currentTrail()?.note({ changes: [{ op: 'replace', path: `/${jsonName(codeMember)}`, oldValue, value }] })
          const input = { ...updateInput(family, functionId, version), [codeMember]: code }
          return resourceOf(family, await service.call(calls.update.name, input)).etag
        },
        async findWritten() {
          const current = await readCode(options, functionId, 'DEVELOPMENT')
          return current.code.equals(code) ? current.etag : undefined
        },
        etagOf: etag => etag
      })
      return reply.code(204).header('etag', quoteEtag(etag)).send()
    }
  )

  function codeIn(body: Buffer | Json): Buffer {
    if (!Buffer.isBuffer(body)) requireOne(body, Object.keys(creation?.members ?? {}))
    const code = Buffer.isBuffer(body) ? body : Buffer.from((creation?.toInput(body) as Json)[codeMember] as Uint8Array)
    if (code.length === 0) throw validationFailed([{ pointer: '', detail: 'the code is empty' }])
    return code
  }
}

function registerPublication(app: FastifyInstance, options: VerbOptions): void {
  const { family, service, schemas } = options
  const { name, noun, tag, id, calls } = family
  const Publish = operationOf(`Publish${name}`)

  type ToJson = (code: Buffer) => object

  /** The configuration and code of LIVE, if the function was ever published, and what they will become. */
  async function stagesOf(functionId: string, toJson: ToJson): Promise<{ before?: object; after: object }> {
    const read = async (stage: Stage) => {
      const { config } = await service.read(functionId, { stage })
      const { code } = await readCode(options, functionId, stage)
      return { ...(fromSdk(family.configShape, config) as object), ...toJson(code) }
    }
    const after = await read('DEVELOPMENT')
    try {
      return { before: await read('LIVE'), after }
    } catch (error) {
      if (isGone(error)) return { after }
      throw error
    }
  }

  async function preview(functionId: string, ifMatch: IfMatch | undefined): Promise<ConfigOutcome<object>> {
    const { etag } = await service.previewVersion(functionId, ifMatch, config => config)
    return { ...(await stagesOf(functionId, code => shownCode(options, code))), etag }
  }

  /** Audit records have a digest of the code under this name. */
  const recordedCode: ToJson = code => ({ [jsonName(`${name}Code`)]: code.toString('base64') })

  app.post<Omit<CodeRequest, 'Body'>>(
    `/:${id.parameter}/publish`,
    {
      schema: {
        operationId: `publish${name}`,
        summary: `Publish ${withArticle(noun)}`,
        description:
          'Copies the stage DEVELOPMENT to LIVE, which distributions run. If-Match refers to the stage DEVELOPMENT: use ' +
          'the ETag of the version that was tested. The answer is the stage LIVE, with its own ETag.',
        tags: [tag],
        params: schemas.params,
        querystring: DryRunQuery,
        headers: IfMatchHeader,
        'x-cloudfront-operations': [calls.getConfig.name, `Get${name}`, Publish.name, calls.get.name],
        response: {
          200: {
            description: 'The stage LIVE.',
            headers: etagHeader,
            content: { 'application/json': { schema: schemas.answer }, ...dryRunContent(ConfigDryRun) }
          },
          ...problemResponses('VALIDATION_FAILED', ...problemsOf(calls.getConfig.name, Publish.name, calls.get.name))
        }
      }
    },
    async (request, reply) => {
      const functionId = request.params[id.parameter] ?? ''
      const ifMatch = readIfMatch(request.headers['if-match'])
      if (request.query.dryRun) return dryRunReply(reply, toDryRun(await preview(functionId, ifMatch)))
      await service.writeVersion<Output>(functionId, ifMatch, {
        async write({ etag }) {
          const { before = {}, after } = await stagesOf(functionId, recordedCode)
          currentTrail()?.note({ changes: diff(before, after) })
          return service.call(Publish.name, { ...idInput(Publish, functionId), IfMatch: etag })
        },
        findWritten: () => undefined
      })
      const live = service.shown(await service.read(functionId, { stage: 'LIVE' }))
      return reply.header('etag', quoteEtag(live.etag)).send(live.json)
    }
  )
}
