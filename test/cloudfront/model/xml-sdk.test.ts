import * as CF from '@aws-sdk/client-cloudfront'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { structure, structures, type StructureShape } from '../../../src/cloudfront/model/shapes.ts'
import { enumValues, memberTypings } from '../../../src/cloudfront/model/typings-of.ts'
import { readXml } from '../../../src/cloudfront/model/xml.ts'
import { arbitraryOf } from '../../helpers/arbitraries.ts'

const codec = new CF.CloudFrontClient({
  region: 'us-east-1',
  credentials: { accessKeyId: 'unused', secretAccessKey: 'unused' }
}).config.protocol.getPayloadCodec()

type Schema = Parameters<ReturnType<typeof codec.createSerializer>['write']>[0]

function schemaOf({ name }: StructureShape): Schema {
  return CF[`${name}$` as keyof typeof CF] as unknown as Schema
}

function write(shape: StructureShape, value: unknown): Uint8Array {
  const serializer = codec.createSerializer()
  serializer.write(schemaOf(shape), value)
  return Buffer.from(serializer.flush())
}

/** Only what a document carries; the SDK's serializer would write labels and headers into it, too. */
function documents(): StructureShape[] {
  return [...structures.values()].filter(({ members }) => members.every(({ location }) => location === 'body'))
}

const isFloat = (structureName: string, memberName: string) => memberTypings(structureName, memberName).float === true

/** With indentation and comments where they mean nothing: not inside an element which holds no other element. */
function indented(source: Uint8Array): string {
  const text = new TextDecoder().decode(source)
  return text.replace(/<(\/?)[^<>]*?(\/?)>(?=<(\/?))/g, (tag, closing: string, empty: string, nextCloses: string) => {
    const opens = closing === '' && empty === ''
    return opens && nextCloses === '/' ? tag : `${tag}\n  <!-- a > b -->\r\n\t`
  })
}

describe('readXml beside the SDK', () => {
  const shapes = documents()
  const runs = 20

  test('documents use 244 structures', () => {
    expect(shapes.length).toBeGreaterThanOrEqual(244)
  })

  test('reads what the SDK wrote, strictly and leniently, as the SDK does', () => {
    let values = 0
    for (const shape of shapes) {
      for (const value of fc.sample(arbitraryOf(shape, { itemsMax: 2 }), { numRuns: runs, seed: 20200531 })) {
        const source = write(shape, value)
        const unknown: string[][] = []
        expect(readXml(shape, source, { mode: 'lenient', onUnknown: path => unknown.push(path) })).toEqual(value)
        expect(readXml(shape, source, { mode: 'strict', root: shape.name, enumOf: enumValues, isFloat })).toEqual(value)
        expect(codec.createDeserializer().read(schemaOf(shape), source)).toEqual(value)
        expect(unknown).toEqual([])
        values += 1
      }
    }
    expect(values).toBe(shapes.length * runs)
  })

  test('indentation and comments between elements change nothing, here or in the SDK', () => {
    for (const shape of shapes) {
      for (const value of fc.sample(arbitraryOf(shape, { itemsMax: 2 }), { numRuns: 4, seed: 4 })) {
        const source = indented(write(shape, value))
        expect(readXml(shape, source, { mode: 'lenient' })).toEqual(value)
        expect(readXml(shape, source, { mode: 'strict', root: shape.name })).toEqual(value)
        expect(codec.createDeserializer().read(schemaOf(shape), Buffer.from(source))).toEqual(value)
      }
    }
  })

  test.each([
    ['<Tag><Key></Key><Value> </Value></Tag>', { Key: '', Value: ' ' }],
    ['<Tag><Key/><Value>\t \t</Value></Tag>', { Key: '', Value: '\t \t' }],
    ['<Tag><Key> a\n</Key><Value><![CDATA[ <b> ]]></Value></Tag>', { Key: ' a\n', Value: ' <b> ' }],
    ['<Tag><Key>a<!-- b -->c</Key><Value>&#9;&#x20;</Value></Tag>', { Key: 'ac', Value: '\t ' }]
  ])('white space in a text is what it is in the SDK: %j', (source, expected) => {
    const shape = structure('Tag')
    expect(readXml(shape, source, { mode: 'lenient' })).toEqual(expected)
    expect(codec.createDeserializer().read(schemaOf(shape), Buffer.from(source))).toEqual(expected)
  })

  test.each([
    ['a text of white space with a line feed', '<Tag><Key>\n </Key></Tag>', '\n ', ''],
    ['a reference above U+FFFF', '<Tag><Key>&#x1F600;&#128512;</Key></Tag>', '\u{1f600}\u{1f600}', '\uf600\uf600']
  ])('keeps %s, which the SDK damages', (_, source, ours, theirs) => {
    const shape = structure('Tag')
    expect(readXml(shape, source, { mode: 'lenient' })).toEqual({ Key: ours })
    // When this line fails, the SDK has been mended and the exception can go.
    expect(codec.createDeserializer().read(schemaOf(shape), Buffer.from(source))).toEqual({ Key: theirs })
  })
})
