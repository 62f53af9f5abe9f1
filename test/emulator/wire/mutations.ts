import fc from 'fast-check'
import { type Operation, type Shape, type StructureShape } from '../../../src/cloudfront/model/shapes.ts'
import { enumValues } from '../../../src/cloudfront/model/typings-of.ts'
import { arbitraryOf } from '../../helpers/arbitraries.ts'
import { serialize, type RawRequest } from './start-wire.ts'

export interface Mutation {
  readonly title: string
  readonly request: RawRequest
  /** The codes that may answer it. */
  readonly codes: readonly string[]
}

const XML = ['MalformedXML']
const INPUT = ['MalformedInput']
const ARGUMENT = ['InvalidArgument']

/** An input with as much in it as a few samples offer, so that most mutations find something to spoil. */
export function richInput(operation: Operation): Record<string, unknown> {
  const samples = fc.sample(arbitraryOf(operation.input, { itemsMax: 2 }), { numRuns: 12, seed: 7 })
  const size = (value: unknown) => JSON.stringify(value).length
  return samples.reduce((best, sample) => (size(sample) > size(best) ? sample : best))
}

/** Every way of damaging a good request that applies to this operation; each must be answered with 400. */
export async function mutationsOf(operation: Operation): Promise<Mutation[]> {
  const input = richInput(operation)
  const good = await serialize(operation, input)
  const bodies = typeof good.body === 'string' && good.body !== '' ? spoiledBodies(good.body) : []
  const values: Mutation[] = []
  for (const { title, input: spoiled } of spoiledInputs(operation, input)) {
    values.push({ title, request: await serialize(operation, spoiled), codes: XML })
  }
  return [
    ...bodies.map(({ title, body, codes }) => ({ title, request: { ...good, body }, codes })),
    ...values,
    ...spoiledBindings(operation, good)
  ]
}

/** The document damaged as a text. */
function spoiledBodies(text: string): { title: string; body: string | Uint8Array; codes: readonly string[] }[] {
  const start = text.indexOf('<', 2)
  const root = /^<(\w+)/.exec(text.slice(start))?.[1] ?? ''
  const open = text.slice(0, text.indexOf('>', start) + 1)
  const close = `</${root}>`
  const content = text.slice(open.length, -close.length)
  const inside = (spoiled: string) => open + spoiled + close
  const bodies = [
    { title: 'an unknown element', body: inside(`${content}<FutureSetting>1</FutureSetting>`), codes: INPUT },
    { title: 'text in a structure', body: inside(`stray${content}`), codes: INPUT },
    { title: 'another root', body: `<Wrong>${content}</Wrong>`, codes: INPUT },
    { title: 'another namespace', body: `<${root} xmlns="urn:wrong">${content}${close}`, codes: INPUT },
    { title: 'an unknown attribute', body: `<${root} wrong="1">${content}${close}`, codes: INPUT },
    { title: 'deep nesting', body: inside('<a>'.repeat(5000) + '</a>'.repeat(5000)), codes: INPUT },
    { title: 'another root nested deeply', body: '<a>'.repeat(5000), codes: INPUT },
    { title: 'a DOCTYPE', body: `<!DOCTYPE a [<!ENTITY b "c">]>${inside(content).slice(start)}`, codes: XML },
    { title: 'a processing instruction', body: `${open}<?php ?>${content}${close}`, codes: XML },
    { title: 'half a document', body: text.slice(0, start + Math.ceil((text.length - start) / 2)), codes: XML },
    { title: 'no end', body: text.slice(0, -close.length), codes: XML },
    { title: 'another end', body: `${open}${content}</Wrong>`, codes: XML },
    { title: 'an undefined entity', body: inside(`&nope;${content}`), codes: XML },
    { title: 'a bare ampersand', body: inside(`& ${content}`), codes: XML },
    { title: 'a reference to NUL', body: inside(`&#0;${content}`), codes: XML },
    { title: 'a NUL', body: inside(`\u0000${content}`), codes: XML },
    { title: 'trailing text', body: `${text}trailing`, codes: XML },
    { title: 'a second root', body: text + text.slice(start), codes: XML },
    { title: 'invalid UTF-8', body: Buffer.concat([Buffer.from(text), Buffer.of(0xff)]), codes: XML },
    { title: 'UTF-16', body: Buffer.from(`\ufeff${text}`, 'utf16le'), codes: XML },
    { title: 'JSON', body: '{"Id":1}', codes: XML },
    { title: 'white space', body: ' \n', codes: XML }
  ]
  if (/<\w+>/.test(content)) bodies.push({ title: 'everything twice', body: inside(content + content), codes: INPUT })
  const item = content.replace(/<Items><(\w+)>/, '<Items><Wrong></Wrong><$1>')
  if (item !== content) bodies.push({ title: 'another item name', body: inside(item), codes: INPUT })
  return bodies
}

/** The input with one value damaged, each written by the SDK, which does not look at what it writes. */
function spoiledInputs(operation: Operation, input: Record<string, unknown>): { title: string; input: object }[] {
  const spoiled: { title: string; input: object }[] = []
  const seen = new Map<string, number>()
  const spoil = (title: string, path: readonly (string | number)[], value: unknown) => {
    // Two of a kind at different depths are enough; a distribution would offer hundreds.
    const count = seen.get(title) ?? 0
    seen.set(title, count + 1)
    if (count < 2) spoiled.push({ title: `${title} at ${path.join('.')}`, input: replaced(input, path, value) })
  }

  function visit(shape: Shape, value: unknown, path: readonly (string | number)[], allowed?: readonly string[]): void {
    if (shape.kind === 'structure') visitStructure(shape, value as Record<string, unknown>, path)
    else if (shape.kind === 'list') {
      for (const [index, item] of (value as unknown[]).entries()) visit(shape.item, item, [...path, index], allowed)
    } else if (shape.kind === 'number') {
      spoil('a word as a number', path, 'many')
      spoil('NaN', path, NaN)
    } else if (shape.kind === 'boolean') spoil('a word as a boolean', path, 'maybe')
    else if (allowed) spoil('an unknown enum value', path, 'no-such-value')
  }

  function visitStructure(
    structure: StructureShape,
    value: Record<string, unknown>,
    path: readonly (string | number)[]
  ) {
    for (const { name, shape, required, location } of structure.members) {
      if (location !== 'body' && location !== 'payload') continue
      const inner = value[name]
      if (inner === undefined) continue
      // A body with nothing in it at all is tested on its own.
      if (required && path.length > 0) spoil('a missing member', [...path, name], undefined)
      visit(shape, inner, [...path, name], enumValues(structure.name, name))
    }
  }

  visitStructure(operation.input, input, [])
  return spoiled
}

function replaced(target: unknown, [first, ...rest]: readonly (string | number)[], value: unknown): object {
  if (first === undefined) return value as object
  if (Array.isArray(target))
    return target.map((item: unknown, index): unknown => (index === first ? replaced(item, rest, value) : item))
  const structure = target as Record<string, unknown>
  return { ...structure, [first]: replaced(structure[first], rest, value) }
}

/** What travels in the path, the query string and the headers, and an absent body. */
function spoiledBindings({ input, path, query }: Operation, good: Required<RawRequest>): Mutation[] {
  const mutations: Mutation[] = []
  const [goodPath = '', goodQuery = ''] = good.path.split('?')
  const withQuery = (name: string, value: string) => {
    const kept = goodQuery.split('&').filter(pair => pair !== '' && !pair.startsWith(`${name}=`))
    return { ...good, path: `${goodPath}?${[...kept, `${name}=${value}`].join('&')}` }
  }
  const spoiledQuery = withQuery('X', '%E0%A4%A')
  mutations.push({ title: 'a damaged percent-encoding in the query', request: spoiledQuery, codes: ARGUMENT })
  if (path.includes('{')) {
    const labels = path.replace(/\{\w+\}/g, '%ZZ')
    const search = goodQuery === '' ? '' : `?${goodQuery}`
    const request = { ...good, path: labels + search }
    mutations.push({ title: 'a damaged percent-encoding in the path', request, codes: ARGUMENT })
  }
  for (const [name, value] of query) {
    if (value === '') continue
    mutations.push({ title: `an unknown ${name}`, request: withQuery(name, 'Wrong'), codes: ARGUMENT })
  }
  for (const { name, wireName, location, shape, required } of input.members) {
    if (location === 'query') {
      if (shape.kind === 'number') {
        for (const wrong of ['many', '1.5', '', '1e3', '9'.repeat(40)]) {
          const request = withQuery(wireName, wrong)
          mutations.push({ title: `${wireName}=${wrong}`, request, codes: ARGUMENT })
        }
      } else if (enumValues(input.name, name)) {
        mutations.push({ title: `an unknown ${wireName}`, request: withQuery(wireName, 'Wrong'), codes: ARGUMENT })
      }
      if (required) {
        const request = { ...good, path: withQuery(wireName, '').path.replace(new RegExp(`[?&]${wireName}=$`), '') }
        mutations.push({ title: `no ${wireName}`, request, codes: ARGUMENT })
      }
    } else if (location === 'header') {
      const lower = wireName.toLowerCase()
      const others = Object.entries(good.headers).filter(([header]) => header.toLowerCase() !== lower)
      if (required) {
        const request = { ...good, headers: Object.fromEntries(others) }
        mutations.push({ title: `no ${wireName}`, request, codes: ['InvalidIfMatchVersion'] })
      }
      if (shape.kind === 'boolean') {
        const request = { ...good, headers: Object.fromEntries([...others, [wireName, 'maybe']]) }
        mutations.push({ title: `${wireName}: maybe`, request, codes: ARGUMENT })
      }
    } else if (required && (location === 'payload' || location === 'body')) {
      const headers = Object.fromEntries(Object.entries(good.headers).filter(([header]) => !/^content-/i.test(header)))
      mutations.push({ title: 'no body', request: { ...good, headers, body: '' }, codes: ['MissingBody'] })
    }
  }
  return mutations
}
