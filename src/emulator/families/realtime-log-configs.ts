import { arnOf } from '../identifiers.ts'
import { REALTIME_LOG_CONFIGS, type RealtimeLogConfig } from '../records.ts'
import { realtimeLogConfigRules } from '../rules/realtime-log-config.ts'
import { references } from '../rules/references.ts'
import { inDistributions } from './account.ts'
import { type FamilyRow } from './row.ts'

const KIND = 'realtime-log-config'
const byArn = inDistributions(references.realtimeLogConfigs)

/** Identified by a name that cannot change, or by its ARN; without versions. */
export const realtimeLogConfig: FamilyRow<RealtimeLogConfig> = {
  entity: 'RealtimeLogConfig',
  noun: 'a real-time log configuration',
  collection: REALTIME_LOG_CONFIGS,
  operations: { getConfig: null },
  errors: {
    missing: 'NoSuchRealtimeLogConfig',
    alreadyExists: 'RealtimeLogConfigAlreadyExists',
    tooMany: 'TooManyRealtimeLogConfigs',
    inUse: 'RealtimeLogConfigInUse'
  },
  id: (_ids, { Name }) => Name,
  arn: KIND,
  unique: [{ of: ({ Name }) => Name }],
  quota: 'realtimeLogConfigs',
  usedBy: ({ id }, account) => byArn({ id: arnOf(KIND, id) }, account),
  rules: realtimeLogConfigRules
}
