import { describe, expect, test } from 'vitest'
import { structure } from '../../../src/cloudfront/model/shapes.ts'
import { enumValues, memberTypings } from '../../../src/cloudfront/model/typings-of.ts'
import { NAMESPACE, readXml, XmlError } from '../../../src/cloudfront/model/xml.ts'

const isFloat = (structureName: string, memberName: string) => memberTypings(structureName, memberName).float === true

function strict(name: string, source: string | Uint8Array): Record<string, unknown> {
  return readXml(structure(name), source, { mode: 'strict', root: name, enumOf: enumValues, isFloat })
}

function lenient(name: string, source: string | Uint8Array) {
  const unknown: string[] = []
  const value = readXml(structure(name), source, { mode: 'lenient', onUnknown: path => unknown.push(path.join('/')) })
  return { value, unknown }
}

function errorOf(read: () => unknown): XmlError {
  try {
    read()
  } catch (error) {
    if (error instanceof XmlError) return error
    throw error
  }
  throw new Error('it was read')
}

const BATCH = '<Paths><Quantity>1</Quantity><Items><Path>/a</Path></Items></Paths><CallerReference>r</CallerReference>'
const batch = (content = BATCH, attributes = '') => `<InvalidationBatch${attributes}>${content}</InvalidationBatch>`
const BATCH_VALUE = { Paths: { Quantity: 1, Items: ['/a'] }, CallerReference: 'r' }

describe('strict reading accepts', () => {
  test.each([
    ['a document without declaration and namespace, as boto3 sends none', batch()],
    ['the namespace of CloudFront', batch(BATCH, ` xmlns="${NAMESPACE}"`)],
    ['a declaration', `<?xml version="1.0" encoding='utf-8' standalone="yes"?>\n${batch()}`],
    ['a byte order mark', Buffer.from(`\ufeff${batch()}`)],
    ['comments before, inside and after', `<!-- a -->${batch(`<!-- <b> & -->${BATCH}`)}\n<!-- c -->\n`],
    ['members in another order', batch(BATCH.replace(/(.*)(<Caller.*)/, '$2$1'))],
    ['white space inside tags', batch(BATCH.replaceAll('Path>', 'Path >'))],
    ['white space around a number', batch(BATCH.replace('>1<', '>\n 1 <'))],
    ['CDATA', batch(BATCH.replace('/a', '<![CDATA[/a]]>'))],
    ['references', batch(BATCH.replace('/a', '&#47;&#x61;'))]
  ])('%s', (_, source) => {
    expect(strict('InvalidationBatch', source)).toEqual(BATCH_VALUE)
  })

  test('a reference above U+FFFF as one character', () => {
    const source = '<Tag><Key>&#x1F600;</Key><Value>&#128512;</Value></Tag>'
    expect(strict('Tag', source)).toEqual({ Key: '\u{1f600}', Value: '\u{1f600}' })
  })

  test('an empty list and an empty structure', () => {
    expect(strict('Aliases', '<Aliases><Quantity>0</Quantity><Items/></Aliases>')).toEqual({ Quantity: 0, Items: [] })
    expect(strict('KeyGroupConfig', '<KeyGroupConfig><Name/><Items></Items></KeyGroupConfig>')).toEqual({
      Name: '',
      Items: []
    })
  })
})

test.each([
  ['2020-02-29T01:02:03Z', '2020-02-29T01:02:03.000Z'],
  ['2020-01-01T00:00:00.25+01:30', '2019-12-31T22:30:00.250Z'],
  ['2020-01-01T00:00:00-01:30', '2020-01-01T01:30:00.000Z'],
  [' 0099-12-31T23:59:60.123456789Z ', '0100-01-01T00:00:00.123Z']
])('reads the timestamp %s as %s', (text, expected) => {
  const { CreateTime } = lenient('InvalidationSummary', `<a><CreateTime>${text}</CreateTime></a>`).value
  expect((CreateTime as Date).toISOString()).toBe(expected)
})

describe('strict reading refuses as malformed', () => {
  test.each([
    ['nothing', ''],
    ['white space', ' \n'],
    ['text', 'hello'],
    ['JSON', '{"Paths":[]}'],
    ['a truncated document', batch().slice(0, -5)],
    ['a truncated tag', batch().slice(0, 22)],
    ['a truncated comment', `${batch()}<!-- `],
    ['a truncated CDATA', '<InvalidationBatch><![CDATA['],
    ['crossed tags', batch().replace('</Path></Items>', '</Items></Path>')],
    ['a name that only begins alike', batch().replace('</Path>', '</Pathos>')],
    ['a second root', batch() + batch()],
    ['trailing text', `${batch()}x`],
    ['trailing CDATA', `${batch()}<![CDATA[x]]>`],
    ['a DOCTYPE', `<!DOCTYPE a>${batch()}`],
    ['a DOCTYPE with entities', `<!DOCTYPE a [<!ENTITY b "c">]>${batch(BATCH.replace('/a', '&b;'))}`],
    ['a processing instruction', `<?xml version="1.0"?><?php x ?>${batch()}`],
    ['a declaration that is not first', ` <?xml version="1.0"?>${batch()}`],
    ['another encoding', `<?xml version="1.0" encoding="ISO-8859-1"?>${batch()}`],
    ['an undefined entity', batch(BATCH.replace('/a', '&nbsp;'))],
    ['an entity named like a property of objects', batch(BATCH.replace('/a', '&constructor;'))],
    ['a bare ampersand', batch(BATCH.replace('/a', '/a?b&c'))],
    ['an endless reference', batch(BATCH.replace('/a', `&#x${'f'.repeat(400)};`))],
    ['a reference to an illegal character', batch(BATCH.replace('/a', '&#0;'))],
    ['a reference to half a surrogate pair', batch(BATCH.replace('/a', '&#xD83D;'))],
    ['an illegal character', batch(BATCH.replace('/a', '\u0000'))],
    ['U+FFFE', batch(BATCH.replace('/a', '\ufffe'))],
    ['half a surrogate pair', batch(BATCH.replace('/a', '\ud83d'))],
    ['bytes that are not UTF-8', Buffer.concat([Buffer.from('<Tag><Key>'), Buffer.of(0xc3, 0x28)])],
    ['UTF-16', Buffer.from(`\ufeff${batch()}`, 'utf16le')],
    ['an attribute without quotes', batch(BATCH, ' xmlns=a')],
    ['an attribute without value', batch(BATCH, ' xmlns')],
    ['an attribute twice', batch(BATCH, ' xmlns="" xmlns=""')],
    ['< in an attribute', batch(BATCH, ' xmlns="<"')],
    ['attributes run together', batch(BATCH, ` xmlns=""xml:lang=""`)],
    [']]> in text', batch(BATCH.replace('/a', ']]>'))],
    ['-- in a comment', batch(`<!-- a -- b -->${BATCH}`)],
    ['a tag without name', batch(`< >${BATCH}`)]
  ])('%s', (_, source) => {
    expect(errorOf(() => strict('InvalidationBatch', source)).kind).toBe('malformed')
  })
})

describe('strict reading refuses the shape of', () => {
  test.each([
    ['another root', '<Paths/>', 'Paths'],
    ['another namespace', batch(BATCH, ' xmlns="http://example.com/"'), 'InvalidationBatch'],
    ['an unknown element', batch(`${BATCH}<Future/>`), 'InvalidationBatch'],
    ['an element named like a property of objects', batch(`${BATCH}<__proto__/>`), 'InvalidationBatch'],
    ['an unknown attribute', batch(BATCH, ' a="b"'), 'InvalidationBatch'],
    ['an element twice', batch(BATCH + BATCH), 'InvalidationBatch/Paths'],
    ['text in a structure', batch(`x${BATCH}`), 'InvalidationBatch'],
    ['text in a list', batch(BATCH.replace('<Path>', 'x<Path>')), 'InvalidationBatch/Paths/Items'],
    ['another item name', batch(BATCH.replaceAll('Path>', 'member>')), 'InvalidationBatch/Paths/Items'],
    ['an element in a text', batch(BATCH.replace('/a', '<b/>')), 'InvalidationBatch/Paths/Items/Path[1]']
  ])('%s', (_, source, path) => {
    const error = errorOf(() => strict('InvalidationBatch', source))
    expect(error.kind).toBe('shape')
    expect(error.path.join('/')).toBe(path)
  })

  test.each(['<a/>', ''])('a union with another number of members than one: %s', content => {
    const source = `<CaCertificatesBundleSource>${content}</CaCertificatesBundleSource>`
    expect(errorOf(() => strict('CaCertificatesBundleSource', source)).kind).toBe('shape')
  })
})

describe('strict reading refuses the value of', () => {
  const config = (content: string) => `<TrustedSigners>${content}</TrustedSigners>`
  test.each([
    ['a word as a number', 'TrustedSigners', config('<Enabled>true</Enabled><Quantity>abc</Quantity>')],
    ['nothing as a number', 'TrustedSigners', config('<Enabled>true</Enabled><Quantity/>')],
    ['a fraction as an integer', 'TrustedSigners', config('<Enabled>true</Enabled><Quantity>1.5</Quantity>')],
    [
      'an integer beyond all bounds',
      'TrustedSigners',
      config(`<Enabled>true</Enabled><Quantity>${'9'.repeat(30)}</Quantity>`)
    ],
    ['a hexadecimal number', 'TrustedSigners', config('<Enabled>true</Enabled><Quantity>0x10</Quantity>')],
    ['a word as a boolean', 'TrustedSigners', config('<Enabled>maybe</Enabled><Quantity>0</Quantity>')],
    ['True', 'TrustedSigners', config('<Enabled>True</Enabled><Quantity>0</Quantity>')],
    ['1 as a boolean', 'TrustedSigners', config('<Enabled>1</Enabled><Quantity>0</Quantity>')]
  ])('%s', (_, name, source) => {
    const error = errorOf(() => strict(name, source))
    expect(error.kind).toBe('value')
    expect(error.problems).toHaveLength(1)
  })

  test.each([
    '2020-02-30T00:00:00Z',
    '2020-13-01T00:00:00Z',
    '2020-01-01',
    'yesterday',
    '2020-01-01T25:00:00Z',
    '1577836800',
    ''
  ])('a timestamp: %j', text => {
    const source = `<Invalidation><Id>I</Id><Status>s</Status><CreateTime>${text}</CreateTime>${batch()}</Invalidation>`
    expect(errorOf(() => strict('Invalidation', source)).problems.map(({ path }) => path.join('/'))).toEqual([
      'Invalidation/CreateTime'
    ])
  })

  test.each(['a', 'ab=c', '====', 'äöüä', 'YWJj!'])('base64: %j', text => {
    const source = `<TestFunctionRequest><EventObject>${text}</EventObject></TestFunctionRequest>`
    expect(errorOf(() => strict('TestFunctionRequest', source)).problems[0]?.constraint).toMatch(/base64/)
  })

  test('an enum, also as the item of a list', () => {
    const restriction = '<GeoRestriction><RestrictionType>grey</RestrictionType><Quantity>0</Quantity></GeoRestriction>'
    expect(errorOf(() => strict('GeoRestriction', restriction)).problems).toEqual([
      {
        path: ['GeoRestriction', 'RestrictionType'],
        value: 'grey',
        constraint: 'Member must satisfy enum value set: [blacklist, none, whitelist]'
      }
    ])
    const methods = '<Items><Method>GET</Method><Method>BREW</Method></Items>'
    const source = `<CachedMethods><Quantity>2</Quantity>${methods}</CachedMethods>`
    expect(errorOf(() => strict('CachedMethods', source)).path).toEqual(['CachedMethods', 'Items', 'Method[2]'])
  })

  test('every missing member at once, with its place', () => {
    const source = batch('<Paths><Items><Path>/a</Path></Items></Paths>')
    const error = errorOf(() => strict('InvalidationBatch', source))
    expect(error.kind).toBe('value')
    expect(error.problems.map(({ path, value }) => [path.join('/'), value])).toEqual([
      ['InvalidationBatch/Paths/Quantity', undefined],
      ['InvalidationBatch/CallerReference', undefined]
    ])
  })

  test('at most a hundred of them', () => {
    const source = `<Tags><Items>${'<Tag/>'.repeat(10_000)}</Items></Tags>`
    expect(errorOf(() => strict('Tags', source)).problems).toHaveLength(100)
  })
})

describe('reading survives', () => {
  const megabyte = 1_000_000
  test.each([
    ['elements nested a hundred thousand times', '<a>'.repeat(100_000)],
    ['a tag of a megabyte', `<${'a'.repeat(megabyte)}`],
    ['a megabyte of ampersands', `<InvalidationBatch><CallerReference>${'&'.repeat(megabyte)}`],
    ['a megabyte of half references', `<InvalidationBatch><CallerReference>${'&#'.repeat(megabyte / 2)}`],
    ['a megabyte of open comments', '<!--'.repeat(megabyte / 4)],
    ['a megabyte of attributes', `<InvalidationBatch ${'a="b" '.repeat(megabyte / 6)}`],
    ['a megabyte of blanks in a tag', `<InvalidationBatch${' '.repeat(megabyte)}`],
    ['a megabyte of blanks in a declaration', `<?xml${' '.repeat(megabyte)}`],
    ['a megabyte of CDATA borders', `<InvalidationBatch>${'<![CDATA['.repeat(megabyte / 9)}`]
  ])('%s, in both modes', (_, source) => {
    expect(errorOf(() => strict('InvalidationBatch', source)).kind).not.toBe('value')
    expect(errorOf(() => lenient('InvalidationBatch', source)).kind).toBe('malformed')
  })

  test('a name of a megabyte, which the message does not repeat', () => {
    const name = 'a'.repeat(megabyte)
    const error = errorOf(() => strict('InvalidationBatch', `<${name}></${name}>`))
    expect(error.message.length).toBeLessThan(1000)
  })
})

describe('lenient reading', () => {
  test('reports unknown elements and attributes with their path, and keeps all others', () => {
    const source = batch(
      '<Future><Deep><Deeper/></Deep>text</Future>' +
        BATCH.replace('<Items>', '<Items kind="new"><Glob>/b</Glob>').replace('r<', 'r<New/><')
    )
    expect(lenient('InvalidationBatch', source)).toEqual({
      value: BATCH_VALUE,
      unknown: [
        'InvalidationBatch/Future',
        'InvalidationBatch/Paths/Items/@kind',
        'InvalidationBatch/Paths/Items/Glob',
        'InvalidationBatch/CallerReference/New'
      ]
    })
  })

  test('accepts any root, any namespace, processing instructions and values outside an enum', () => {
    const source =
      '<?xml-stylesheet a?><Other xmlns="urn:a"><RestrictionType>grey</RestrictionType><Quantity>0</Quantity></Other>'
    expect(lenient('GeoRestriction', source)).toEqual({
      value: { RestrictionType: 'grey', Quantity: 0 },
      unknown: []
    })
  })

  test('allows missing members', () => {
    expect(lenient('InvalidationBatch', '<InvalidationBatch/>')).toEqual({ value: {}, unknown: [] })
  })

  test('joins a surrogate pair written as two references', () => {
    expect(lenient('Tag', '<Tag><Key>&#xD83D;&#xDE00;</Key></Tag>').value).toEqual({ Key: '\u{1f600}' })
  })

  test.each([
    ['a truncated answer', batch().slice(0, -5), 'malformed'],
    ['an unknown element nested deeper than 64 levels', batch(`${'<a>'.repeat(64)}${'</a>'.repeat(64)}`), 'malformed'],
    ['a DOCTYPE', `<!DOCTYPE a>${batch()}`, 'malformed'],
    ['an undefined entity, which the SDK would drop', batch(BATCH.replace('/a', '&nbsp;')), 'malformed'],
    ['a known element that is duplicated', batch(BATCH + BATCH), 'shape'],
    ['a number that is none, which the SDK would read as NaN', batch(BATCH.replace('>1<', '>x<')), 'value'],
    ['an empty number, which the SDK would read as 0', batch(BATCH.replace('>1<', '><')), 'value']
  ])('refuses %s', (_, source, kind) => {
    expect(errorOf(() => lenient('InvalidationBatch', source)).kind).toBe(kind)
  })
})
