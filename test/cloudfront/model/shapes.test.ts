import * as CF from '@aws-sdk/client-cloudfront'
import { describe, expect, test } from 'vitest'
import { requiredMembers } from '../../../scripts/extract-typings.js'
import {
  modelledErrors,
  operations,
  type Shape,
  shapeOf,
  structure,
  structures
} from '../../../src/cloudfront/model/shapes.ts'
import { enumValues, operationTypings } from '../../../src/cloudfront/model/typings-of.ts'
import { typings } from '../../../src/cloudfront/model/typings.ts'

describe('the SDK has the model that this version was written for', () => {
  test('518 structures, 167 operations, 152 errors', () => {
    expect(structures.size).toBe(518)
    expect(operations.size).toBe(167)
    expect(modelledErrors.size).toBe(152)
  })

  test('the 659 required members, of which the schemas have only the number, are those without a question mark', () => {
    const required = [...structures.values()].flatMap(({ name, members }) =>
      members.filter(member => member.required).map(member => `${name}.${member.name}`)
    )
    expect(required).toHaveLength(659)
    expect(required.sort()).toEqual(requiredMembers().sort())
  })

  test('every operation has a command in the client, and every command an operation', () => {
    const commands = Object.keys(CF)
      .filter(name => /^[A-Z]\w*Command$/.test(name))
      .map(name => name.replace(/Command$/, ''))
    expect([...operations.keys()].sort()).toEqual(commands.sort())
  })

  test('the model has no recursion, and only the shapes that the mapping knows', () => {
    const kinds = new Set<string>()
    const visit = (shape: Shape, path: readonly string[]): void => {
      kinds.add(shape.kind)
      if (shape.kind === 'list') visit(shape.item, path)
      if (shape.kind !== 'structure') return
      expect(path, `${shape.name} holds itself`).not.toContain(shape.name)
      for (const member of shape.members) visit(member.shape, [...path, shape.name])
    }
    for (const shape of structures.values()) visit(shape, [])
    expect([...kinds].sort()).toEqual(['blob', 'boolean', 'list', 'number', 'string', 'structure', 'timestamp'])
  })

  test('bindings of irregular operations', () => {
    const location = (name: string, member: string) => {
      const { location, wireName } = structure(name).member.get(member) ?? {}
      return `${location} ${wireName}`
    }
    expect(location('UpdateFunctionResult', 'ETag')).toBe('header ETtag')
    expect(location('CopyDistributionRequest', 'Staging')).toBe('header Staging')
    expect(location('GetFunctionResult', 'FunctionCode')).toBe('payload FunctionCode')
    expect(location('UpdateTrustStoreRequest', 'CaCertificatesBundleSource')).toBe('payload CaCertificatesBundleSource')
    expect(location('ListDistributionsRequest', 'MaxItems')).toBe('query MaxItems')
    expect([...(operations.get('CreateDistributionWithTags')?.query ?? [])]).toEqual([['WithTags', '']])
    expect([...(operations.get('UntagResource')?.query ?? [])]).toEqual([['Operation', 'Untag']])
  })

  test('an unknown schema is refused rather than misread', () => {
    expect(() => shapeOf([17, 'ns', 'Future', 0])).toThrow(/unknown tag 17/)
    expect(() => shapeOf(99)).toThrow(/unknown simple type 99/)
    expect(() => structure('NoSuchStructure')).toThrow(/NoSuchStructure/)
  })
})

describe('the data from the typings fit the runtime schemas', () => {
  test('every structure and member has a description', () => {
    for (const { name, members } of structures.values()) {
      const known = typings.structures[name]
      if (name === 'CaCertificatesBundleSource') continue // a union is no interface in the typings
      expect(known?.description === '' || known !== undefined, name).toBe(true)
      for (const member of members)
        expect(known?.members[member.name]?.description, `${name}.${member.name}`).toBeTruthy()
    }
  })

  test('81 members hold enums, two numbers are floats, ten members are deprecated', () => {
    const members = Object.entries(typings.structures).flatMap(([structureName, { members }]) =>
      Object.entries(members).map(([name, data]) => ({ path: `${structureName}.${name}`, ...data }))
    )
    expect(members.filter(member => member.enum)).toHaveLength(81)
    expect(
      members
        .filter(member => member.float)
        .map(({ path }) => path)
        .sort()
    ).toEqual([
      'ContinuousDeploymentSingleWeightConfig.Weight',
      'ResponseHeadersPolicyServerTimingHeadersConfig.SamplingRate'
    ])
    expect(members.filter(member => member.deprecated)).toHaveLength(10)
  })

  test('every enum link leads to values', () => {
    for (const [name, { members }] of Object.entries(typings.structures)) {
      for (const [member, { enum: link }] of Object.entries(members)) {
        if (link) expect(enumValues(name, member)?.length, `${name}.${member}`).toBeGreaterThan(0)
      }
    }
    expect(enumValues('DistributionConfig', 'PriceClass')).toContain('PriceClass_100')
    expect(enumValues('DistributionConfig', 'Comment')).toBeUndefined()
  })

  test('every error an operation names is a modelled one', () => {
    for (const name of operations.keys()) {
      for (const error of operationTypings(name).errors)
        expect(modelledErrors.has(error), `${name}: ${error}`).toBe(true)
    }
    expect(operationTypings('DeleteDistribution').errors.toSorted()).toEqual([
      'AccessDenied',
      'DistributionNotDisabled',
      'InvalidIfMatchVersion',
      'NoSuchDistribution',
      'PreconditionFailed',
      'ResourceInUse'
    ])
  })
})
