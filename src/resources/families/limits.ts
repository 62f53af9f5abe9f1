import { type Shape } from '../../cloudfront/model/shapes.ts'

type Keywords = Readonly<Record<string, unknown>>

const atLeastOne: Keywords = { minItems: 1 }
const arn = (service: string): Keywords => ({ pattern: `^arn:aws[a-z-]*:${service}:` })
const sessionSeconds: Keywords = { minimum: 300, maximum: 3_600 }
const port: Keywords = { minimum: 1, maximum: 65_535 }

/**
 * Limits that CloudFront applies to everybody, by structure and with JSON's names (API reference of each structure).
 * Quotas that AWS can raise are left to CloudFront.
 */
const LIMITS: Readonly<Record<string, Readonly<Record<string, Keywords>>>> = {
  ContinuousDeploymentPolicyConfig: { stagingDistributionDnsNames: atLeastOne },
  ContinuousDeploymentSingleWeightConfig: { weight: { minimum: 0, maximum: 0.15 } },
  ContinuousDeploymentSingleHeaderConfig: { header: { pattern: '^aws-cf-cd-', maxLength: 256 } },
  SessionStickinessConfig: { idleTtl: sessionSeconds, maximumTtl: sessionSeconds },
  ResponseHeadersPolicyServerTimingHeadersConfig: { samplingRate: { minimum: 0, maximum: 100 } },
  OriginAccessControlConfig: { name: { minLength: 1, maxLength: 64 }, description: { maxLength: 256 } },
  PublicKeyConfig: { encodedKey: { pattern: '^\\s*-----BEGIN PUBLIC KEY-----', maxLength: 4_000 } },
  KeyGroupConfig: { items: atLeastOne },
  CreateFunctionRequest: { name: { pattern: '^[a-zA-Z0-9-_]{1,64}$' } },
  CreateKeyValueStoreRequest: { name: { pattern: '^[a-zA-Z0-9-_]{1,64}$' } },
  KeyValueStoreAssociation: { keyValueStoreArn: arn('cloudfront') },
  CreateDistributionTenantRequest: { domains: atLeastOne },
  VpcOriginEndpointConfig: { arn: arn('[a-z0-9]+'), httpPort: port, httpsPort: port },
  CreateRealtimeLogConfigRequest: {
    samplingRate: { minimum: 1, maximum: 100 },
    endPoints: atLeastOne,
    fields: atLeastOne
  },
  UpdateRealtimeLogConfigRequest: { samplingRate: { minimum: 1, maximum: 100 } },
  KinesisStreamConfig: { roleArn: arn('iam'), streamArn: arn('kinesis') }
}

/** Far beyond anything that CloudFront accepts, so that every request is bounded. */
const TEXT_LENGTH_MAX = 4_000
const LIST_LENGTH_MAX = 1_000

/** JSON Schema keywords of a member; each text, number and list has some. */
export function limitsOf(structureName: string, jsonName: string, shape: Shape): Keywords | undefined {
  const known = LIMITS[structureName]?.[jsonName]
  switch (shape.kind) {
    case 'string':
      return { maxLength: TEXT_LENGTH_MAX, ...known }
    case 'number':
      return { minimum: 0, ...known }
    case 'list':
      return { maxItems: LIST_LENGTH_MAX, ...known }
    case 'structure':
      return isList(shape) ? { maxItems: LIST_LENGTH_MAX, ...known } : undefined
    default:
      return undefined
  }
}

function isList(shape: Extract<Shape, { kind: 'structure' }>): boolean {
  return shape.members.every(({ name }) => name === 'Items' || name === 'Quantity')
}
