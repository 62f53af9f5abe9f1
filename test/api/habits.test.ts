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

type Responses = Operation['responses']

const successesOf = (responses: Responses) =>
  Object.entries(responses)
    .filter(([status]) => Number(status) < 300)
    .map(([, response]) => resolved(response))

/** The schemas of an operation's successful answers, without CloudFront's own format, which has no place for findings. */
const bodiesOf = (responses: Responses) =>
  successesOf(responses)
    .flatMap(({ content = {} }) => Object.entries(content))
    .flatMap(([type, { schema }]) => (type !== CLOUDFRONT_JSON && schema ? [resolved(schema)] : []))

/** What an operation of the document has of the habits. Findings are in the answer and in that of the dry run. */
function habitsOf({ operation: { parameters = [], responses }, dryRun }: Write): ReadonlySet<Habit> {
  const names = parameters.map(each => resolved(each).name.toLowerCase())
  const answers = [...successesOf(responses), ...successesOf(dryRun?.responses ?? {})]
  const headers = answers.flatMap(({ headers = {} }) => Object.keys(headers).map(name => name.toLowerCase()))
  const bodies = [...bodiesOf(responses), ...bodiesOf(dryRun?.responses ?? {})]
  const has: Record<Habit, boolean> = {
    'If-Match': names.includes('if-match'),
    'If-None-Match': names.includes('if-none-match'),
    Prefer: names.includes('prefer'),
    dryRun: dryRun !== undefined,
    strict: names.includes('strict'),
    findings: bodiesOf(responses).length > 0 && bodies.every(({ properties = {} }) => 'findings' in properties),
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
  .filter(({ path, method }) => !path.startsWith('/dry-run/') && method !== 'get')

/** What every write of a distribution's configuration has. */
const EVERY_WRITE = ['If-Match', 'Prefer', 'dryRun', 'strict', 'findings', 'ETag'] as const
/** What every write of anything else that has versions has. */
const EVERY_VERSIONED_WRITE = ['If-Match', 'dryRun', 'ETag'] as const

/** What only a change of the configuration itself has. */
const OF_CONFIGURATIONS = ['Prefer', 'strict', 'findings'] as const
const NOTHING_DEPLOYED = 'it is not in the configuration: nothing is deployed for it, no finding is about it'
const A_QUESTION = 'changes nothing'
const A_PURGE = 'invalidates: invalidations have habits of their own'
const AN_OPERATION = 'it is an operation with steps of its own'
const NOTHING_BEFORE = 'there is no version before it'

interface Exception {
  readonly without: readonly Habit[]
  readonly because: string
}

/** Writes of a distribution that cannot have all of them, with the reason. Whatever is not here must. */
const EXCEPTIONS: Readonly<Record<string, Exception>> = {
  createDistribution: { without: ['If-Match'], because: NOTHING_BEFORE },
  copyDistribution: { without: ['dryRun'], because: 'CloudFront makes the copy itself, and shows it only then' },
  deleteDistribution: { without: ['dryRun', 'strict', 'findings', 'ETag'], because: AN_OPERATION },
  promoteStagingConfig: { without: ['dryRun'], because: 'CloudFront moves the configuration itself' },
  replaceDistributionTags: { without: OF_CONFIGURATIONS, because: NOTHING_DEPLOYED },
  patchDistributionTags: { without: OF_CONFIGURATIONS, because: NOTHING_DEPLOYED },
  replaceMonitoringSubscription: { without: OF_CONFIGURATIONS, because: NOTHING_DEPLOYED },
  deleteMonitoringSubscription: { without: OF_CONFIGURATIONS, because: NOTHING_DEPLOYED },
  replaceInvalidationGuard: { without: OF_CONFIGURATIONS, because: NOTHING_DEPLOYED },
  deleteInvalidationGuard: { without: OF_CONFIGURATIONS, because: NOTHING_DEPLOYED },
  replaceDistributionProtection: {
    without: EVERY_WRITE,
    because: 'is one boolean outside the configuration: no change is lost, nothing is deployed'
  },
  createInvalidation: { without: ['If-Match', 'dryRun', 'strict', 'findings', 'ETag'], because: A_PURGE },
  cancelInvalidation: { without: EVERY_WRITE, because: A_PURGE },
  explainRequest: { without: ['If-Match', 'Prefer', 'dryRun', 'strict', 'findings'], because: A_QUESTION },
  previewInvalidation: { without: EVERY_WRITE, because: A_QUESTION }
}

/** Kinds of writes of everything else. The first that fits counts. */
const KINDS: readonly (Exception & { readonly kind: RegExp })[] = [
  { kind: /^POST .*\/test$/, without: ['dryRun', 'ETag'], because: A_QUESTION },
  { kind: /^POST .*\/(?:dns-check|preview)$/, without: EVERY_VERSIONED_WRITE, because: A_QUESTION },
  { kind: /^(?:POST|DELETE) .*\/invalidations\b/, without: EVERY_VERSIONED_WRITE, because: A_PURGE },
  {
    kind: /^(?:POST|DELETE) \/tokens\b/,
    without: EVERY_VERSIONED_WRITE,
    because: 'a token has no versions: it is created and revoked, never changed'
  },
  {
    kind: /^POST \/operations\//,
    without: EVERY_VERSIONED_WRITE,
    because: 'only the state of the operation decides whether it can be cancelled or retried'
  },
  { kind: /^POST \/[a-z-]+$/, without: ['If-Match'], because: NOTHING_BEFORE },
  { kind: /^DELETE \/(?!resource-policies)[a-z-]+\/\{\w+\}$/, without: ['dryRun', 'ETag'], because: AN_OPERATION }
]

const ofDistribution = ({ path }: Write) => /^\/distributions(?:\/|$)/.test(path)
const nameOf = ({ method, path }: Write) => `${method.toUpperCase()} ${path}`
const kindOf = (write: Write) =>
  ofDistribution(write) ? undefined : KINDS.find(({ kind }) => kind.test(nameOf(write)))

function exceptionOf(write: Write): Exception | undefined {
  return EXCEPTIONS[write.operation.operationId] ?? kindOf(write)
}

test('every write follows the common rules, or is an exception named here with the reason', () => {
  const missing = writes.flatMap(write => {
    const has = habitsOf(write)
    const lacks = (ofDistribution(write) ? EVERY_WRITE : EVERY_VERSIONED_WRITE).filter(habit => !has.has(habit))
    return lacks.length > 0 ? [[nameOf(write), lacks]] : []
  })
  const excepted = writes.flatMap(write => {
    const exception = exceptionOf(write)
    return exception ? [[nameOf(write), [...exception.without]]] : []
  })
  expect(Object.fromEntries(missing)).toEqual(Object.fromEntries(excepted))
})

test('there are no exceptions for writes that no longer exist', () => {
  const ids = new Set(writes.map(({ operation }) => operation.operationId))
  expect(Object.keys(EXCEPTIONS).filter(id => !ids.has(id))).toEqual([])
  const used = new Set(writes.map(kindOf))
  expect(KINDS.filter(kind => !used.has(kind))).toEqual([])
})

test('replacing or removing an item takes If-Match, and creating one If-None-Match', () => {
  // Without If-Match a resource policy is only created: where there is one, the answer is 428.
  const creates = writes.filter(
    ({ method, operation: { operationId, responses } }) =>
      method === 'put' && '201' in responses && operationId !== 'replaceResourcePolicy'
  )
  expect(creates.length).toBeGreaterThan(0)
  for (const write of creates) {
    expect([...habitsOf(write)], write.operation.operationId).toEqual(
      expect.arrayContaining(['If-None-Match', 'Location'])
    )
  }
})

test('the table of rules matches the document (else: npx vitest run -u test/api/habits.test.ts)', async () => {
  const rows = writes.map(write => {
    const has = habitsOf(write)
    const { without = [], because = '' } = exceptionOf(write) ?? {}
    return [
      `\`${nameOf(write)}\``,
      ...HABITS.map(habit => (has.has(habit) ? 'yes' : '')),
      without.length > 0 ? because : ''
    ]
  })
  const text = [
    '# The habits of writes',
    '',
    'A write of a distribution has all of If-Match, Prefer, dryRun, strict, findings and an ETag; a write of anything else that',
    'has versions has If-Match, dryRun and an ETag. Each exception has a reason.',
    '',
    'Made by `test/api/habits.test.ts` from the OpenAPI document, and held to it.',
    '',
    markdownTable(['Write', ...HABITS, 'What it lacks, because it'], rows),
    ''
  ].join('\n')
  await expect(text).toMatchFileSnapshot(join(projectFolder, 'openapi/habits.md'))
})
