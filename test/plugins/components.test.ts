import { expect, test } from 'vitest'
import { createComponentShelf, hoistComponents } from '../../src/plugins/components.ts'

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

test('the examples of a place are not those of the component', () => {
  const schema = { type: 'object', 'x-component': 'A', examples: [2] }
  const { components } = hoistComponents({ schema }) as { components: { schemas: { A: object } } }
  expect(components.schemas.A).toEqual({ type: 'object' })
})

test('it makes no difference whether a keyword is for the document alone or for a validator, too', () => {
  const { withoutNamed } = createComponentShelf()
  const holder = (b: object) => ({ type: 'object', 'x-component': 'A', properties: { b } })
  const keyword = { maxItems: 1 }
  withoutNamed(holder({ type: 'array', ...keyword }))
  expect(() => withoutNamed(holder({ type: 'array', 'x-document': keyword }))).not.toThrow()
  expect(() => withoutNamed(holder({ type: 'array' }))).toThrow('two different schemas are called A')
})
