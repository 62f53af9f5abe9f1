import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openApiDocument } from '../../src/openapi-document.ts'
import { methodsOf } from '../../src/plugins/shared-parts.ts'
import { CLOUDFRONT_JSON } from '../resources/start-distribution.ts'
import { markdownTable } from '../helpers/markdown-table.ts'
import { projectFolder } from '../helpers/project.ts'

interface Parameter {
  readonly name: string
  readonly in: string
}
type Content = Readonly<Record<string, { readonly schema?: Schema }>>
interface Schema {
  readonly properties?: object
  readonly $ref?: string
}
interface Operation {
  readonly operationId: string
  readonly parameters?: readonly (Parameter & { readonly $ref?: string })[]
  readonly responses: Readonly<
    Record<string, { readonly headers?: object; readonly content?: Content; readonly $ref?: string }>
  >
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: Readonly<Record<string, Readonly<Record<string, object>>>>
}

const document = (await openApiDocument()) as unknown as Document

function resolved<Value extends object>(value: Value & { readonly $ref?: string }): Value {
  const [kind = '', name = ''] = (value.$ref ?? '').split('/').slice(2)
  return value.$ref === undefined ? value : (document.components[kind]?.[name] as Value)
}

const HABITS = [
  'If-Match',
  'If-None-Match',
  'Prefer',
  'dryRun',
  'strict',
  'findings',
  'ETag',
  'Location',
  '428'
] as const
type Habit = (typeof HABITS)[number]

interface Write {
  readonly path: string
  readonly method: string
  readonly operation: Operation
  readonly dryRun: Operation | undefined
}

/** What an operation of the document has of the habits. */
function habitsOf({ operation: { parameters = [], responses }, dryRun }: Write): ReadonlySet<Habit> {
  const names = parameters.map(each => resolved(each).name.toLowerCase())
  const answers = [...Object.entries(responses), ...Object.entries(dryRun?.responses ?? {})]
    .filter(([status]) => Number(status) < 300)
    .map(([, response]) => resolved(response))
  const headers = answers.flatMap(({ headers = {} }) => Object.keys(headers).map(name => name.toLowerCase()))
  // CloudFront's own format of a configuration has no place for them.
  const schemas = answers
    .flatMap(({ content = {} }) => Object.entries(content))
    .flatMap(([type, { schema }]) => (type !== CLOUDFRONT_JSON && schema ? [resolved(schema)] : []))
  const has: Record<Habit, boolean> = {
    'If-Match': names.includes('if-match'),
    'If-None-Match': names.includes('if-none-match'),
    Prefer: names.includes('prefer'),
    dryRun: dryRun !== undefined,
    strict: names.includes('strict'),
    findings: schemas.length > 0 && schemas.every(({ properties = {} }) => 'findings' in properties),
    ETag: headers.includes('etag'),
    Location: headers.includes('location'),
    '428': '428' in responses
  }
  return new Set(HABITS.filter(habit => has[habit]))
}

const writes: readonly Write[] = Object.entries(document.paths)
  .flatMap(([path, methods]) =>
    Object.entries(methodsOf(methods)).map(([method, operation]) => ({
      path,
      method,
      operation,
      dryRun: document.paths[`/dry-run${path}`]?.[method]
    }))
  )
  .filter(({ path, method }) => path.startsWith('/distributions') && method !== 'get')

/** What every write of a distribution's configuration has. */
const EVERY_WRITE = ['If-Match', 'Prefer', 'dryRun', 'strict', 'findings', 'ETag'] as const

const NO_CONFIGURATION = 'is not in the configuration: it has no version, and nothing is deployed for it'
const A_QUESTION = 'changes nothing'
const A_PURGE = 'invalidates: invalidations have habits of their own'

/** Those that cannot have all of them, with the reason. Whatever is not here must. */
const EXCEPTIONS: Readonly<Record<string, { readonly without: readonly Habit[]; readonly because: string }>> = {
  createDistribution: { without: ['If-Match'], because: 'there is no version before it' },
  copyDistribution: { without: ['dryRun'], because: 'CloudFront makes the copy itself, and shows it only then' },
  deleteDistribution: {
    without: ['dryRun', 'strict', 'findings', 'ETag'],
    because: 'it is an operation with steps of its own'
  },
  promoteStagingConfig: { without: ['dryRun'], because: 'CloudFront moves the configuration itself' },
  replaceDistributionTags: { without: EVERY_WRITE, because: NO_CONFIGURATION },
  patchDistributionTags: { without: EVERY_WRITE, because: NO_CONFIGURATION },
  replaceMonitoringSubscription: { without: EVERY_WRITE, because: NO_CONFIGURATION },
  deleteMonitoringSubscription: { without: EVERY_WRITE, because: NO_CONFIGURATION },
  replaceInvalidationGuard: { without: EVERY_WRITE, because: NO_CONFIGURATION },
  deleteInvalidationGuard: { without: EVERY_WRITE, because: NO_CONFIGURATION },
  replaceDistributionProtection: { without: EVERY_WRITE, because: NO_CONFIGURATION },
  createInvalidation: { without: ['If-Match', 'dryRun', 'strict', 'findings', 'ETag'], because: A_PURGE },
  cancelInvalidation: { without: EVERY_WRITE, because: A_PURGE },
  explainRequest: { without: ['If-Match', 'Prefer', 'dryRun', 'strict', 'findings'], because: A_QUESTION },
  previewInvalidation: { without: EVERY_WRITE, because: A_QUESTION }
}

test('every write of a distribution follows the common rules, or is an exception named here with the reason', () => {
  const missing = writes.flatMap(write => {
    const { operation } = write
    const has = habitsOf(write)
    const lacks = EVERY_WRITE.filter(habit => !has.has(habit))
    return lacks.length > 0 ? [[operation.operationId, lacks]] : []
  })
  const excepted = Object.entries(EXCEPTIONS).map(([operationId, { without }]) => [operationId, [...without]])
  expect(Object.fromEntries(missing)).toEqual(Object.fromEntries(excepted))
})

test('replacing or removing an item takes If-Match, and creating one If-None-Match', () => {
  const creates = writes.filter(({ method, operation }) => method === 'put' && '201' in operation.responses)
  expect(creates.length).toBeGreaterThan(0)
  for (const write of creates) {
    expect([...habitsOf(write)], write.operation.operationId).toEqual(
      expect.arrayContaining(['If-None-Match', 'Location'])
    )
  }
})

test('the table of rules matches the document (else: npx vitest run -u test/api/habits.test.ts)', async () => {
  const rows = writes.map(write => {
    const { path, method, operation } = write
    const has = habitsOf(write)
    const { without = [], because = '' } = EXCEPTIONS[operation.operationId] ?? {}
    return [
      `\`${method.toUpperCase()} ${path}\``,
      ...HABITS.map(habit => (has.has(habit) ? 'yes' : '')),
      without.length > 0 ? because : ''
    ]
  })
  const text = [
    '# The habits of writes of distributions',
    '',
    'Made by `test/api/habits.test.ts` from the OpenAPI document, and held to it.',
    '',
    markdownTable(['Write', ...HABITS, 'What it lacks, because it'], rows),
    ''
  ].join('\n')
  await expect(text).toMatchFileSnapshot(join(projectFolder, 'openapi/habits.md'))
})
