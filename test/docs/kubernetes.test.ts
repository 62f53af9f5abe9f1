import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as apps from 'kubernetes-models/apps/v1'
import * as networking from 'kubernetes-models/networking.k8s.io/v1'
import * as policy from 'kubernetes-models/policy/v1'
import * as core from 'kubernetes-models/v1'
import ts from 'typescript'
import { expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { CLOSING_GRACE_MS } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { Environment } from '../../src/environment.ts'
import { projectFolder } from '../helpers/project.ts'
import { startApp } from '../helpers/start-app.ts'

interface Manifest {
  readonly apiVersion: string
  readonly kind: string
}

type Model = new (data: never) => { validate: () => void }

const groups: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  v1: core,
  'apps/v1': apps,
  'networking.k8s.io/v1': networking,
  'policy/v1': policy
}

const text = readFileSync(join(projectFolder, 'docs/kubernetes/frontage.yaml'), 'utf8')
const documents = parseAllDocuments(text)
const manifests = documents.map(document => document.toJS() as Manifest)

function validate(manifest: Manifest): void {
  const model = groups[manifest.apiVersion]?.[manifest.kind] as Model | undefined
  if (!model) throw new Error(`there is no ${manifest.apiVersion} ${manifest.kind}`)
  new model(manifest as never).validate()
}

const deployment = manifests.find(({ kind }) => kind === 'Deployment') as unknown as apps.IDeployment & {
  spec: { template: { spec: { containers: core.Container[] } } }
}
const pod = deployment.spec.template.spec
const [container] = pod.containers

test.each(manifests.map(manifest => [manifest.kind, manifest] as const))(
  '%s is what the Kubernetes API takes',
  (_, manifest) => {
    expect(() => {
      validate(manifest)
    }).not.toThrow()
  }
)

test('the check finds a member with a wrong type', () => {
  const broken = structuredClone(deployment) as unknown as Manifest & { spec: { replicas: unknown } }
  broken.spec.replicas = 'two'
  expect(() => {
    validate(broken)
  }).toThrow(/replicas/)
})

/**
 * What the compiler says of manifests as literals of the API's types: unlike the schemas, which take any member, it finds those
 * that the API does not have.
 */
function mistyped(given: readonly Manifest[]): string[] {
  const file = join(projectFolder, 'test/docs/manifests.ts')
  const source = given.map((manifest, index) => {
    const { apiVersion, kind } = manifest
    const from = apiVersion === 'v1' ? 'kubernetes-models/v1' : `kubernetes-models/${apiVersion}`
    return `import { type I${kind} as T${index} } from '${from}'\nexport const m${index}: T${index} = ${JSON.stringify(manifest)}\n`
  })
  const options: ts.CompilerOptions = {
    noEmit: true,
    strict: true,
    skipLibCheck: true,
    types: [],
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext
  }
  const host = ts.createCompilerHost(options)
  const others = ts.createCompilerHost(options)
  host.fileExists = name => name === file || others.fileExists(name)
  host.getSourceFile = (name, ...rest) =>
    name === file
      ? ts.createSourceFile(name, source.join(''), ts.ScriptTarget.ES2022)
      : others.getSourceFile(name, ...rest)
  const found = ts.getPreEmitDiagnostics(ts.createProgram([file], options, host))
  return found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '))
}

test(
  'they have no member that the Kubernetes API does not know, which the check would find',
  { timeout: 120_000 },
  () => {
    const misspelt = JSON.stringify(deployment).replace('readinessProbe', 'readinesProbe')
    expect(mistyped([...manifests, JSON.parse(misspelt) as Manifest])).toEqual([
      expect.stringMatching(/readinesProbe.* does not exist in type/)
    ])
  }
)

test('each document parses without errors or warnings', () => {
  expect(documents.flatMap(({ errors, warnings }) => [...errors, ...warnings])).toEqual([])
})

test('its settings exist, and start a service beyond loopback', () => {
  const env = container?.env ?? []
  expect(env.map(({ name }) => name).filter(name => !(name in Environment.properties))).toEqual([])
  const secrets: Readonly<Record<string, string>> = {
    DATABASE_URL: 'postgres://frontage@store:5432/frontage',
    API_TOKENS: 'a'.repeat(64)
  }
  const given = Object.fromEntries(env.map(({ name, value }) => [name, value ?? secrets[name]]))
  expect(readConfig(given)).toMatchObject({ host: '0.0.0.0', cloudFront: 'aws', port: 8080 })
})

test('the probes ask what the service answers without a token', async () => {
  const probes = [container?.startupProbe, container?.livenessProbe, container?.readinessProbe]
  const { request } = await startApp({ apiTokenHashes: ['a'.repeat(64)] })
  for (const probe of probes) {
    const { status } = await request.get(probe?.httpGet?.path ?? 'none')
    expect(status).toBe(200)
  }
})

test('it is given the time that closing may take', () => {
  expect(pod.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(CLOSING_GRACE_MS / 1_000 + 30 + 5)
})

test('the Service, the budget and the policy select the pods', () => {
  const labels = deployment.spec.template.metadata?.labels
  const selectors = manifests.flatMap(manifest => {
    const { spec } = manifest as {
      spec?: { selector?: { matchLabels?: object }; podSelector?: { matchLabels?: object } }
    }
    const selector = spec?.selector ?? spec?.podSelector
    return selector ? [selector.matchLabels ?? selector] : []
  })
  expect(selectors).toEqual(Array(4).fill(labels))
})
