import { execFile, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { projectFolder } from '../helpers/project.ts'
import { startProcess, temporaryFolder } from '../helpers/start-process.ts'

const run = promisify(execFile)
const programs = join(projectFolder, 'test/clients/generated')

/** A generator's arguments after the document's address, and where its client goes. */
const GENERATORS = {
  'openapi-fetch': ['openapi-typescript', (document: string) => [document, '-o', 'types/openapi-fetch.ts']],
  'hey-api': [
    'openapi-ts',
    (document: string) => ['-i', document, '-o', 'types/hey-api', '-p', '@hey-api/client-fetch']
  ]
} as const

// A generator and a compiler take a minute and more on a busy machine.
test.each(Object.keys(GENERATORS) as (keyof typeof GENERATORS)[])(
  'a client that %s makes of the document compiles and does the three jobs',
  { timeout: 240_000 },
  async name => {
    const { url } = await startProcess()
    const folder = await temporaryFolder()
    for (const file of [`${name}.ts`, 'tsconfig.json', 'package.json']) cpSync(join(programs, file), join(folder, file))
    symlinkSync(join(programs, 'node_modules'), join(folder, 'node_modules'))
    const use = async (program: string, ...args: string[]) =>
      run(join(folder, 'node_modules/.bin', program), args, { cwd: folder })
    const [generator, argumentsFor] = GENERATORS[name]
    await use(generator, ...argumentsFor(`${url}/openapi.json`))
    await use('tsc', '-p', '.').catch((error: unknown) => {
      throw new Error((error as { stdout: string }).stdout, { cause: error })
    })
    const { stdout } = await run(process.execPath, [join('built', `${name}.js`), url], { cwd: folder })
    expectThreeJobs(stdout)
  }
)

const hasPerlClient = spawnSync('perl', ['-MOpenAPI::Client', '-e', '1']).status === 0

test.skipIf(!hasPerlClient && process.env.CI === undefined)(
  "a client in Perl does the three jobs (skipped only where Debian's libopenapi-client-perl is not installed)",
  async () => {
    const { url } = await startProcess()
    // It would fetch the schema of OpenAPI 3.1 itself; `npm run openapi:check` holds the document against that.
    const cache = await temporaryFolder()
    const schemaOfOpenApi = createHash('md5')
      .update('https://spec.openapis.org/oas/3.1/schema/2021-05-20')
      .digest('hex')
    writeFileSync(join(cache, schemaOfOpenApi), '{"$schema":"https://json-schema.org/draft/2020-12/schema"}')
    const env = { ...process.env, JSON_VALIDATOR_CACHE_PATH: cache }
    const { stdout } = await run('perl', [join(programs, 'openapi-client.pl'), url], { env })
    expectThreeJobs(stdout)
  }
)

/** What each program writes: a line for each job, one for a dry run, and one for what is refused. */
function expectThreeJobs(stdout: string): void {
  const lines = stdout
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as unknown)
  const [created, invalidated, wouldBe, pages, refused] = lines
  expect(created).toEqual({ id: expect.stringMatching(/^E/) as string, status: 'InProgress' })
  expect(invalidated).toEqual({ invalidation: 'queued' })
  expect(wouldBe).toEqual({ changes: ['/customErrorResponses/0'] })
  expect(pages).toMatchObject({ items: [{ errorCode: 404, responsePagePath: '/404.html', responseCode: 404 }] })
  expect(refused).toEqual({ refused: 'DISTRIBUTION_NOT_FOUND' })
}
