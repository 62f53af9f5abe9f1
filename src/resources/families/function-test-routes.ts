import { type FastifyInstance } from 'fastify'
import Type from 'typebox'
import { type Output } from '../../cloudfront/call.ts'
import { problemsOf } from '../../cloudfront/operation-problems.ts'
import { requireEtag } from '../../configuration/editing/if-match.ts'
import { ServiceError } from '../../errors.ts'
import { IfMatchHeader, readIfMatch } from '../../plugins/conditional-requests.ts'
import { jsonAnswer } from '../../plugins/json-answer.ts'
import { problemResponses } from '../../plugins/problem-schema.ts'
import { fromBase64 } from './base64.ts'
import { idInput, type Json, type VerbOptions, withArticle } from './family.ts'
import { operationOf, requireOne, type Stage, stage } from './function-requests.ts'

interface TestRequest {
  Params: Readonly<Record<string, string>>
  Headers: IfMatchHeader
  Body: Json & { readonly stage?: Stage }
}

/** Far beyond CloudFront's own limits, so that CloudFront refuses it and names the limit. */
const EVENT_LENGTH_MAX = 100_000

/** The input of a test: its member's names as an object and in base64, and a working example. */
export interface TestInput {
  readonly asObject: string
  readonly inBase64: string
  readonly member: string
  readonly example: Json
}

const FunctionTestResult = Type.Object(
  {
    stage,
    etag: Type.String({ description: 'The version that ran.' }),
    computeUtilization: Type.Optional(
      Type.Number({ description: 'How much of its allowed time the function took, as a percentage.' })
    ),
    executionLogs: Type.Array(Type.String(), { description: 'What the function logged, line by line.' }),
    errorMessage: Type.Optional(Type.String({ description: 'What went wrong; absent if the function succeeded.' })),
    output: Type.Optional(
      Type.Unsafe<unknown>({ description: 'What the function returned; absent if it returned nothing.' })
    )
  },
  { 'x-component': 'FunctionTestResult', 'x-component-description': 'The result of running a function.' }
)

/** Registers the route that runs one stage of a function with a given input. */
export function registerFunctionTest(
  app: FastifyInstance,
  { family, service, schemas }: VerbOptions,
  { asObject, inBase64, member, example }: TestInput
): void {
  const { name, noun, tag, id, calls } = family
  const Test = operationOf(`Test${name}`)

  app.post<TestRequest>(
    `/:${id.parameter}/test`,
    {
      schema: {
        operationId: `test${name}`,
        summary: `Test ${withArticle(noun)}`,
        description:
          'Runs the function without changing anything. If the function fails, the answer is 200 with an `errorMessage`. ' +
          'If-Match refers to the stage that is tested.',
        tags: [tag],
        params: schemas.params,
        headers: IfMatchHeader,
        body: Type.Object(
          {
            [asObject]: Type.Optional(
              Type.Object(
                {},
                { additionalProperties: true, description: 'The argument of the function, as an object.' }
              )
            ),
            [inBase64]: Type.Optional(
              Type.String({
                contentEncoding: 'base64',
                maxLength: EVENT_LENGTH_MAX,
                description: `The same in base64, instead of ${asObject}.`
              })
            ),
            stage: Type.Optional(stage)
          },
          {
            additionalProperties: false,
            'x-component': `${name}Test`,
            description: `The input for the test of ${withArticle(noun)}.`,
            examples: [{ [asObject]: example }]
          }
        ),
        'x-cloudfront-operations': [calls.get.name, Test.name],
        response: {
          200: jsonAnswer('The result.', FunctionTestResult),
          ...problemResponses('VALIDATION_FAILED', 'ETAG_MISMATCH', ...problemsOf(calls.get.name, Test.name))
        }
      }
    },
    async request => {
      const { stage = 'DEVELOPMENT', [asObject]: object, [inBase64]: encoded } = request.body
      requireOne(request.body, [asObject, inBase64])
      const input = object === undefined ? fromBase64(encoded, inBase64) : Buffer.from(JSON.stringify(object))
      const functionId = request.params[id.parameter] ?? ''
      const { etag } = await service.read(functionId, { stage })
      requireEtag(functionId, readIfMatch(request.headers['if-match']), etag)
      const output = await service.call(Test.name, {
        ...idInput(Test, functionId),
        IfMatch: etag,
        Stage: stage,
        [member]: input
      })
      const [result] = Test.output.members.map(({ name }) => output[name] as Output | undefined)
      if (!result) throw new ServiceError('CLOUDFRONT_BAD_ANSWER', 'CloudFront answered a test without its result.')
      return toTestResult(result, name, { stage, etag })
    }
  )
}

function toTestResult(result: Output, name: string, tested: { stage: Stage; etag: string }): object {
  const utilization = Number.parseFloat(String(result.ComputeUtilization))
  const text = (member: string) => {
    const value = result[`${name}${member}`]
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  const [errorMessage, output] = [text('ErrorMessage'), text('Output')]
  return {
    ...tested,
    ...(Number.isFinite(utilization) && { computeUtilization: utilization }),
    executionLogs: result[`${name}ExecutionLogs`] ?? [],
    ...(errorMessage !== undefined && { errorMessage }),
    ...(output !== undefined && { output: parsed(output) })
  }
}

/** CloudFront answers JSON; anything else is shown as it is. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
