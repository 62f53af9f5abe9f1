import { arnOf } from '../identifiers.ts'
import { CONNECTION_FUNCTIONS, type ConnectionFunctionContent } from '../records.ts'
import { connectionFunctionRules } from '../rules/connection-function.ts'
import { references } from '../rules/references.ts'
import { inDistributions } from './account.ts'
import { entityErrors, type FamilyRow } from './row.ts'
import { liveOf, staged, statusOf } from './stages.ts'

const KIND = 'connection-function'
const usedBy = inDistributions(references.connectionFunctions)

/** Functions that allow or deny viewers' connections, with the two stages of functions. */
export const connectionFunction: FamilyRow<ConnectionFunctionContent> = {
  entity: 'ConnectionFunction',
  noun: 'a connection function',
  collection: CONNECTION_FUNCTIONS,
  operations: { get: 'DescribeConnectionFunction', getConfig: null },
  errors: entityErrors,
  id: ids => ids.connectionFunction(),
  arn: KIND,
  unique: [{ of: ({ Name }) => Name }],
  quota: 'connectionFunctions',
  usedBy,
  usable: ({ live }) => live !== undefined,
  rules: connectionFunctionRules,
  tagged: true,
  read: ({ ConnectionFunctionCode: code, ...rest }) => ({
    ...rest,
    ConnectionFunctionCode: Buffer.from(code as Uint8Array).toString('base64')
  }),
  shows: (record, account) => ({
    ConnectionFunctionArn: arnOf(KIND, record.id),
    Stage: record.stage ?? 'DEVELOPMENT',
    Status: statusOf(record, usedBy(record, account))
  }),
  ...staged(),
  verbs: ({ get, getVersion, missing, put, version }, { answer }) => ({
    GetConnectionFunction({ Identifier, Stage }) {
      const record = get(Identifier)
      const shown = Stage === 'LIVE' ? liveOf(record) : record
      if (!shown) throw missing()
      return {
        ConnectionFunctionCode: Buffer.from(shown.config.ConnectionFunctionCode, 'base64'),
        ETag: shown.etag,
        ContentType: 'application/octet-stream'
      }
    },

    PublishConnectionFunction({ Id, IfMatch }) {
      const record = getVersion(Id, IfMatch)
      const published = put({ ...record, live: version(record.config) })
      return answer('PublishConnectionFunction', liveOf(published) ?? published)
    }
  })
}
