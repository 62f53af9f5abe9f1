import { type Subject } from '../families/row.ts'
import { type RealtimeLogConfig } from '../records.ts'
import { nameRule } from './name.ts'
import { isWithin, repeated, type Rule } from './rule.ts'

type LogConfig = Subject<RealtimeLogConfig>

const ROLE = /^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/
const STREAM = /^arn:aws[a-z-]*:kinesis:[a-z0-9-]+:\d{12}:stream\/[A-Za-z0-9_.-]{1,128}$/

/** Developer Guide, "Understand real-time access log configurations" (fields). */
const FIELDS = new Set(
  `timestamp c-ip s-ip time-to-first-byte sc-status sc-bytes cs-method cs-protocol cs-host cs-uri-stem cs-bytes
  x-edge-location x-edge-request-id x-host-header time-taken cs-protocol-version c-ip-version cs-user-agent cs-referer
  cs-cookie cs-uri-query x-edge-response-result-type x-forwarded-for ssl-protocol ssl-cipher x-edge-result-type
  fle-encrypted-fields fle-status sc-content-type sc-content-len sc-range-start sc-range-end c-port
  x-edge-detailed-result-type c-country cs-accept-encoding cs-accept cache-behavior-path-pattern cs-headers
  cs-header-names cs-headers-count primary-distribution-id primary-distribution-dns-name origin-fbl origin-lbl asn
  cmcd-encoded-bitrate cmcd-buffer-length cmcd-buffer-starvation cmcd-content-id cmcd-object-duration cmcd-deadline
  cmcd-measured-throughput cmcd-next-object-request cmcd-next-range-request cmcd-object-type cmcd-playback-rate
  cmcd-requested-maximum-throughput cmcd-streaming-format cmcd-session-id cmcd-stream-type cmcd-startup
  cmcd-top-bitrate cmcd-version r-host sr-reason x-edge-mqcs distribution-tenant-id connection-id`.split(/\s+/)
)

/** API reference, CreateRealtimeLogConfig, EndPoint and KinesisStreamConfig. */
export const realtimeLogConfigRules: readonly Rule<LogConfig>[] = [
  // The format in which a cache behavior references one; the length is inferred.
  nameRule(64),
  {
    code: 'InvalidArgument',
    message: 'The parameter SamplingRate must be an integer from 1 to 100.',
    brokenBy: ({ config }) => !isWithin(config.SamplingRate, 1, 100)
  },
  {
    code: 'InvalidArgument',
    message: 'The parameter Fields must name at least one field, and none of them twice.',
    brokenBy: ({ config: { Fields } }) => Fields.length === 0 || repeated(Fields).length > 0
  },
  {
    code: 'InvalidArgument',
    message: ({ config }) =>
      `The parameter Fields has fields that are not known: ${config.Fields.filter(name => !FIELDS.has(name)).join(', ')}.`,
    brokenBy: ({ config }) => config.Fields.some(name => !FIELDS.has(name))
  },
  {
    // As many as Terraform accepts (aws_cloudfront_realtime_log_config); the API reference gives no number.
    code: 'InvalidArgument',
    message: 'The parameter EndPoints must have one data stream.',
    brokenBy: ({ config }) => config.EndPoints.length !== 1
  },
  {
    code: 'InvalidArgument',
    message: 'The parameter StreamType must be Kinesis, with a KinesisStreamConfig.',
    brokenBy: ({ config }) =>
      config.EndPoints.some(({ StreamType, KinesisStreamConfig }) => StreamType !== 'Kinesis' || !KinesisStreamConfig)
  },
  {
    code: 'InvalidArgument',
    message: 'The parameters RoleARN and StreamARN must be those of an IAM role and of a Kinesis data stream.',
    brokenBy: ({ config }) =>
      config.EndPoints.some(
        ({ KinesisStreamConfig: kinesis }) => kinesis && !(ROLE.test(kinesis.RoleARN) && STREAM.test(kinesis.StreamARN))
      )
  }
]
