import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { validate } from 'dockerfile-utils'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { readConfig } from '../src/config.ts'
import { readSettings } from '../src/emulator/settings.ts'
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

  test('.dockerignore does not exclude what it copies', () => {
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, sources = '']) =>
      sources.split(' ')
    )
    const kept = read('.dockerignore')
      .split('\n')
      .filter(line => line.startsWith('!'))
      .map(line => line.slice(1))
    expect(copied.sort()).toEqual(kept.sort())
  })

  test('its environment starts only with a token and a named CloudFront', () => {
    const env = Object.fromEntries(
      [...(/^ENV (.+)$/m.exec(dockerfile)?.[1] ?? '').matchAll(/(\w+)=(\S+)/g)].map(([, name, value]) => [name, value])
    ) as Record<string, string>
    expect(() => readConfig(env)).toThrow(/CLOUDFRONT must be set/)
    expect(() => readConfig({ ...env, CLOUDFRONT: 'aws' })).toThrow(/API_TOKENS/)
    expect(readConfig({ ...env, CLOUDFRONT: 'aws', API_TOKENS: 'a'.repeat(64) })).toMatchObject({
      host: '0.0.0.0',
      dataDir: '/data'
    })
  })
})

describe('docker-compose.yml', () => {
  interface Service {
    readonly image?: string
    readonly environment: Record<string, string | number>
    readonly network_mode?: string
    readonly ports?: string[]
    readonly volumes?: string[]
    readonly healthcheck?: object
    readonly depends_on?: Record<string, { condition: string }>
  }
  const compose = parse(read('docker-compose.yml'), { merge: true }) as {
    services: Record<string, Service>
    volumes: Record<string, null>
  }
  const { services } = compose
  const instances = ['frontage', 'frontage-2']

  /** As Compose gives it to the process, where the variables it asks for are given. */
  function environmentOf(name: string): Record<string, string> {
    const given: Record<string, string> = { API_TOKENS: 'a'.repeat(64), POSTGRES_PASSWORD: 'secret1' }
    return Object.fromEntries(
      Object.entries(services[name]?.environment ?? {}).map(([key, value]) => [
        key,
        String(value).replace(/\$\{(\w+):\?[^}]+\}/g, (_, variable: string) => given[variable] ?? '')
      ])
    )
  }

  test('every volume is declared and used, every published port is on loopback', () => {
    const used = Object.values(services).flatMap(({ volumes = [] }) => volumes.map(volume => volume.split(':')[0]))
    expect(used.sort()).toEqual(Object.keys(compose.volumes).sort())
    for (const { ports = [] } of Object.values(services)) {
      for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/)
    }
  })

  test('both instances reach the local CloudFront on their common loopback, each on its own published port', () => {
    const ports = instances.map(name => {
      expect(services[name]?.network_mode).toBe('service:local-cloudfront')
      const config = readConfig({ ...environmentOf(name), NODE_ENV: 'production', HOST: '0.0.0.0' })
      expect([config.cloudFront, config.cloudFrontEndpoint]).toEqual(['local', 'http://127.0.0.1:8081'])
      return `127.0.0.1:${config.port}:${config.port}`
    })
    expect(new Set(ports).size).toBe(2)
    // Viewers have a port of their own.
    const { edge } = readSettings(environmentOf('local-cloudfront'))
    // It is published under the port that it tells the instances, so that localUrl can be opened.
    expect(edge).toMatchObject({ host: '0.0.0.0', required: true })
    expect(services['local-cloudfront']?.ports?.toSorted()).toEqual(
      [...ports, `127.0.0.1:${edge.port}:${edge.port}`].toSorted()
    )
  })

  test('both instances share the PostgreSQL, and wait until it can be used', () => {
    const { environment } = services.postgres ?? {}
    for (const name of instances) {
      const { databaseUrl = '' } = readConfig(environmentOf(name))
      const { username, password, hostname, port, pathname } = new URL(databaseUrl)
      expect([hostname, port, password]).toEqual(['postgres', '5432', 'secret1'])
      expect([username, pathname]).toEqual([environment?.POSTGRES_USER, `/${environment?.POSTGRES_DB}`])
      expect(services[name]?.depends_on?.postgres?.condition).toBe('service_healthy')
    }
    expect(services.postgres?.healthcheck).toBeDefined()
    expect(services.postgres?.image).toMatch(/^postgres:\d+\.\d+-bookworm$/)
  })

  test('tokens and the password must be set: there is no default', () => {
    for (const name of instances) expect(services[name]?.environment.API_TOKENS).toMatch(/^\$\{API_TOKENS:\?/)
    expect(services.postgres?.environment.POSTGRES_PASSWORD).toMatch(/^\$\{POSTGRES_PASSWORD:\?/)
    expect(read('docker-compose.yml')).not.toMatch(/\$\{\w+:?-/)
  })
})
