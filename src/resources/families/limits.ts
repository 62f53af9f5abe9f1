import { type Shape } from '../../cloudfront/model/shapes.ts'

type Keywords = Readonly<Record<string, unknown>>

const atLeastOne: Keywords = { minItems: 1 }
const arn = (service: string, example: string): Keywords => ({
  pattern: `^arn:aws[a-z-]*:${service}:`,
  'x-expected': `an ARN, such as ${example}`
})
const name: Keywords = { pattern: '^[a-zA-Z0-9-_]{1,64}$', 'x-expected': 'up to 64 letters, digits, - and _' }
const sessionSeconds: Keywords = { minimum: 300, maximum: 3_600 }
const port: Keywords = { minimum: 1, maximum: 65_535 }

/**
 * Limits that CloudFront applies to everybody, by structure and with JSON's names (API reference of each structure).
 * Quotas that AWS can raise are left to CloudFront.
 */
const LIMITS: Readonly<Record<string, Readonly<Record<string, Keywords>>>> = {
  ContinuousDeploymentPolicyConfig: { stagingDistributionDnsNames: atLeastOne },
  ContinuousDeploymentSingleWeightConfig: { weight: { minimum: 0, maximum: 0.15 } },
  ContinuousDeploymentSingleHeaderConfig: {
    header: { pattern: '^aws-cf-cd-', 'x-expected': 'a header name that begins with aws-cf-cd-', maxLength: 256 }
  },
  SessionStickinessConfig: { idleTtl: sessionSeconds, maximumTtl: sessionSeconds },
  ResponseHeadersPolicyServerTimingHeadersConfig: { samplingRate: { minimum: 0, maximum: 100 } },
  OriginAccessControlConfig: { name: { minLength: 1, maxLength: 64 }, description: { maxLength: 256 } },
  PublicKeyConfig: {
    encodedKey: {
      pattern: '^\\s*-----BEGIN PUBLIC KEY-----',
      'x-expected': 'a public key in PEM, which begins with -----BEGIN PUBLIC KEY-----',
      maxLength: 4_000
    }
  },
  KeyGroupConfig: { items: atLeastOne },
  CreateFunctionRequest: { name },
  CreateKeyValueStoreRequest: { name },
  KeyValueStoreAssociation: {
    keyValueStoreArn: arn('cloudfront', 'arn:aws:cloudfront::123456789012:key-value-store/ID')
  },
  CreateDistributionTenantRequest: { domains: atLeastOne },
  VpcOriginEndpointConfig: {
    arn: arn('[a-z0-9]+', 'arn:aws:ec2:us-east-1:123456789012:instance/ID'),
    httpPort: port,
    httpsPort: port
  },
  CreateRealtimeLogConfigRequest: {
    samplingRate: { minimum: 1, maximum: 100 },
    endPoints: atLeastOne,
    fields: atLeastOne
  },
  UpdateRealtimeLogConfigRequest: { samplingRate: { minimum: 1, maximum: 100 } },
  KinesisStreamConfig: {
    roleArn: arn('iam', 'arn:aws:iam::123456789012:role/NAME'),
    streamArn: arn('kinesis', 'arn:aws:kinesis:us-east-1:123456789012:stream/NAME')
  }
}

/** Far beyond anything that CloudFront accepts, so that every request is bounded. */
const TEXT_LENGTH_MAX = 4_000
export const LIST_LENGTH_MAX = 1_000

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
