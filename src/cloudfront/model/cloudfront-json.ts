import { type Shape } from './shapes.ts'

/**
 * CloudFront's own JSON format, as the AWS CLI prints and accepts it: the SDK's member names, `Quantity` and `Items`,
 * ISO 8601 times, base64 bytes. Nothing is added, counted or left out.
 */
export function fromSdkToCloudFrontJson(shape: Shape, value: unknown): unknown {
  return convert(shape, value, {
    timestamp: time => (time as Date).toISOString(),
    blob: bytes => Buffer.from(bytes as Uint8Array).toString('base64')
  })
}

/** The inverse; the JSON must fit the shape's schema with `format: 'cloudfront'`. */
export function fromCloudFrontJsonToSdk(shape: Shape, json: unknown): unknown {
  return convert(shape, json, {
    timestamp: time => new Date(time as string),
    blob: base64 => new Uint8Array(Buffer.from(base64 as string, 'base64'))
  })
}

interface Leaves {
  timestamp(value: unknown): unknown
  blob(value: unknown): unknown
}

function convert(shape: Shape, value: unknown, leaves: Leaves): unknown {
  switch (shape.kind) {
    case 'string':
    case 'number':
    case 'boolean':
      return value
    case 'timestamp':
      return leaves.timestamp(value)
    case 'blob':
      return leaves.blob(value)
    case 'list':
      return (value as unknown[]).map(item => convert(shape.item, item, leaves))
    case 'structure':
      return Object.fromEntries(
        shape.members
          .map(member => [member, (value as Record<string, unknown>)[member.name]] as const)
          .filter(([, given]) => given !== undefined && given !== null)
          .map(([member, given]) => [member.name, convert(member.shape, given, leaves)])
      )
  }
}
