import type * as CF from '@aws-sdk/client-cloudfront'
import fc from 'fast-check'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { fromCloudFrontJsonToSdk, fromSdkToCloudFrontJson } from '../../../src/cloudfront/model/cloudfront-json.ts'
import { jsonFormOf } from '../../../src/cloudfront/model/json-form.ts'
import { irregularJsonNames, jsonName } from '../../../src/cloudfront/model/json-names.ts'
import { jsonPointer } from '../../../src/cloudfront/model/json-pointer.ts'
import { fromSdk, type Json, toSdk } from '../../../src/cloudfront/model/json.ts'
import { structure, structures } from '../../../src/cloudfront/model/shapes.ts'
import { arbitraryOf } from '../../helpers/arbitraries.ts'

/** What JSON text does to it, so that nothing survives that JSON cannot say. */
const throughText = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

describe('every structure of the model', () => {
  test.each([...structures.keys()])('%s survives the way to JSON and back', name => {
    const shape = structure(name)
    fc.assert(
      fc.property(arbitraryOf(shape, { strings: 'any-json' }), value => {
        expect(toSdk(shape, throughText(fromSdk(shape, value)))).toEqual(value)
        expect(fromCloudFrontJsonToSdk(shape, throughText(fromSdkToCloudFrontJson(shape, value)))).toEqual(value)
      }),
      { numRuns: 25 }
    )
  })

  test.each([...structures.keys()])('%s survives the way from JSON to the SDK and back', name => {
    const shape = structure(name)
    fc.assert(
      fc.property(arbitraryOf(shape, { strings: 'any-json' }), value => {
        const json = throughText(fromSdk(shape, value))
        expect(throughText(fromSdk(shape, toSdk(shape, json)))).toEqual(json)
      }),
      { numRuns: 10 }
    )
  })

  test('has a form: 32 plain arrays, 21 pages, 7 without their count', () => {
    const forms = [...structures.values()].map(shape => jsonFormOf(shape).kind)
    const count = (kind: string) => forms.filter(form => form === kind).length
    expect([count('list'), count('page'), count('counted'), count('object')]).toEqual([32, 21, 7, 458])
  })
})

describe('names', () => {
  test('acronyms are words', () => {
    expect(jsonName('ACMCertificateArn')).toBe('acmCertificateArn')
    expect(jsonName('IsIPV6Enabled')).toBe('isIpv6Enabled')
    expect(jsonName('S3OriginConfig')).toBe('s3OriginConfig')
    expect(jsonName('HTTPSPort')).toBe('httpsPort')
    expect(jsonName('ETag')).toBe('etag')
  })

  test('the types list every name that is not simply uncapitalised', () => {
    const names = new Set([...structures.values()].flatMap(({ members }) => members.map(({ name }) => name)))
    const irregular = [...names].filter(name => jsonName(name) !== name.charAt(0).toLowerCase() + name.slice(1))
    expect(Object.fromEntries(irregular.sort().map(name => [name, jsonName(name)]))).toEqual(irregularJsonNames)
  })

  test('the types match the mapping', () => {
    expectTypeOf<Json<CF.Aliases>>().toEqualTypeOf<string[]>()
    expectTypeOf<Json<CF.DistributionConfig>['aliases']>().toEqualTypeOf<string[] | undefined>()
    expectTypeOf<Json<CF.Distribution>['lastModifiedTime']>().toEqualTypeOf<string>()
    expectTypeOf<Json<CF.AllowedMethods>>().not.toHaveProperty('quantity')
    expectTypeOf<Json<CF.DistributionList>>().toHaveProperty('quantity')
  })
})

describe('forms', () => {
  test('lists lose their counts, times are ISO 8601, both ways', () => {
    const time = new Date('2026-01-02T03:04:05.678Z')
    const sdk = {
      Id: 'I1',
      Status: 'Completed',
      CreateTime: time,
      InvalidationBatch: { CallerReference: 'r', Paths: { Quantity: 2, Items: ['/a', '/b'] } }
    }
    const json = {
      id: 'I1',
      status: 'Completed',
      createTime: time.toISOString(),
      invalidationBatch: { callerReference: 'r', paths: ['/a', '/b'] }
    }
    expect(fromSdk(structure('Invalidation'), sdk)).toEqual(json)
    expect(toSdk(structure('Invalidation'), json)).toEqual(sdk)
  })

  test('an absent and an empty list are the same empty array', () => {
    expect(fromSdk(structure('Aliases'), { Quantity: 0 })).toEqual([])
    expect(fromSdk(structure('Aliases'), { Quantity: 0, Items: [] })).toEqual([])
    expect(toSdk(structure('Aliases'), [])).toEqual({ Quantity: 0 })
    expect(toSdk(structure('TrustedKeyGroups'), { enabled: false, items: [] })).toEqual({ Enabled: false, Quantity: 0 })
    expect(toSdk(structure('TrustedKeyGroups'), { enabled: false })).toEqual({ Enabled: false, Quantity: 0 })
  })

  test('a response code is a number in JSON, may be given as a string, and an empty one is absent', () => {
    const shape = structure('CustomErrorResponse')
    const [sdk, json] = [
      { ErrorCode: 404, ResponseCode: '200' },
      { errorCode: 404, responseCode: 200 }
    ]
    expect(fromSdk(shape, sdk)).toEqual(json)
    expect(toSdk(shape, json)).toEqual(sdk)
    expect(toSdk(shape, { ...json, responseCode: '200' })).toEqual(sdk)
    expect(fromSdk(shape, { ErrorCode: 404, ResponseCode: '' })).toEqual({ errorCode: 404 })
    expectTypeOf<Json<CF.CustomErrorResponse>['responseCode']>().toEqualTypeOf<number | undefined>()
  })

  test('a page has its quantity only where it differs from the number of items', () => {
    const page = { Marker: '', MaxItems: 2, IsTruncated: false, Quantity: 5, Items: [] }
    expect(fromSdk(structure('InvalidationList'), page)).toMatchObject({ quantity: 5, items: [] })
    expect(fromSdk(structure('InvalidationList'), { ...page, Quantity: 0 })).not.toHaveProperty('quantity')
  })

  test('an offset in a time becomes Z', () => {
    const shape = structure('InvalidationSummary')
    const json = { id: 'I', status: 's', createTime: '2026-01-02T03:04:05+02:00' }
    expect(fromSdk(shape, toSdk(shape, json))).toEqual({ ...json, createTime: '2026-01-02T01:04:05.000Z' })
  })

  test('what the schema refuses is also refused here', () => {
    const origin = structure('Origin')
    expect(() => toSdk(origin, { id: 'a', domainName: 'b', domain: 'c' })).toThrow(/no member "domain"/)
    expect(() => toSdk(origin, { id: 1, domainName: 'b' })).toThrow(/string/)
    expect(() => toSdk(origin, null)).toThrow(/null/)
    expect(() => toSdk(structure('Aliases'), { quantity: 0 })).toThrow(/array/)
    expect(() => toSdk(structure('InvalidationSummary'), { createTime: 'yesterday' })).toThrow(/time/)
    expect(() => toSdk(origin, JSON.parse('{"__proto__": {"id": "a"}}'))).toThrow(/no member "__proto__"/)
  })
})

describe('pointers', () => {
  const shape = structure('DistributionConfig')
  test('point into the format that the caller used', () => {
    const path = ['Origins', 'Items', 1, 'DomainName']
    expect(jsonPointer(shape, path, 'json')).toBe('/origins/1/domainName')
    expect(jsonPointer(shape, path, 'cloudfront')).toBe('/Origins/Items/1/DomainName')
    expect(jsonPointer(shape, ['Restrictions', 'GeoRestriction', 'Items', 0], 'json')).toBe(
      '/restrictions/geoRestriction/items/0'
    )
  })

  test('of a wrong count point to its structure, because the count is not in the JSON', () => {
    expect(jsonPointer(shape, ['Aliases', 'Quantity'], 'json')).toBe('/aliases')
    expect(jsonPointer(shape, ['Aliases', 'Quantity'], 'cloudfront')).toBe('/Aliases/Quantity')
  })

  test('a path that the shape does not have throws: it is a fault of a rule', () => {
    expect(() => jsonPointer(shape, ['Orgins'], 'json')).toThrow(/no member "Orgins"/)
  })
})
