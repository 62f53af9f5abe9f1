import { expect, test } from 'vitest'
import { type Json, placesOf, readDocument } from './walk-document.ts'

const { document, operations, resolved } = await readDocument()

/** A text that breaks off, within a sentence or before a list. */
const BROKEN_OFF = /(?:[^.!?)"'`\]]|(?:^|[\s("'])(?:[A-Z]|e\.g|i\.e|vs|etc)\.)$/

/** Its list is missing. */
const ANNOUNCED = /\b(?:(?<!access )controls|following|contains|includes)\.$/

test('no description breaks off, and none is a placeholder', () => {
  const broken: string[] = []
  for (const [{ description }, way] of placesOf(document)) {
    if (way.includes('examples') || way.includes('example') || way.at(-1) === 'properties') continue
    if (typeof description !== 'string') continue
    if (BROKEN_OFF.test(description) || ANNOUNCED.test(description) || description === 'Default Response') {
      broken.push(`${way.join('/')}: …${description.slice(-60)}`)
    }
  }
  expect(broken).toEqual([])
})

test('every pattern is also in words, which problems give instead of it', () => {
  const wordless: string[] = []
  for (const [schema, way] of placesOf(document)) {
    const names = schema.additionalProperties === false && schema.patternProperties ? 'x-expected-names' : undefined
    const keyword = typeof schema.pattern === 'string' ? 'x-expected' : names
    if (keyword !== undefined && typeof schema[keyword] !== 'string') wordless.push(way.join('/'))
  }
  expect(wordless).toEqual([])
})

test('every answer, parameter and header is described', () => {
  const silent: string[] = []
  for (const { operationId, parameters, responses } of operations) {
    for (const { name, description, schema } of parameters) {
      if (!(description ?? schema.description)) silent.push(`${operationId} ${name}`)
    }
    for (const [status, { description, headers = {} }] of Object.entries(responses)) {
      if (!description || description === 'Default Response') silent.push(`${operationId} ${status}`)
      for (const [name, header] of Object.entries(headers)) {
        if (!resolved(header).description) silent.push(`${operationId} ${status} ${name}`)
      }
    }
  }
  expect(silent).toEqual([])
})

/** Every member of every body that callers write, each component once. */
function* writtenMembers(): Generator<{ readonly name: string; readonly schema: Json; readonly required: boolean }> {
  const seen = new Set<unknown>()
  function* within(schema: Json, at: string): Generator<{ name: string; schema: Json; required: boolean }> {
    const { $ref } = schema
    if ($ref !== undefined && seen.has($ref)) return
    seen.add($ref)
    const place = typeof $ref === 'string' ? ($ref.split('/').at(-1) ?? at) : at
    const {
      properties = {},
      required = [],
      items,
      additionalProperties,
      anyOf = [],
      oneOf = []
    } = resolved(schema) as {
      properties?: Record<string, Json>
      required?: string[]
      items?: Json
      additionalProperties?: Json | boolean
      anyOf?: Json[]
      oneOf?: Json[]
    }
    for (const branch of [...anyOf, ...oneOf]) yield* within(branch, place)
    if (items) yield* within(items, place)
    if (typeof additionalProperties === 'object') yield* within(additionalProperties, place)
    for (const [name, member] of Object.entries(properties)) {
      yield { name: `${place}.${name}`, schema: member, required: required.includes(name) }
      yield* within(member, `${place}.${name}`)
    }
  }
  for (const { operationId, requestBody } of operations) {
    for (const { schema } of Object.values(requestBody?.content ?? {})) yield* within(schema, operationId)
  }
}

test('every member that callers write is described', () => {
  // CloudFront's own format has the same members in another spelling.
  const own = [...writtenMembers()].filter(({ name }) => !name.startsWith('CloudFront.'))
  const silent = own.filter(({ schema }) => {
    const branches = ((schema.anyOf ?? []) as Json[]).map(resolved)
    return ![resolved(schema), ...branches].some(({ description }) => description)
  })
  expect(silent.map(({ name }) => name)).toEqual([])
})

/** Where the members of an answer are described, if that is not under its name with `Input` added. */
const WRITTEN_AS: Readonly<Record<string, string>> = {
  DistributionConfig: 'DistributionReplace',
  OriginWithFindings: 'OriginInput',
  Behavior: 'BehaviorReplace',
  BehaviorWithFindings: 'BehaviorReplace'
}

test('every member of an answer is described, there or where the same member is written', () => {
  const { schemas = {} } = document.components as Record<string, Record<string, Json>>
  const nameIn = (ref: unknown) => /^#\/components\/schemas\/([^/]+)$/.exec(String(ref))?.[1]
  const answered = new Set<string>()
  const collect = (value: unknown) => {
    for (const [{ $ref }] of placesOf(value)) {
      const name = nameIn($ref)
      if (name === undefined || answered.has(name)) continue
      answered.add(name)
      collect(schemas[name])
    }
  }
  for (const { responses } of operations) collect(responses)
  expect([...answered]).toEqual(expect.arrayContaining(['Explanation', 'BucketPolicy', 'DnsCheck', 'AuditRecord']))

  const isDescribed = (member: Json) =>
    [member, ...((member.anyOf ?? []) as Json[])].some(each => resolved(each).description !== undefined)
  const membersOf = (schema: Json | undefined) => (schema?.properties ?? {}) as Record<string, Json>
  /** What lists show of a configuration is a part of that of the resource itself. */
  const configOf = (name: string) => nameIn(membersOf(schemas[name.replace(/Summary$/, '')]).config?.$ref) ?? name
  const writtenTo = (name: string, way: readonly string[]): Json | undefined => {
    const component = way.at(-1) === 'config' ? configOf(name) : name
    return schemas[WRITTEN_AS[component] ?? `${component}Input`]
  }
  // AWS describes its own format.
  const own = [...answered].filter(name => !name.startsWith('CloudFront.'))
  const silent = own.flatMap(component =>
    [...placesOf(schemas[component])].flatMap(([schema, way]) =>
      Object.entries(membersOf(schema))
        .filter(([name, member]) => {
          const written = membersOf(writtenTo(component, way))[name]
          return !isDescribed(member) && !(written && isDescribed(written))
        })
        .map(([name]) => [component, ...way, name].join('.'))
    )
  )
  expect(silent).toEqual([])
})

const LIMITS = [
  'enum',
  'const',
  'pattern',
  'format',
  'contentEncoding',
  'minLength',
  'maxLength',
  'minimum',
  'maxItems',
  'minItems'
]
/** CloudFront says nothing of them, or nothing that holds for all of them. */
const WITHOUT_LIMIT = new Set([
  'anycastIpListId',
  'callerReference',
  'caller',
  'clientCertificateArn',
  'certificate',
  'comment',
  'continuousDeploymentPolicyId',
  'defaultValue',
  'fieldLevelEncryptionId',
  'iamCertificateId',
  'id',
  'name',
  'originAccessControlId',
  'originAccessIdentity',
  'originId',
  'realtimeLogConfigArn',
  'trustStoreId',
  'vpcOriginId',
  'bucket',
  'prefix'
])

function isBoundless(name: string): boolean {
  return name.startsWith('CloudFront.') || WITHOUT_LIMIT.has(name.slice(name.lastIndexOf('.') + 1))
}

test('every string, number and list that callers write has documented limits', () => {
  const boundless = [...writtenMembers()].filter(({ name, schema }) => {
    const branches = [schema, ...((schema.anyOf ?? []) as Json[])].map(resolved)
    const types = branches.flatMap(({ type }) => type)
    const typed = ['string', 'integer', 'number', 'array'].some(type => types.includes(type))
    return typed && !isBoundless(name) && !branches.some(branch => LIMITS.some(limit => limit in branch))
  })
  expect(boundless.map(({ name }) => name)).toEqual([])
})

test('a default is within a branch or in words: generators consider a member with a default as required', () => {
  const needed = [...writtenMembers()].filter(({ schema }) => 'default' in schema)
  expect(needed.map(({ name }) => name)).toEqual([])
})

/** Members without a documented default, by the reason. */
const WITHOUT_DEFAULT: Readonly<Record<string, readonly string[]>> = {
  'one of several, of which one is given or another member says which': [
    's3OriginConfig|customOriginConfig|vpcOriginConfig|originAccessControlId|originAccess|forwardedValues',
    'cachePolicy|originRequestPolicy|responseHeadersPolicy|errorPages|responsePagePath|responseCode|stringSchema',
    'cloudFrontDefaultCertificate|iamCertificateId|acmCertificateArn|certificate|certificateSource|geoRestriction',
    '(Connection)?FunctionCreate\\.(functionCode|connectionFunctionCode|code)|WebAclCustomizationInput\\.arn',
    'TrafficConfigInput\\.(singleWeightConfig|singleHeaderConfig)|EndPointInput\\.kinesisStreamConfig',
    'CaCertificatesBundleSourceInput\\.caCertificatesBundleS3Location'
  ],
  'there is nothing in their place': [
    'originMtlsConfig|originShield|originShieldRegion|ownerAccountId|responseCompletionTimeout|originGroups|grpcConfig',
    'functionAssociations|realtimeLogConfigArn|(originRequest|responseHeaders)PolicyId|whitelistedNames|tags',
    'ForwardedValuesInput\\.(headers|queryStringCacheKeys)|Trusted(Signers|KeyGroups)Input\\.items',
    'StringSchemaConfigInput\\.(comment|defaultValue)|tenantConfig|parameterDefinitions|viewerMtlsConfig',
    'trustStoreConfig|connectionFunctionAssociation|cacheTagConfig|Distribution(Create|Replace)\\.anycastIpListId'
  ],
  'legacy settings, which the cache policy replaces': ['BehaviorInput\\.(minTtl|defaultTtl|maxTtl)'],
  'CloudFront does not say': [
    'ipAddressType|selectionCriteria|mode|advertiseTrustStoreCaNames|ignoreCertificateExpiry',
    'ServerTimingHeadersConfigInput\\.samplingRate|StreamingDistribution\\w+\\.priceClass',
    'VpcOrigin(Create|EndpointConfigInput)\\.originSslProtocols|CaCertificatesBundleS3LocationInput\\.version',
    'ManagedCertificateRequestInput\\.(primaryDomainName|certificateTransparencyLoggingPreference)'
  ],
  'CloudFront itself sets them': ['IpamCidrConfigInput\\.(anycastIp|status)'],
  'a change that omits them keeps them': [
    'DistributionTenantSettingsInput\\.(distributionId|domains|connectionGroupId|managedCertificateRequest)',
    'TrustStoreSettingsInput\\.caCertificatesBundleSource|ConnectionGroupSettingsInput\\.ipv6Enabled',
    'RealtimeLogConfigSettingsInput\\.(endPoints|fields)'
  ]
}
/** Each is a whole name, or its end where it has the structure, too. */
const exceptions = Object.values(WITHOUT_DEFAULT).flatMap(lists =>
  // At each | that is not in parentheses.
  lists
    .flatMap(list => list.split(/\|(?![^(]*\))/))
    .map(name => new RegExp(`${name.includes('\\.') ? '' : '\\.'}${name}$`))
)
const DEFAULT = /Default: |The default is /

test('every optional member of a configuration documents its default, except those that have none', () => {
  // A configuration, of a distribution or a resource of a family, is replaced as a whole; a creation has more.
  const nounOf = ({ path }: { path: string }) => /^\/([\w-]+)(?:\/\{\w+\})?$/.exec(path)?.[1]
  const nouns = new Set(operations.filter(({ method }) => method === 'put').map(nounOf))
  const configurations = operations.filter(
    each => each.requestBody && each.method !== 'patch' && nouns.has(nounOf(each) ?? '')
  )
  expect(configurations.length).toBeGreaterThan(40)
  const parts = new Set<string>()
  const collect = (value: unknown) => {
    for (const [{ $ref }] of placesOf(value)) {
      const name = typeof $ref === 'string' ? ($ref.split('/').at(-1) ?? '') : ''
      if (name === '' || parts.has(name)) continue
      parts.add(name)
      collect(resolved({ $ref }))
    }
  }
  collect(configurations.map(({ requestBody }) => requestBody))
  const members = [...writtenMembers()].filter(
    ({ name, required }) => !required && !name.startsWith('CloudFront.') && parts.has(name.split('.')[0] ?? '')
  )
  const silent = members
    .filter(({ schema }) => {
      const said = [schema, resolved(schema), ...((schema.anyOf ?? []) as Json[])]
      return !said.some(each => 'default' in each || DEFAULT.test(String(each.description)))
    })
    .map(({ name }) => name)
  expect(silent.filter(name => !exceptions.some(exception => exception.test(name)))).toEqual([])
  expect(exceptions.filter(exception => !silent.some(name => exception.test(name)))).toEqual([])
})

test('optional members of a configuration document their default, where it is constant', () => {
  const saidOf = (component: string, member: string) => {
    const found = [...writtenMembers()].find(({ name }) => name === `${component}.${member}`)?.schema ?? {}
    const [branch] = (found.anyOf ?? []) as Json[]
    return branch?.default ?? /Default: .*\.$/.exec(String(resolved(found).description))?.[0]
  }
  const config = ['callerReference', 'comment', 'enabled', 'defaultRootObject', 'priceClass', 'httpVersion']
  for (const member of [...config, 'isIpv6Enabled', 'aliases', 'cacheBehaviors', 'customErrorResponses', 'webAclId']) {
    expect(saidOf('DistributionCreate', member), member).toBeDefined()
  }
  expect(saidOf('DistributionCreate', 'callerReference')).toMatch(/Idempotency-Key/)
  expect(saidOf('DistributionReplace', 'callerReference')).toBe('Default: the current one, which never changes.')
  expect(saidOf('DistributionPatch', 'callerReference')).toBe('Default: the current one, which never changes.')
  for (const member of ['id', 'originPath', 'customHeaders', 'connectionAttempts', 'connectionTimeout']) {
    expect(saidOf('OriginInput', member), member).toBeDefined()
  }
  for (const member of ['httpPort', 'httpsPort', 'originProtocolPolicy', 'originSslProtocols', 'originReadTimeout']) {
    expect(saidOf('CustomOriginConfigInput', member), member).toBeDefined()
  }
  for (const member of ['targetOriginId', 'viewerProtocolPolicy', 'compress', 'cachePolicyId']) {
    expect(saidOf('CacheBehaviorInput', member), member).toBeDefined()
    expect(saidOf('DefaultCacheBehaviorInput', member), member).toBeDefined()
  }
  expect(saidOf('ViewerCertificateInput', 'minimumProtocolVersion')).toMatch(/TLSv1.2_2021/)
  for (const member of ['items', 'cachedMethods']) {
    expect(saidOf('AllowedMethodsInput', member), member).toEqual(['HEAD', 'GET'])
  }
  for (const member of ['priority', 'strategy']) {
    expect(saidOf('InvalidationCreate', member), member).toMatch(/^Default: /)
  }
})
