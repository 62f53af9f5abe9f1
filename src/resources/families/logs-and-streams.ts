import { type FamilyRow } from './family.ts'
import { distributionsListedBy } from './used-by.ts'

export const logsAndStreams: readonly FamilyRow[] = [
  {
    noun: 'real-time log configuration',
    plural: 'real-time log configurations',
    address: 'realtime-log-configs',
    tag: 'Logs',
    entity: 'RealtimeLogConfig',
    id: { parameter: 'realtimeLogConfigName', example: 'requests', member: 'Name' },
    unversioned: true,
    findUsers: distributionsListedBy('ListDistributionsByRealtimeLogConfig', 'RealtimeLogConfigName'),
    example: {
      name: 'requests',
      samplingRate: 5,
      fields: ['timestamp', 'c-ip', 'cs-uri-stem', 'sc-status'],
      endPoints: [
        {
          streamType: 'Kinesis',
          kinesisStreamConfig: {
            roleArn: 'arn:aws:iam::123456789012:role/cloudfront-logs',
            streamArn: 'arn:aws:kinesis:us-east-1:123456789012:stream/requests'
          }
        }
      ]
    }
  },
  {
    noun: 'streaming distribution',
    plural: 'streaming distributions',
    address: 'streaming-distributions',
    tag: 'Streaming',
    entity: 'StreamingDistribution',
    id: { parameter: 'streamingDistributionId', example: 'EGTXBD79H29TRA8' },
    status: { member: 'Status', settled: ['Deployed'] },
    withTags: 'CreateStreamingDistributionWithTags',
    example: { s3Origin: { domainName: 'media.s3.amazonaws.com', originAccessIdentity: '' } }
  }
]
