import { execFile, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { operations } from '../../src/cloudfront/model/shapes.ts'
import { createLocalCloudFront } from '../../src/emulator/local-cloudfront.ts'
import { EncodedKey } from '../emulator/own-references.ts'
import { type LogEntry, recordingLog } from '../emulator/recording-log.ts'
import { projectFolder } from '../helpers/project.ts'
import { bareEnvironment } from '../helpers/start-process.ts'

const run = promisify(execFile)
const program = join(projectFolder, 'test/clients/python/drive.py')
const env = {
  ...bareEnvironment(),
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  PYTHONDONTWRITEBYTECODE: '1'
}

/** The first Python that has the module: Debian's own packages are with Debian's own. */
const pythonWith = (module: string) =>
  ['python3', '/usr/bin/python3'].find(python => spawnSync(python, ['-c', `import ${module}`], { env }).status === 0)

interface Outcome {
  readonly subject: string
  readonly outcome: 'passed' | 'unknown' | 'failed'
  readonly why?: string
}

interface Has {
  readonly known: readonly string[]
  readonly used: readonly string[]
}

interface Client {
  readonly version: string
  readonly operations: Has
  readonly paginators: Has
  readonly waiters: Has
}

const clients = [
  { name: 'boto3', drives: 'boto3', python: pythonWith('boto3') },
  { name: 'the AWS CLI', drives: 'aws', python: pythonWith('awscli.clidriver') }
]

for (const { name, drives, python } of clients) {
  const described = python ? name : `${name} (skipped: no python3 here has it; Debian’s python3-boto3 and awscli have)`
  describe.skipIf(!python)(described, async () => {
    const subjects = python ? ((await drive(python, drives))[0] as string[]) : []
    const outcomes = new Map<string, Outcome>()
    const log: LogEntry[] = []
    let client: Client | undefined
    const emulator = createLocalCloudFront({ logger: recordingLog(log), propagationSeconds: 60 })

    beforeAll(async () => {
      const { url } = await emulator.listen()
      const lines = await drive(python ?? '', drives, url, EncodedKey)
      for (const line of lines.slice(0, -1) as Outcome[]) outcomes.set(line.subject, line)
      client = lines.at(-1) as Client
    }, 300_000)
    afterAll(() => emulator.close())

    test.for(subjects)('%s', (subject, { skip }) => {
      const { outcome, why = '' } = outcomes.get(subject) ?? { outcome: 'failed', why: 'it was not driven' }
      if (outcome === 'unknown') skip(`too old for it (${client?.version}): ${why}`)
      expect(outcome, why).toBe('passed')
    })

    test('knows every operation that the SDK does', ({ skip }) => {
      const known = new Set(client?.operations.known)
      const unknown = [...operations.keys()].filter(operation => !known.has(operation))
      if (unknown.length > 0) skip(`too old (${client?.version}) for ${unknown.join(', ')}`)
    })

    test.for(['operations', 'paginators', 'waiters'] as const)('all of its %s are driven', (kind, { skip }) => {
      const { known = [], used = [] } = client?.[kind] ?? {}
      const left = known.filter(each => !used.includes(each))
      const unknown = [...outcomes.values()].filter(({ outcome }) => outcome === 'unknown')
      if (left.length > 0 && unknown.length > 0) skip(`not driven beside what it is too old for: ${left.join(', ')}`)
      expect([left, known.length > 0]).toEqual([[], true])
    })

    test('nothing went wrong in the local CloudFront', () => {
      expect(log.filter(({ level }) => level === 'error')).toEqual([])
    })
  })
}

/** The lines of JSON that the program writes. */
async function drive(python: string, ...args: string[]): Promise<unknown[]> {
  const { stdout } = await run(python, [program, ...args], { env, maxBuffer: 16 * 1024 * 1024 })
  return stdout
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as unknown)
}
