import { join } from 'node:path'
import {
  DeleteDistributionCommand,
  type DistributionConfig,
  GetDistributionConfigCommand,
  UpdateDistributionCommand
} from '@aws-sdk/client-cloudfront'
import { expect, test } from 'vitest'
import { fromSdk } from '../../src/cloudfront/model/json.ts'
import { structure } from '../../src/cloudfront/model/shapes.ts'
import { REFERENCE_KINDS } from '../../src/emulator/trust.ts'
import {
  acceptedConfigs,
  readRealConfig,
  realConfigsAreThere,
  refusedConfigs,
  withoutEmptyLists
} from '../helpers/real-configs.ts'
import { markdownTable } from '../helpers/markdown-table.ts'
import { projectFolder } from '../helpers/project.ts'
import { startApp } from '../helpers/start-app.ts'

const CLOUDFRONT_JSON = 'application/vnd.amazon.cloudfront+json'
const inJson = (config: DistributionConfig) => fromSdk(structure('DistributionConfig'), config)

test.runIf(!realConfigsAreThere)('skipped: there is no folder ../shared/real-configs', () => {
  expect([acceptedConfigs, refusedConfigs]).toEqual([[], []])
})

test.runIf(realConfigsAreThere)('the findings in configurations of real sites are the committed table', async () => {
  const { request } = await startApp({ trusted: REFERENCE_KINDS })
  const found = new Map<string, { severity: string; places: number; configs: Set<string> }>()
  for (const name of acceptedConfigs) {
    const { status, body, text } = await request
      .post('/distributions?dryRun=true')
      .set('Content-Type', CLOUDFRONT_JSON)
      .send(JSON.stringify(readRealConfig(name)))
    expect(status, text).toBe(200)
    for (const { code, severity } of body.findings as { code: string; severity: string }[]) {
      const entry = found.get(code) ?? { severity, places: 0, configs: new Set() }
      found.set(code, { ...entry, places: entry.places + 1, configs: entry.configs.add(name) })
    }
  }
  const rows = [...found].toSorted(([a, one], [b, other]) => other.configs.size - one.configs.size || (a < b ? -1 : 1))
  const text = [
    '# The findings in configurations of real sites',
    '',
    `Made by \`test/api/real-configs.test.ts\` from ${acceptedConfigs.length} configurations in public repositories: how many have a finding,`,
    'and at how many places in all.',
    '',
    markdownTable(
      ['Finding', 'Severity', 'Configurations', 'Places'],
      rows.map(([code, { severity, configs, places }]) => [
        `\`${code}\``,
        severity,
        String(configs.size),
        String(places)
      ])
    ),
    ''
  ].join('\n')
  await expect(text).toMatchFileSnapshot(join(projectFolder, 'openapi/real-findings.md'))
})

test.each(acceptedConfigs)("%s: created in CloudFront's own format, read back equal, updated, deleted", async name => {
  const { request, cloudfront, emulator } = await startApp({ trusted: REFERENCE_KINDS })
  const given = readRealConfig(name)
  const created = await request.post('/distributions').set('Content-Type', CLOUDFRONT_JSON).send(JSON.stringify(given))
  expect(created.status, created.text).toBe(201)
  const url = created.headers.location ?? ''
  const own = await request.get(url).set('Accept', CLOUDFRONT_JSON)
  expect(own.body).toMatchObject(withoutEmptyLists(given))
  // In JSON it is the same thing, and both are what the SDK reads without Frontage.
  const { DistributionConfig: config } = await cloudfront.send(
    new GetDistributionConfigCommand({ Id: created.body.id })
  )
  expect(own.body).toEqual(config)
  expect(created.body.config).toEqual(inJson(config as DistributionConfig))

  const pages = [{ errorCode: 503, responsePagePath: '/busy.html', responseCode: 503, errorCachingMinTtl: 0 }]
  const edited = await request.put(`${url}/error-pages`).send({ items: pages })
  expect(edited.status, edited.text).toBe(200)
  const after = (await request.get(url)).body.config
  expect(after.customErrorResponses).toHaveLength(1)
  expect({ ...after, customErrorResponses: created.body.config.customErrorResponses }).toEqual(created.body.config)

  const { ETag, DistributionConfig: edit } = await cloudfront.send(
    new GetDistributionConfigCommand({ Id: created.body.id })
  )
  const disabled = { ...(edit as DistributionConfig), Enabled: false }
  const update = await cloudfront.send(
    new UpdateDistributionCommand({ Id: created.body.id, IfMatch: ETag, DistributionConfig: disabled })
  )
  emulator.clock.advance(60)
  await cloudfront.send(new DeleteDistributionCommand({ Id: created.body.id, IfMatch: update.ETag }))
  expect((await request.get(url)).status).toBe(404)
})

test.each(acceptedConfigs)('%s: created in JSON, it is the same distribution', async name => {
  const { request } = await startApp({ trusted: REFERENCE_KINDS })
  const given = readRealConfig(name)
  const own = await request.post('/distributions').set('Content-Type', CLOUDFRONT_JSON).send(JSON.stringify(given))
  const { callerReference: _, aliases, ...config } = own.body.config
  // The first one holds the aliases.
  const json = await request.post('/distributions').send(config)
  expect(json.status, json.text).toBe(201)
  expect({ ...json.body.config, callerReference: given.CallerReference, aliases }).toEqual(own.body.config)
})

test.each(refusedConfigs)('%s: refused in both forms, naming each bad domain name', async name => {
  const { request, emulator } = await startApp({ trusted: REFERENCE_KINDS })
  const given = readRealConfig(name)
  const own = await request.post('/distributions').set('Content-Type', CLOUDFRONT_JSON).send(JSON.stringify(given))
  expect([own.status, own.body.code]).toEqual([400, 'VALIDATION_FAILED'])
  expect(own.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
    '/Origins/Items/0/DomainName',
    '/Origins/Items/1/DomainName'
  ])
  const json = await request.post('/distributions').send(inJson(given))
  expect(json.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
    '/origins/0/domainName',
    '/origins/1/domainName'
  ])
  expect(emulator.calls.count('CreateDistribution')).toBe(0)
})
