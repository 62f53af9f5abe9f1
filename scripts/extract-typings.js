// @ts-check
/**
 * What the SDK's runtime schemas do not say is read from its typings: which members hold an enum, which numbers are
 * floats, what is deprecated, the errors of each operation, and a short description of everything. The result is one
 * committed file; `npm run typings` writes it, test/cloudfront/model/typings.test.ts fails when it no longer fits the SDK.
 */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const DESCRIPTION_LENGTH_MAX = 280
const target = new URL('../src/cloudfront/model/typings.ts', import.meta.url)
const sdk = dirname(createRequire(import.meta.url).resolve('@aws-sdk/client-cloudfront/package.json'))

/** The text of src/cloudfront/model/typings.ts for the SDK that is installed. */
export function renderTypings() {
  const models = parseModels()
  const commands = readdirSync(join(sdk, 'dist-types/commands'))
    .filter(name => name.endsWith('Command.d.ts'))
    .map(name => parse(`commands/${name}`))
  const enums = enumNames(parse('models/enums.d.ts'))
  const floats = new Set(commands.flatMap(file => floatMembers(file.text)))

  const data = {
    structures: Object.fromEntries(models.flatMap(file => readStructures(file, enums, floats)).sort(byName)),
    operations: Object.fromEntries(commands.map(readCommand).sort(byName))
  }
  const { version } = JSON.parse(readFileSync(join(sdk, 'package.json'), 'utf8'))
  return [
    `// Written by \`npm run typings\` from the typings of @aws-sdk/client-cloudfront ${version}; not edited by hand.`,
    '// Descriptions: Copyright Amazon.com, Inc. or its affiliates, Apache License 2.0, shortened.',
    "import { type Typings } from './typings-of.ts'",
    '',
    `export const typings: Typings = ${JSON.stringify(data, null, 1)}`,
    ''
  ].join('\n')
}

/** `Structure.Member` of every member that is declared without a question mark: the guard of what the schemas say. */
export function requiredMembers() {
  return parseModels().flatMap(file =>
    file.statements.filter(ts.isInterfaceDeclaration).flatMap(node =>
      node.members
        .filter(ts.isPropertySignature)
        .filter(member => !member.questionToken)
        .map(member => `${node.name.text}.${member.name.getText(file)}`)
    )
  )
}

/** @param {string} file */
function parse(file) {
  return ts.createSourceFile(file, readFileSync(join(sdk, 'dist-types', file), 'utf8'), ts.ScriptTarget.Latest, true)
}

function parseModels() {
  return readdirSync(join(sdk, 'dist-types/models'))
    .filter(name => /^models_\d+\.d\.ts$/.test(name))
    .map(name => parse(`models/${name}`))
}

/** @param {[string, unknown]} a @param {[string, unknown]} b */
function byName([a], [b]) {
  return a < b ? -1 : 1
}

/** @param {ts.SourceFile} file */
function enumNames(file) {
  return new Set(file.statements.filter(ts.isTypeAliasDeclaration).map(({ name }) => name.text))
}

/**
 * @param {ts.SourceFile} file @param {Set<string>} enums @param {Set<string>} floats
 * @returns {[string, object][]}
 */
function readStructures(file, enums, floats) {
  return file.statements.filter(ts.isInterfaceDeclaration).map(node => [
    node.name.text,
    {
      ...describe(node),
      members: Object.fromEntries(
        node.members.filter(ts.isPropertySignature).map(member => {
          const name = member.name.getText(file)
          const link = enumOf(member.type, enums)
          return [
            name,
            {
              ...describe(member),
              ...(link && { enum: link }),
              ...(floats.has(`${node.name.text}.${name}`) && { float: true })
            }
          ]
        })
      )
    }
  ])
}

/** The enum in `Method | undefined` or `Method[] | undefined`. @param {ts.TypeNode | undefined} type @param {Set<string>} enums */
function enumOf(type, enums) {
  const names = (type?.getText() ?? '').match(/\w+/g) ?? []
  return names.find(name => enums.has(name))
}

/** The SDK's examples print `Weight: Number("float")` (or "double") inside `{ // NameOfStructure`. @param {string} text */
function floatMembers(text) {
  const found = []
  const stack = /** @type {string[]} */ ([])
  for (const line of text.split('\n')) {
    const opened = /\{ \/\/ (\w+)\s*$/.exec(line)
    if (opened?.[1]) stack.push(opened[1])
    else if (/^\s*\*\s*\/?\/?\s*\},?\s*;?\s*$/.test(line)) stack.pop()
    const float = /(\w+): Number\("(?:float|double)"\)/.exec(line)
    if (float) found.push(`${stack.at(-1)}.${float[1]}`)
  }
  return found
}

/** @param {ts.SourceFile} file @returns {[string, object]} */
function readCommand(file) {
  const node = file.statements.filter(ts.isClassDeclaration).find(({ name }) => name?.text.endsWith('Command'))
  const base = file.statements.filter(ts.isVariableStatement)[0]
  if (!node?.name || !base) throw new Error(`${file.fileName} declares no command`)
  const errors = [...file.text.matchAll(/@throws \{@link (\w+)\} \((?:client|server) fault\)/g)].map(match => match[1])
  return [node.name.text.replace(/Command$/, ''), { ...describe(node), errors }]
}

/** @param {ts.Node} node */
function describe(node) {
  const [comment] = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc).slice(-1)
  const description = shorten(ts.getTextOfJSDocComment(comment?.comment) ?? '')
  const deprecated = comment?.tags?.some(tag => tag.tagName.text === 'deprecated')
  return { ...(description && { description }), ...(deprecated && { deprecated: true }) }
}

const ENTITIES = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' }

/** Whole sentences of the first paragraphs, without HTML, up to the length. @param {string} html */
function shorten(html) {
  const text = html
    .replace(/<\/(p|li|note|important)>/g, ' ')
    .replace(/<[^>]*>/g, '')
    .replace(/\{@link (\w+)[^}]*\}/g, '$1')
    .replace(/&(\w+);/g, (whole, name) => ENTITIES[/** @type {keyof typeof ENTITIES} */ (name)] ?? whole)
    .replace(/\s+/g, ' ')
    .trim()
  let kept = ''
  for (const sentence of text.split(/(?<=[.:!?]) (?=[A-Z"'`(])/)) {
    if (kept && kept.length + sentence.length > DESCRIPTION_LENGTH_MAX) break
    kept = kept ? `${kept} ${sentence}` : sentence
  }
  return kept.length > DESCRIPTION_LENGTH_MAX * 2
    ? `${kept.slice(0, DESCRIPTION_LENGTH_MAX).replace(/\s\S*$/, '')} …`
    : kept
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(target, renderTypings())
