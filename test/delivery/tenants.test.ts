import { expect, test } from 'vitest'
import type * as CF from '@aws-sdk/client-cloudfront'
import { configOfTenant, type Tenant, withParameters } from '../../src/delivery/tenants.ts'
import { list, origin } from './samples.ts'

const definition = (Name: string, DefaultValue?: string): CF.ParameterDefinition => ({
  Name,
  Definition: { StringSchema: { Required: DefaultValue === undefined, DefaultValue } }
})

const config = {
  Enabled: true,
  Comment: '{{name}}',
  Origins: list(
    origin('site', { DomainName: '{{name}}.{{region}}.example.com', OriginPath: '/{{name}}/{{name}}' }),
    origin('{{name}}', {
      DomainName: 'api.example.com',
      CustomHeaders: list({ HeaderName: 'X', HeaderValue: '{{name}}' })
    })
  ),
  TenantConfig: { ParameterDefinitions: [definition('name'), definition('region', 'eu')] }
} as CF.DistributionConfig

const tenant: Tenant = {
  id: 'dt_1',
  enabled: true,
  domains: ['a.example.com'],
  parameters: [{ Name: 'name', Value: 'a' }],
  group: { enabled: true, routingEndpoint: 'd1.cloudfront.net' }
}

const originsOf = (change: Partial<Tenant>) =>
  configOfTenant(config, { ...tenant, ...change }).Origins?.Items?.map(({ DomainName, OriginPath }) => [
    DomainName,
    OriginPath
  ])

test('parameters are filled in, or their defaults, in domain names and paths of origins alone', () => {
  const filled = configOfTenant(config, tenant)
  expect(originsOf({})).toEqual([
    ['a.eu.example.com', '/a/a'],
    ['api.example.com', undefined]
  ])
  expect(filled).toMatchObject({ Comment: '{{name}}', Aliases: list('a.example.com'), Enabled: true })
  expect(filled.Origins?.Items?.[1]).toMatchObject(config.Origins?.Items?.[1] ?? {})
  const own = [
    { Name: 'name', Value: '$&{{region}}' },
    { Name: 'region', Value: 'us' }
  ]
  expect(originsOf({ parameters: own })?.[0]).toEqual([
    '$&{{region}}.us.example.com',
    '/$&%7B%7Bregion%7D%7D/$&%7B%7Bregion%7D%7D'
  ])
  expect(originsOf({ parameters: [{ Name: 'name', Value: 'a?b#é' }] })?.[0]?.[1]).toBe('/a%3Fb%23%C3%A9/a%3Fb%23%C3%A9')
  const path = (OriginPath: string) =>
    configOfTenant({ ...config, Origins: list(origin('site', { OriginPath })) }, tenant).Origins?.Items?.[0]?.OriginPath
  expect([path('{{name}}'), path('/{{name}}'), path('')]).toEqual(['/a', '/a', ''])
})

test('what is neither given nor has a default stays as it is', () => {
  expect(originsOf({ parameters: [] })?.[0]).toEqual(['{{name}}.eu.example.com', '/{{name}}/{{name}}'])
})

test('viewers are answered only where distribution, tenant and connection group are enabled', () => {
  const enabled = (change: Partial<Tenant>, of = config) => configOfTenant(of, { ...tenant, ...change }).Enabled
  expect(enabled({})).toBe(true)
  expect(enabled({ enabled: false })).toBe(false)
  expect(enabled({ group: { ...tenant.group, enabled: false } })).toBe(false)
  expect(enabled({}, { ...config, Enabled: false })).toBe(false)
})

test('the form of a text with parameters', () => {
  expect(withParameters('{{a}}-{{b-2}}.example.com', 'x')).toBe('x-x.example.com')
  expect(withParameters('{{}}{{a b}}{a}', 'x')).toBe('{{}}{{a b}}{a}')
})
