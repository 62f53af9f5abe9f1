import { Readable } from 'node:stream'
import * as CF from '@aws-sdk/client-cloudfront'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createCloudFrontClient } from '../../src/cloudfront/client.ts'
import { operations, type Operation } from '../../src/cloudfront/model/shapes.ts'
import { arbitraryOf } from '../helpers/arbitraries.ts'

interface Protocol {
  deserializeResponse(schema: object, context: object, response: object): Promise<Record<string, unknown>>
}
interface Codec {
  createSerializer(): { write(schema: unknown, value: unknown): void; flush(): string | Uint8Array }
}

const settings = { region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } }
const stockClient = new CF.CloudFrontClient(settings)
// The option's declared type is of all protocols of all services; these two members are what both clients have in common.
const stock = stockClient.config.protocol as unknown as Protocol
const ours = createCloudFrontClient(settings).config.protocol as unknown as Protocol
const codec = (stockClient.config.protocol as unknown as { getPayloadCodec(): Codec }).getPayloadCodec()

/** The operation's schema as the SDK's middleware passes it. */
function schemaOf({ name }: Operation) {
  const tuple = (CF as unknown as Record<string, readonly unknown[]>)[`${name}$`]
  if (!tuple) throw new Error(`the SDK has no schema of ${name}`)
  const [, namespace, , traits, input, output] = tuple
  return { name, namespace, traits, input, output }
}

function exportedSchema(name: string): unknown {
  return (CF as unknown as Record<string, unknown>)[`${name}$`]
}

/** The HTTP answer that carries an output, written by the SDK's own codec. */
function answerWith(operation: Operation, output: Record<string, unknown>) {
  const headers: Record<string, string> = { 'x-amzn-requestid': 'id-1' }
  let body: string | Uint8Array = ''
  const inBody: string[] = []
  for (const { name, location, wireName, shape } of operation.output.members) {
    const value = output[name]
    if (value === undefined) continue
    if (location === 'header')
      headers[wireName.toLowerCase()] = typeof value === 'string' ? value : JSON.stringify(value)
    else if (location === 'body') inBody.push(name)
    else body = shape.kind === 'structure' ? write(exportedSchema(shape.name), value) : (value as Uint8Array)
  }
  if (inBody.length > 0)
    body = write(exportedSchema(operation.output.name), Object.fromEntries(inBody.map(name => [name, output[name]])))
  return () => ({
    statusCode: operation.status,
    headers: { ...headers },
    body: Readable.from(body.length > 0 ? [Buffer.from(body)] : [])
  })
}

function write(schema: unknown, value: unknown): string | Uint8Array {
  const serializer = codec.createSerializer()
  serializer.write(schema, value)
  return serializer.flush()
}

const context = { ...stockClient.config, streamCollector: stockClient.config.streamCollector }

describe("gives the same objects as the SDK's own protocol", () => {
  test.each([...operations.values()].map(operation => [operation.name, operation] as const))(
    '%s',
    async (_, operation) => {
      const payload = operation.output.members.find(({ location }) => location === 'payload')
      await fc.assert(
        fc.asyncProperty(arbitraryOf(operation.output), async output => {
          fc.pre(!payload || output[payload.name] !== undefined)
          const answer = answerWith(operation, output)
          const expected = await stock.deserializeResponse(schemaOf(operation), context, answer())
          const actual = await ours.deserializeResponse(schemaOf(operation), context, answer())
          expect(actual).toEqual(expected)
        }),
        { numRuns: 8 }
      )
    }
  )

  test('all 167 operations', () => {
    expect(operations.size).toBe(167)
  })
})

test('unknown elements are not among the members of an output', async () => {
  const operation = operations.get('GetDistributionConfig')
  if (!operation) throw new Error('the model has no GetDistributionConfig')
  const body = '<DistributionConfig><CallerReference>r</CallerReference><New/></DistributionConfig>'
  const answer = { statusCode: 200, headers: {}, body: Readable.from([Buffer.from(body)]) }
  const output = await ours.deserializeResponse(schemaOf(operation), context, answer)
  expect(Reflect.ownKeys(output)).toEqual(['DistributionConfig', '$metadata'])
})
