// @ts-check
/**
 * Extracts from the SDK's type declarations what its runtime schemas lack: which members are enums, which numbers are floats,
 * what is deprecated, the errors of each operation, and a short description of everything. `npm run typings` writes the result
 * to a committed file; test/cloudfront/model/typings.test.ts fails when that no longer matches the SDK.
 */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const DESCRIPTION_LENGTH_MAX = 180
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

/** `Structure.Member` of every member that is declared without a question mark, to check the schemas against. */
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

// Markers for HTML blocks: characters that occur in no text.
const [LIST, LIST_END, ITEM_END, PARAGRAPH_END] = ['\u0001', '\u0002', '\u0003', '\u0004']
// A full stop that does not end a sentence: "e.g.", "US East (N. Virginia)".
const ABBREVIATION = /(?:^|[\s("'])(?:[A-Z]|e\.g|i\.e|vs|etc|cf|no|approx|incl|Inc|Ltd)\.$/

const STANDARD_ONLY =
  /^(This field|The \w+ API operation) only supports standard distributions\.$|^You can't specify this field for multi-tenant distributions\.$/

/**
 * The first whole sentences, without HTML, up to the maximum length; at least one. A list belongs to the sentence before it and
 * is kept or omitted with it, so that no text ends in a colon or within a list.
 * @param {string} html
 */
export function shorten(html) {
  const marked = html
    .replace(/<(ul|ol|dl)>/g, LIST)
    .replace(/<\/(ul|ol|dl)>/g, LIST_END)
    .replace(/<\/(li|dd)>/g, ITEM_END)
    .replace(/<\/(p|note|important)>/g, PARAGRAPH_END)
    .replace(/<[^>]*>/g, '')
    .replace(/\{@link (\w+)[^}]*\}/g, '$1')
    .replace(/&(\w+);/g, (whole, name) => ENTITIES[/** @type {keyof typeof ENTITIES} */ (name)] ?? whole)
    .replace(/\s+/g, ' ')
  let kept = ''
  let standardOnly = false
  for (const { text, listed } of sentencesOf(marked)) {
    // The reference was a link, which is removed.
    if (/^(For|To learn) more\b.* see /.test(text)) continue
    // Appended at the end, since what the member is for comes first.
    if (STANDARD_ONLY.test(text)) {
      standardOnly = true
      continue
    }
    const whole = listed === '' ? ended(text) : `${text} ${ended(listed)}`
    if (kept === '') kept = whole.length > DESCRIPTION_LENGTH_MAX ? shortestOf(text, listed) : whole
    else if (kept.length + whole.length < DESCRIPTION_LENGTH_MAX && !pointsAhead(whole)) kept += ` ${whole}`
    else break
  }
  return standardOnly ? `${kept} For standard distributions only.`.trimStart() : kept
}

/** The sentence alone, or with the first item of its list if it says nothing without one. @param {string} text @param {string} listed */
function shortestOf(text, listed) {
  const [first = ''] = splitAtSentenceEnds(listed)
  return /\b(controls|following|contains|includes):$/.test(text) ? `${text} ${ended(first)}` : ended(text)
}

/** Whether a sentence only announces what follows, and may be omitted. @param {string} whole */
function pointsAhead(whole) {
  return /\bfollowing\b[^:]*[.!?]$/.test(whole)
}

/** Sentences in order, each with the list that follows it. @param {string} marked */
function sentencesOf(marked) {
  /** @type {{ text: string, listed: string }[]} */
  const sentences = []
  let rest = marked
  while (rest !== '') {
    const start = rest.indexOf(LIST)
    const before = start < 0 ? rest : rest.slice(0, start)
    for (const paragraph of before.split(PARAGRAPH_END)) {
      for (const text of splitAtSentenceEnds(withoutMarks(paragraph))) {
        const last = sentences.at(-1)
        if (last?.text.endsWith(':') && last.listed === '') last.listed = text
        else sentences.push({ text, listed: '' })
      }
    }
    if (start < 0) break
    const end = endOfList(rest, start)
    const listed = listText(rest.slice(start + 1, end))
    const last = sentences.at(-1)
    if (last) last.listed = last.listed === '' ? listed : `${last.listed} ${listed}`
    else sentences.push({ text: listed, listed: '' })
    rest = rest.slice(end + 1)
  }
  return sentences
}

/** @param {string} marked @param {number} start */
function endOfList(marked, start) {
  let depth = 0
  for (let at = start; at < marked.length; at += 1) {
    if (marked[at] === LIST) depth += 1
    else if (marked[at] === LIST_END && (depth -= 1) === 0) return at
  }
  return marked.length
}

/** @param {string} list */
function listText(list) {
  const items = list.split(ITEM_END).map(withoutMarks).filter(Boolean)
  const areSentences = items.every(item => /[.!?]$/.test(item))
  return items.map(item => (areSentences ? item : item.replace(/[.;,]$/, ''))).join(areSentences ? ' ' : '; ')
}

/** @param {string} text */
function withoutMarks(text) {
  return text
    .replace(/[\u0001-\u0004]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
}

/** @param {string} text */
function splitAtSentenceEnds(text) {
  const sentences = []
  let sentence = ''
  for (const part of text.split(/(?<=[.!?]["')]?) (?=[A-Z"'`(])/)) {
    sentence = sentence === '' ? part : `${sentence} ${part}`
    if (ABBREVIATION.test(sentence)) continue
    sentences.push(sentence)
    sentence = ''
  }
  return [...sentences, sentence].filter(Boolean)
}

/** With a full stop where the source has a colon, or nothing. @param {string} text */
function ended(text) {
  return /[.!?]["')]?$/.test(text) ? text : `${text.replace(/[:;,]$/, '')}.`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(target, renderTypings())
