import { expect, test } from 'vitest'
import { followReferences } from '../../src/plugins/docs-references.ts'

type Follow = typeof followReferences

/** As a browser gets it: the source text alone. */
function resolved(document: object, path: readonly string[]): unknown {
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- that the text stands alone is what is tested
  const follow = new Function(`return ${followReferences.toString()}`)() as Follow
  let found: unknown
  const { requestResolvedSubtree } = follow().statePlugins.spec.wrapActions
  const specActions = { updateResolvedSubtree: (at: readonly string[], value: unknown) => (found = { at, value }) }
  requestResolvedSubtree(undefined, { specActions, specSelectors: { specJS: () => ({ ...document }) } })(path)
  return found
}

test('references are followed to their end, and each schema says what it is', () => {
  const document = {
    paths: { '/a': { get: { body: { $ref: '#/components/requestBodies/A' } } } },
    components: {
      requestBodies: {
        A: { schema: { $ref: '#/components/schemas/A' }, example: { $ref: '#/components/examples/A/value' } }
      },
      schemas: { A: { properties: { b: { $ref: '#/components/schemas/B' } } }, B: { type: 'string' } },
      examples: { A: { value: { b: 'x' } } }
    }
  }
  const at = ['paths', '/a', 'get']
  expect(resolved(document, at)).toEqual({
    at,
    value: {
      body: {
        schema: {
          $$ref: '#/components/schemas/A',
          properties: { b: { type: 'string', $$ref: '#/components/schemas/B' } }
        },
        example: { b: 'x' }
      }
    }
  })
})

test('members beside allOf are merged with its parts, and describe the place', () => {
  const document = {
    a: { allOf: [{ $ref: '#/components/schemas/A' }], nullable: true, description: 'here' },
    components: { schemas: { A: { type: 'object', description: 'anywhere' } } }
  }
  expect(resolved(document, ['a'])).toMatchObject({
    value: { type: 'object', nullable: true, description: 'here', $$ref: '#/components/schemas/A' }
  })
})

test('a schema of itself is followed once', () => {
  const tree = { properties: { below: { $ref: '#/components/schemas/Tree' } } }
  const document = { a: { $ref: '#/components/schemas/Tree' }, components: { schemas: { Tree: tree } } }
  expect(resolved(document, ['a'])).toMatchObject({
    value: { properties: { below: { $ref: '#/components/schemas/Tree' } } }
  })
})

test('what the document does not have is undefined', () => {
  expect(resolved({}, ['paths', '/a', 'get'])).toEqual({ at: ['paths', '/a', 'get'], value: undefined })
})
