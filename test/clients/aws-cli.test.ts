import { execFile } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { bareEnvironment, startProcess, temporaryFolder } from '../helpers/start-process.ts'

const run = promisify(execFile)

/** The unchanged AWS CLI against the local CloudFront, configured by its own environment variables only. */
async function startAwsCli() {
  const frontage = await startProcess()
  const folder = await temporaryFolder()
  await mkdir(join(folder, '.aws'))
  const env = {
    ...bareEnvironment(),
    HOME: folder,
    AWS_ACCESS_KEY_ID: 'any',
    AWS_SECRET_ACCESS_KEY: 'any',
    AWS_DEFAULT_REGION: 'eu-west-1',
    AWS_PAGER: '',
    AWS_MAX_ATTEMPTS: '1'
  }
  const aws = async (...args: string[]) => {
    const { stdout } = await run(
      'aws',
      ['--endpoint-url', frontage.localCloudFront, '--output', 'json', 'cloudfront', ...args],
      { env }
    )
    // Answers of delete are empty.
    return (stdout.trim() === '' ? {} : JSON.parse(stdout)) as Answer
  }
  const file = async (name: string, value: unknown) => {
    await writeFile(join(folder, name), JSON.stringify(value))
    return `file://${join(folder, name)}`
  }
  return { ...frontage, aws, file }
}

interface Answer {
  readonly ETag: string
  readonly Distribution: { readonly Id: string; readonly Status: string }
  readonly DistributionConfig: Record<string, unknown>
  readonly Invalidation: { readonly Id: string; readonly Status: string }
  readonly DistributionList?: { readonly Items?: { readonly Id: string }[] }
}

const stderrOf = async (call: Promise<unknown>) =>
  call.then(
    () => 'no error',
    (error: { stderr?: string }) => error.stderr
  )

test(
  'the AWS CLI creates, waits, updates, invalidates, disables and deletes; Frontage sees it all',
  { timeout: 180_000 },
  async () => {
    const { aws, file, url } = await startAwsCli()
    // `wait` polls every 60 and 20 seconds: the local CloudFront has deployed long before the first look.
    const created = await aws(
      'create-distribution',
      '--origin-domain-name',
      'mybucket.s3.amazonaws.com',
      '--default-root-object',
      'index.html'
    )
    const id = created.Distribution.Id
    expect(created.Distribution.Status).toBe('InProgress')
    const deployed = async () => (await aws('get-distribution', '--id', id)).Distribution.Status
    await expect.poll(deployed, { timeout: 30_000 }).toBe('Deployed')
    await aws('wait', 'distribution-deployed', '--id', id)

    const { ETag: etag, DistributionConfig: config } = await aws('get-distribution-config', '--id', id)
    const changed = await file('changed.json', { ...config, Comment: 'by the CLI' })
    const updated = await aws('update-distribution', '--id', id, '--if-match', etag, '--distribution-config', changed)
    expect(updated.ETag).not.toBe(etag)
    expect(
      await stderrOf(aws('update-distribution', '--id', id, '--if-match', etag, '--distribution-config', changed))
    ).toMatch(/PreconditionFailed/)
    const seen = (await (await fetch(`${url}/distributions/${id}`)).json()) as {
      etag: string
      config: { comment: string }
    }
    expect([seen.etag, seen.config.comment]).toEqual([updated.ETag, 'by the CLI'])

    const { Invalidation } = await aws(
      'create-invalidation',
      '--distribution-id',
      id,
      '--paths',
      '/index.html',
      '/img/*'
    )
    const completed = async () =>
      (await aws('get-invalidation', '--distribution-id', id, '--id', Invalidation.Id)).Invalidation.Status
    await expect.poll(completed, { timeout: 30_000 }).toBe('Completed')
    await aws('wait', 'invalidation-completed', '--distribution-id', id, '--id', Invalidation.Id)

    expect(await stderrOf(aws('delete-distribution', '--id', id, '--if-match', updated.ETag))).toMatch(
      /DistributionNotDisabled/
    )
    const disabled = await file('disabled.json', { ...config, Comment: 'by the CLI', Enabled: false })
    const { ETag: last } = await aws(
      'update-distribution',
      '--id',
      id,
      '--if-match',
      updated.ETag,
      '--distribution-config',
      disabled
    )
    await expect.poll(deployed, { timeout: 30_000 }).toBe('Deployed')
    await aws('delete-distribution', '--id', id, '--if-match', last)
    expect((await aws('list-distributions')).DistributionList?.Items ?? []).toEqual([])
    expect(await stderrOf(aws('get-distribution', '--id', id))).toMatch(/NoSuchDistribution/)
  }
)
