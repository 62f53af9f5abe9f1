import fc from 'fast-check'
import { Compile } from 'typebox/compile'
import { describe, expect, test } from 'vitest'
import { fromSdkToCloudFrontJson } from '../../../src/cloudfront/model/cloudfront-json.ts'
import { fromSdk } from '../../../src/cloudfront/model/json.ts'
import { createSchemaFactory } from '../../../src/cloudfront/model/schema.ts'
import { structure, structures } from '../../../src/cloudfront/model/shapes.ts'
import { arbitraryOf } from '../../helpers/arbitraries.ts'

const componentName = (name: string) => name
const requests = createSchemaFactory({ format: 'json', closed: true, componentName })
const answers = createSchemaFactory({ format: 'json', closed: false, componentName })
const cloudFront = createSchemaFactory({ format: 'cloudfront', closed: true, componentName })

describe('every structure of the model', () => {
  test.each([...structures.keys()])('the schemas of %s accept what the mapping gives', name => {
    const shape = structure(name)
    const request = Compile(requests.ofStructure(shape))
    const answer = Compile(answers.ofStructure(shape))
    const own = Compile(cloudFront.ofStructure(shape))
    fc.assert(
      fc.property(arbitraryOf(shape, { strings: 'any-json' }), value => {
        const json = JSON.parse(JSON.stringify(fromSdk(shape, value))) as unknown
        expect(request.Errors(json)).toEqual([])
        expect(answer.Errors(json)).toEqual([])
        expect(own.Errors(JSON.parse(JSON.stringify(fromSdkToCloudFrontJson(shape, value))))).toEqual([])
      }),
      { numRuns: 10 }
    )
  })
})

describe('requests are closed, answers are open', () => {
  const origin = { id: 'a', domainName: 'a.example.com' }
  const request = Compile(requests.ofStructure(structure('Origin')))
  const answer = Compile(answers.ofStructure(structure('Origin')))

  test('an unknown member is refused in a request and accepted in an answer', () => {
    expect(request.Check({ ...origin, domain: 'x' })).toBe(false)
    expect(answer.Check({ ...origin, domain: 'x' })).toBe(true)
  })

  test('a value newer than the enum is refused in a request and accepted in an answer', () => {
    const config = (httpVersion: string) => ({ items: [httpVersion] })
    const shape = structure('OriginSslProtocols')
    expect(Compile(requests.ofStructure(shape)).Check(config('TLSv1.9').items)).toBe(false)
    expect(Compile(answers.ofStructure(shape)).Check(config('TLSv1.9').items)).toBe(true)
  })

  test('nothing is coerced: a number is not a string, and null is not a value', () => {
    expect(request.Check({ ...origin, connectionAttempts: '3' })).toBe(false)
    expect(request.Check({ ...origin, connectionAttempts: 2.5 })).toBe(false)
    expect(request.Check({ ...origin, originPath: null })).toBe(false)
    expect(request.Check({ id: 'a' })).toBe(false)
  })
})
