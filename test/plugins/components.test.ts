import { expect, test } from 'vitest'
import { hoistComponents } from '../../src/plugins/components.ts'

test('a plain type that may be null has two types; what has a default, and a reference, stay a branch', () => {
  const none = { type: 'null' }
  const { a, b, c, d } = hoistComponents({
    a: { anyOf: [{ type: 'string', description: 'One.' }, none] },
    b: { anyOf: [{ type: 'string', enum: ['x'] }, none], description: 'Of the place.' },
    c: { anyOf: [{ type: 'integer', default: 1, description: 'Three.' }, none] },
    d: { anyOf: [{ type: 'object', 'x-component': 'D' }, none] }
  })
  expect(a).toEqual({ type: ['string', 'null'], description: 'One.' })
  expect(b).toEqual({ type: ['string', 'null'], enum: ['x', null], description: 'Of the place.' })
  expect(c).toEqual({ anyOf: [{ type: 'integer', default: 1 }, none], description: 'Three.' })
  expect(d).toEqual({ anyOf: [{ $ref: '#/components/schemas/D' }, none] })
})

test('a component keeps its own examples, and those of a place stay there', () => {
  const schema = { type: 'object', 'x-component': 'A', 'x-component-examples': [1], examples: [2] }
  const { components } = hoistComponents({ schema }) as { components: { schemas: { A: { examples: number[] } } } }
  expect(components.schemas.A.examples).toEqual([1])
})
