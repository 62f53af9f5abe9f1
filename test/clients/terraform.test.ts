import { execFile, spawnSync } from 'node:child_process'
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { startEmulator } from '../emulator/start-emulator.ts'
import { EncodedKey } from '../emulator/own-references.ts'
import { projectFolder } from '../helpers/project.ts'
import { bareEnvironment, temporaryFolder } from '../helpers/start-process.ts'
import { leftIn } from './left-in.ts'

const run = promisify(execFile)
const configuration = join(projectFolder, 'test/clients/terraform')

/**
 * The folder with the unpacked AWS provider (`registry.terraform.io/hashicorp/aws/VERSION/PLATFORM`): the one that
 * `TERRAFORM_PLUGINS` names, or one of those where Terraform itself looks.
 */
const plugins = [
  process.env.TERRAFORM_PLUGINS,
  join(homedir(), '.terraform.d/plugins'),
  join(process.env.XDG_DATA_HOME ?? join(homedir(), '.local/share'), 'terraform/plugins'),
  '/usr/local/share/terraform/plugins',
  '/usr/share/terraform/plugins'
].find(folder => folder !== undefined && existsSync(join(folder, 'registry.terraform.io/hashicorp/aws')))

const hasTerraform = plugins !== undefined && spawnSync('terraform', ['version']).status === 0

/** Terraform in a folder of its own, with no other configuration and no way to a registry. */
async function startTerraform(endpoint: string) {
  const folder = await temporaryFolder()
  cpSync(configuration, folder, { recursive: true })
  const settings = join(folder, 'terraform.rc')
  writeFileSync(settings, `provider_installation {\n  filesystem_mirror {\n    path = "${plugins ?? ''}"\n  }\n}\n`)
  const env = {
    ...bareEnvironment(),
    HOME: folder,
    CHECKPOINT_DISABLE: '1',
    TF_CLI_CONFIG_FILE: settings,
    TF_IN_AUTOMATION: '1',
    TF_VAR_endpoint: endpoint,
    TF_VAR_public_key: EncodedKey
  }
  return async (command: string, ...args: string[]) => {
    const all = [...command.split(' '), ...args]
    try {
      const { stdout } = await run('terraform', all, { cwd: folder, env, maxBuffer: 256 * 1024 * 1024 })
      return stdout
    } catch (error) {
      const { stdout, stderr } = error as { stdout: string; stderr: string }
      throw new Error(`terraform ${command} failed:\n${stdout.slice(-4000)}\n${stderr}`, { cause: error })
    }
  }
}

/** The kinds of CloudFront's that the provider's schema has, as `resource name` and `data name`. */
function kindsIn(schema: string): string[] {
  interface Schemas {
    readonly resource_schemas: object
    readonly data_source_schemas: object
  }
  const [provider] = Object.values(
    (JSON.parse(schema) as { provider_schemas: Record<string, Schemas> }).provider_schemas
  )
  const named = (kind: string, schemas: object = {}) => Object.keys(schemas).map(name => `${kind} ${name}`)
  return [...named('resource', provider?.resource_schemas), ...named('data', provider?.data_source_schemas)]
    .filter(kind => / aws_cloudfront/.test(kind))
    .sort()
}

/** The kinds that the configuration has one of. */
function kindsUsed(): string[] {
  const files = readdirSync(configuration).filter(name => name.endsWith('.tf'))
  const blocks = files.flatMap(name => [
    ...readFileSync(join(configuration, name), 'utf8').matchAll(/^(resource|data) "(\w+)"/gm)
  ])
  return [...new Set(blocks.map(([, kind, name]) => `${kind} ${name}`))].sort()
}

test.skipIf(!hasTerraform)(
  'Terraform makes, keeps, changes and destroys one of each kind of CloudFront’s that its provider has (skipped where ' +
    'the program or the AWS provider is not installed)',
  { timeout: 600_000 },
  async () => {
    const { client, url, emulator, errors } = await startEmulator({ propagationSeconds: 0 })
    const terraform = await startTerraform(url)
    await terraform('init -input=false')
    expect(kindsUsed()).toEqual(kindsIn(await terraform('providers schema -json')))

    await terraform('apply -auto-approve -input=false')
    expect(JSON.parse(await terraform('output -json seen'))).toEqual({
      access: 'site',
      alias: 'www.example.com',
      all_viewer: '216adef6-5c7f-47e4-b989-5492eafa07d3',
      disabled: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
      identity: 'version 1',
      live: 'function handler(event) { return event.request } // 1',
      optimized: 'Managed-CachingOptimized',
      sampled: 10,
      simple_cors: '60669652-455b-4ae9-85a4-c4c02393f86c'
    })
    // Its exit code is 2 when something would change.
    const unchanged = 'plan -detailed-exitcode -input=false'
    expect(await terraform(unchanged)).toContain('No changes.')

    const second = '-var=version_of_site=2'
    expect(await terraform('apply -auto-approve -input=false -refresh=false', second)).toContain('0 destroyed')
    expect(JSON.parse(await terraform('output -json seen'))).toMatchObject({ identity: 'version 2', sampled: 20 })
    expect(await terraform(unchanged, second)).toContain('No changes.')

    await terraform('destroy -auto-approve -input=false -refresh=false', second)
    expect(await leftIn(client)).toEqual([])
    expect([emulator.calls.count('DeleteContinuousDeploymentPolicy'), errors()]).toEqual([1, []])
  }
)
