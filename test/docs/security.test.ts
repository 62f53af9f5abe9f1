import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readIssuersFile } from '../../src/access/issuers-file.ts'
import { newTokenText } from '../../src/access/token-text.ts'
import { projectFolder } from '../helpers/project.ts'
import { startApp } from '../helpers/start-app.ts'
import { temporaryFolder } from '../helpers/start-process.ts'

const page = readFileSync(join(projectFolder, 'docs/security.md'), 'utf8')
const blocks = (language: string) =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, 'gm'))].map(([, text = '']) => text)

test('the file of issuers in docs/security.md can be used', async () => {
  const [text = ''] = blocks('yaml')
  const file = join(await temporaryFolder(), 'issuers.yaml')
  writeFileSync(file, text)
  expect(readIssuersFile(file).map(({ issuer }) => new URL(issuer).hostname)).toEqual([
    'token.actions.githubusercontent.com',
    'gitlab.com',
    'oidc.eks.eu-west-1.amazonaws.com'
  ])
})

test('the token in docs/security.md can be made, and is found by the pattern there', async () => {
  const [, json = ''] = /--json '(\{[^']*\})'/.exec(page) ?? []
  const { request } = await startApp()
  const { body } = await request.post('/tokens').set('content-type', 'application/json').send(json).expect(201)
  expect(body.paths).toEqual(['/blog/*'])
  const [, pattern = ''] = /`(frt_\[[^`]*)`/.exec(page) ?? []
  expect(newTokenText()).toMatch(new RegExp(`^${pattern}$`))
})
