import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { validate } from 'dockerfile-utils'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { readConfig } from '../src/config.ts'
import { projectFolder } from './helpers/project.ts'

const read = (name: string) => readFileSync(join(projectFolder, name), 'utf8')

describe('Dockerfile', () => {
  const dockerfile = read('Dockerfile')

  test('the linter finds nothing', () => {
    expect(validate(dockerfile)).toEqual([])
  })

  test('two stages on Node 24, not as root, with a health check', () => {
    const images = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, image]) => image)
    expect(images).toEqual(['node:24-bookworm-slim', 'node:24-bookworm-slim'])
    const [, last = ''] = dockerfile.split(/^FROM .*$/m).slice(-2)
    expect(last).toMatch(/^USER node$/m)
    expect(last).toMatch(/^HEALTHCHECK /m)
  })

  test('what it copies from the project is not kept from it by .dockerignore', () => {
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, sources = '']) =>
      sources.split(' ')
    )
    const kept = read('.dockerignore')
      .split('\n')
      .filter(line => line.startsWith('!'))
      .map(line => line.slice(1))
    expect(copied.sort()).toEqual(kept.sort())
  })

  test('its environment starts only with a token and a CloudFront that is given by name', () => {
    const env = Object.fromEntries(
      [...(/^ENV (.+)$/m.exec(dockerfile)?.[1] ?? '').matchAll(/(\w+)=(\S+)/g)].map(([, name, value]) => [name, value])
    ) as Record<string, string>
    expect(() => readConfig(env)).toThrow(/CLOUDFRONT must be given/)
    expect(() => readConfig({ ...env, CLOUDFRONT: 'aws' })).toThrow(/API_TOKENS/)
    expect(readConfig({ ...env, CLOUDFRONT: 'aws', API_TOKENS: 'a'.repeat(64) })).toMatchObject({
      host: '0.0.0.0',
      dataDir: '/data'
    })
  })
})

describe('docker-compose.yml', () => {
  interface Service {
    readonly environment: Record<string, string>
    readonly network_mode?: string
    readonly ports?: string[]
    readonly volumes: string[]
  }
  const compose = parse(read('docker-compose.yml')) as {
    services: Record<string, Service>
    volumes: Record<string, null>
  }

  test('every volume is declared, every published port is on loopback', () => {
    for (const { volumes, ports = [] } of Object.values(compose.services)) {
      for (const volume of volumes) expect(compose.volumes).toHaveProperty(volume.split(':')[0] ?? '')
      for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/)
    }
  })

  test('Frontage meets the local CloudFront on their common loopback, and wants a token', () => {
    const { environment = {}, network_mode } = compose.services.frontage ?? {}
    expect(network_mode).toBe('service:local-cloudfront')
    expect(environment.API_TOKENS).toMatch(/^\$\{API_TOKENS:\?/)
    const config = readConfig({ ...environment, API_TOKENS: 'a'.repeat(64), NODE_ENV: 'production' })
    expect([config.cloudFront, config.cloudFrontEndpoint]).toEqual(['local', 'http://127.0.0.1:8081'])
  })
})
